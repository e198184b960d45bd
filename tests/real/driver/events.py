"""The events: what happens to a pool, and what is asked of it then.

Each is a function of a case's `Scene` that returns the rounds of ten queries after the event, and what is to be known beside them.
"""

import asyncio
import time
from dataclasses import dataclass, field

from hop import DeadEnd, Hop
from probe import NotMeasured
from timewait import waiting

POOL = 10
# Seconds of `wait_timeout`: the first that is long enough to fill the pool.
IDLE_LIMITS = (2, 8, 30)
# Where others fill the server: more than a pool that opens all its connections at once needs.
FULL_AT = 20

EVENTS = {}
SLOW = {"E9"}


@dataclass
class Scene:
    """One stack before one server."""

    stack: object
    server: object
    spare: object
    """Starts another server of the same kind, for what moves between two."""
    start: object
    """Starts the stack's probe: `start(port=…, aged=…)`."""
    facts: dict = field(default_factory=dict)

    async def rounds(self, probe, first, *query):
        """The first round after an event and up to four more: none after callers hang or wait long."""
        all_of = [first]
        while len(all_of) < 5 and not all_of[-1]["hanging"] and all_of[-1]["ms"] < 10_000:
            all_of.append(await probe.query(POOL, *query))
        return all_of

    async def filled(self, probe):
        """Opens all of the pool's connections and lets them idle."""
        await self.held(probe, POOL)
        await probe.release()
        # What is given back is settled: some pools look at it in a task of their own.
        await asyncio.sleep(0.2)

    async def held(self, probe, callers):
        answer = await probe.hold(callers)
        if answer["ok"] < callers:
            raise NotMeasured(f"the pool does not fill: {answer}")


def event(name):
    def register(function):
        EVENTS[name] = function
        return function

    return register


async def idle_then(scene, order="parallel", frozen=False, again=False):
    """The rounds after the server has closed what idles: one, or with `again` all."""
    for limit in IDLE_LIMITS:
        await scene.server.wait_timeout(limit)
        async with scene.start() as probe:
            began = time.monotonic()
            await scene.filled(probe)
            # On a slow machine the first would be closed before the last is opened.
            if time.monotonic() - began > limit - 0.5:
                continue
            before = await scene.server.sessions()
            if frozen:
                probe.freeze()
            await asyncio.sleep(limit + 2.5)
            scene.facts |= {"wait_timeout": limit, "closed": len(before - await scene.server.sessions())}
            if frozen:
                probe.thaw()
            first = await probe.query(POOL, order, "SELECT 1" if order == "serial" else "SELECT SLEEP(0.2)")
            return await scene.rounds(probe, first) if again else [first]
    raise NotMeasured(f"the pool needs more than {IDLE_LIMITS[-1]} s to fill")


@event("E1")
async def idle(scene):
    return await idle_then(scene, again=True)


@event("E1s")
async def idle_serial(scene):
    return await idle_then(scene, order="serial")


@event("E1f")
async def idle_frozen(scene):
    return await idle_then(scene, frozen=True)


@event("T1")
async def idle_tls(scene):
    """Where the library does not encrypt by itself there is the server's refusal, and nothing to look at."""
    await scene.server.set(require_secure_transport="ON")
    async with scene.start() as probe:
        answer = await probe.hold(1)
    scene.facts["encrypts"] = answer["ok"] == 1
    return await idle_then(scene, again=True) if scene.facts["encrypts"] else [answer]


async def killed(scene, seconds):
    async with scene.start() as probe:
        await scene.filled(probe)
        await scene.server.kill_all()
        await asyncio.sleep(seconds)
        return await scene.rounds(probe, await probe.query(POOL))


@event("E2")
async def kill(scene):
    return await killed(scene, 0)


@event("E2d")
async def kill_before(scene):
    return await killed(scene, 1)


@event("E3")
async def restart(scene):
    async with scene.start() as probe:
        await scene.filled(probe)
        await scene.server.restart()
        return await scene.rounds(probe, await probe.query(POOL))


async def forgotten(scene, how):
    async with Hop(scene.server.port) as hop, scene.start(port=hop.port) as probe:
        await scene.filled(probe)
        # A pool at rest: none still grows.
        await asyncio.sleep(1)
        hop.forget(how)
        await asyncio.sleep(0.2)
        return await scene.rounds(probe, await probe.query(POOL))


@event("E4")
async def silent_hop(scene):
    return await forgotten(scene, "silent")


@event("E4r")
async def reset_hop(scene):
    return await forgotten(scene, "reset")


@event("E4f")
async def fin_hop(scene):
    return await forgotten(scene, "fin")


