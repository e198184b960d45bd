"""The same M/M/10 queue in poolcheck, SimPy and Ciw: requests per second of processor time, the best of some runs."""

import random
import subprocess
import sys
import time

import ciw
import simpy

SERVERS, RATE, HOLD = 10, 750.0, 0.010
# Erlang C: 0.2916... of the requests wait; the mean wait is that x HOLD / (10 - 7.5).
REQUESTS_OURS, REQUESTS_PEERS = 5_000_000, 40_000


def erlang_c_wait():
    blocked = 1.0
    load = RATE * HOLD
    for n in range(1, SERVERS + 1):
        blocked = load * blocked / (n + load * blocked)
    share = SERVERS * blocked / (SERVERS - load * (1 - blocked))
    return share * HOLD / (SERVERS - load)


def poolcheck(bench):
    words = [bench, "queue", SERVERS, RATE, HOLD, REQUESTS_OURS]
    served, wait, spent = map(float, subprocess.check_output([str(word) for word in words], text=True).split())
    return served / spent, wait


def with_simpy():
    env = simpy.Environment()
    pool = simpy.Resource(env, capacity=SERVERS)
    draw = random.Random(1)
    total = [0, 0.0]

    def request():
        came = env.now
        with pool.request() as turn:
            yield turn
            total[0] += 1
            total[1] += env.now - came
            yield env.timeout(draw.expovariate(1 / HOLD))

    def source():
        for _ in range(REQUESTS_PEERS):
            yield env.timeout(draw.expovariate(RATE))
            env.process(request())

    started = time.process_time()
    env.process(source())
    env.run()
    return total[0] / (time.process_time() - started), total[1] / total[0]


def with_ciw():
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=RATE)],
        service_distributions=[ciw.dists.Exponential(rate=1 / HOLD)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    started = time.process_time()
    simulation.simulate_until_max_customers(REQUESTS_PEERS, method="Finish")
    spent = time.process_time() - started
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return len(waits) / spent, sum(waits) / len(waits)


def main():
    bench, often = sys.argv[1], int(sys.argv[2])
    runners = {"poolcheck": lambda: poolcheck(bench), "SimPy": with_simpy, "Ciw": with_ciw}
    best = {name: (0.0, 0.0) for name in runners}
    for _ in range(often):
        for name, runner in runners.items():
            best[name] = max(best[name], runner())
    print(f"mean wait by Erlang C: {erlang_c_wait() * 1e3:.3f} ms")
    for name, (rate, wait) in best.items():
        print(f"{name:<10} {rate:>12,.0f} requests/s  mean wait {wait * 1e3:.3f} ms  {best['poolcheck'][0] / rate:>7.0f} x")


main()
