"""A probe whose callers are threads that start together."""

import os
import queue
import sys
import threading

from tally import LIMIT, Tally, say


def run(open_pool, workers):
    """Obeys until there are no commands. With `workers` so many threads serve the callers, in turn."""
    callers = Callers(open_pool, workers)
    for line in sys.stdin:
        command, *words = line.strip().split(" ", maxsplit=3)
        if command == "hold":
            say(callers.hold(int(words[0])))
        elif command == "release":
            say(callers.release())
        elif command == "query":
            say(callers.query(int(words[0]), words[1], words[2]))
        elif command == "close":
            say(callers.together(1, lambda: callers.pool.close()))
    # Callers that hang are left behind.
    os._exit(0)


class Worker:
    """A thread that stays, for one caller after another."""

    def __init__(self):
        self.work = queue.SimpleQueue()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            work, number = self.work.get()
            work(number)


class Callers:
    def __init__(self, open_pool, workers):
        self.open_pool, self.pool, self.opening = open_pool, None, threading.Lock()
        self.workers = [Worker() for _ in range(workers or 0)]
        self.give_back, self.returned = threading.Event(), []

    def opened(self):
        """The pool, which the first caller opens."""
        with self.opening:
            self.pool = self.pool or self.open_pool()
            return self.pool

    def start(self, work, number):
        if self.workers:
            self.workers[number % len(self.workers)].work.put((work, number))
        else:
            threading.Thread(target=work, args=(number,), daemon=True).start()

    def query(self, callers, order, sql):
        def ask():
            with self.opened().borrowed() as run:
                run(sql)

        return self.together(callers, ask) if order == "parallel" else self.one_by_one(callers, ask)

    def together(self, callers, work):
        tally, gate = Tally(callers), threading.Event()

        def caller(number):
            gate.wait()
            attempt(tally, number, work)

        for number in range(callers):
            self.start(caller, number)
        tally.begin()
        gate.set()
        return tally.wait().answer()

    def one_by_one(self, callers, work):
        """Stops at the first that hangs."""
        tally = Tally(callers)
        for number in range(callers):
            done = threading.Event()
            tally.begin()
            self.start(lambda number, done=done: (attempt(tally, number, work), done.set()), number)
            if not done.wait(LIMIT):
                break
        return tally.answer()

    def hold(self, callers):
        """Each takes a connection, asks one thing of it, and keeps it until `release`."""
        taken, self.give_back = Tally(callers), threading.Event()
        self.returned = [threading.Event() for _ in range(callers)]

        def holder(number, returned=self.returned, give_back=self.give_back):
            def take():
                with self.opened().borrowed() as run:
                    run("SELECT 1")
                    taken.ended(number)
                    give_back.wait()

            try:
                take()
            except Exception as error:
                taken.ended(number, error)
            returned[number].set()

        for number in range(callers):
            self.start(holder, number)
        return taken.wait().answer()

    def release(self):
        self.give_back.set()
        for returned in self.returned:
            returned.wait(LIMIT)
        return {}


def attempt(tally, number, work):
    try:
        work()
    except Exception as error:
        tally.ended(number, error)
    else:
        tally.ended(number)