@event("E5")
async def no_greeting(scene):
    async with Hop(scene.server.port) as hop, scene.start(port=hop.port) as probe:
        hop.greets = "mute"
        return [await probe.query(1)]


@event("E5b")
async def no_syn_ack(scene):
    async with DeadEnd() as port, scene.start(port=port.port) as probe:
        return [await probe.query(1)]


@event("E6")
async def exhausted(scene):
    async with scene.start() as probe:
        await scene.held(probe, POOL)
        return [await probe.query(1)]


@event("E7w")
async def full_for_more(scene):
    async with scene.start() as probe:
        await scene.held(probe, 1)
        await probe.release()
        scene.facts["open_before"] = len(await scene.server.sessions())
        await scene.server.fill_up(FULL_AT)
        return [await probe.query(3)]


@event("E7c")
async def full_for_first(scene):
    await scene.server.fill_up(FULL_AT)
    async with scene.start() as probe:
        return [await probe.query(1)]


@event("P")
async def proxy_full(scene):
    async with Hop(scene.server.port) as hop, scene.start(port=hop.port) as probe:
        await scene.held(probe, 1)
        await probe.release()
        scene.facts["open_before"] = len(await scene.server.sessions())
        hop.greets = "full"
        return [await probe.query(3)]


@event("E8")
async def age(scene):
    """Three connections grow older than the limit: idle, when they are taken, and while they are used."""
    wait = scene.stack.aged
    async with scene.start(aged=True) as probe:
        await scene.held(probe, 3)
        old = await scene.server.sessions()
        await probe.release()
        await asyncio.sleep(wait)
        scene.facts["idle_left"] = len(old & await scene.server.sessions())
        first = await probe.hold(3)
        scene.facts["taken_old"] = len(old & await scene.server.sessions())
        used = await scene.server.sessions()
        await asyncio.sleep(wait)
        held = used & await scene.server.sessions()
        await probe.release()
        await asyncio.sleep(0.5)
        scene.facts["of"] = len(old)
        scene.facts["closed_on_return"] = len(held - await scene.server.sessions())
        return [first]


@event("E9")
async def stays_idle(scene):
    async with scene.start() as probe:
        await scene.filled(probe)
        aborted, past = await scene.server.aborted(), 0
        for seconds in (15, 45, 75):
            await asyncio.sleep(seconds - past)
            past = seconds
            scene.facts[f"idle_after_{seconds}"] = len(await scene.server.sessions())
        scene.facts["aborted"] = await scene.server.aborted() - aborted
        return [await probe.query(POOL)]


@event("Q")
async def goodbye(scene):
    """The pool is closed: whether it says COM_QUIT, and which side keeps TIME_WAIT."""
    async with scene.start() as probe:
        await scene.filled(probe)
        aborted, before = await scene.server.aborted(), waiting(scene.server.port)
        open_before = await scene.server.sessions()
        answer = await probe.close()
        await asyncio.sleep(1)
        sides = [side for side, *_ in waiting(scene.server.port) - before]
        scene.facts["closed"] = len(open_before - await scene.server.sessions())
        scene.facts["aborted"] = await scene.server.aborted() - aborted
        scene.facts["time_wait"] = {side: sides.count(side) for side in ("client", "server")}
        return [answer]


@event("F")
async def failover(scene):
    """The host dies, and its address is another's."""
    spare = await scene.spare()
    async with Hop(scene.server.port) as hop, scene.start(port=hop.port) as probe:
        await scene.filled(probe)
        hop.backend = spare.port
        scene.server.crash()
        await asyncio.sleep(0.2)
        rounds = await scene.rounds(probe, await probe.query(POOL))
        scene.facts["on_the_new"] = len(await spare.sessions())
        return rounds


@event("G")
async def set_global(scene):
    """The limit of idleness is lowered for those that come; the ones that are keep theirs."""
    async with scene.start() as probe:
        await scene.filled(probe)
        before = await scene.server.sessions()
        await scene.server.wait_timeout(2)
        await asyncio.sleep(4.5)
        scene.facts["closed"] = len(before - await scene.server.sessions())
        return [await probe.query(POOL)]


@event("R")
async def read_only(scene):
    """The server turns read-only: whether a write's error makes the pool give its connection up."""
    async with scene.start() as probe:
        await scene.filled(probe)
        before = await scene.server.sessions()
        await scene.server.set(read_only=1)
        write = ("parallel", "INSERT INTO written VALUES (1)")
        rounds = await scene.rounds(probe, await probe.query(POOL, *write), *write)
        scene.facts["given_up"] = len(before - await scene.server.sessions())
        await scene.server.set(read_only=0)
        scene.facts["failed_when_writable"] = (await probe.query(POOL, *write))["failed"]
        return rounds
