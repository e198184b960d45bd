"""A probe whose callers are tasks of one event loop."""

import asyncio
import os
import sys

from tally import LIMIT, Tally, say


def run(open_pool, _workers):
    """Obeys until there are no commands."""
    asyncio.run(obey(Callers(open_pool)))


async def obey(callers):
    while line := await asyncio.to_thread(sys.stdin.readline):
        command, *words = line.strip().split(" ", maxsplit=3)
        if command == "hold":
            say(await callers.hold(int(words[0])))
        elif command == "release":
            say(await callers.release())
        elif command == "query":
            say(await callers.query(int(words[0]), words[1], words[2]))
        elif command == "close":
            say(await callers.together(1, callers.pool.close))
    # Callers that hang are left behind.
    os._exit(0)


class Callers:
    def __init__(self, open_pool):
        self.open_pool, self.pool, self.opening = open_pool, None, asyncio.Lock()
        self.give_back, self.holders = asyncio.Event(), []

    async def opened(self):
        """The pool, which the first caller opens."""
        async with self.opening:
            self.pool = self.pool or await self.open_pool()
            return self.pool

    async def query(self, callers, order, sql):
        async def ask():
            async with (await self.opened()).borrowed() as run:
                await run(sql)

        return await (self.together(callers, ask) if order == "parallel" else self.one_by_one(callers, ask))

    async def together(self, callers, work):
        tally = Tally(callers)
        tasks = [asyncio.create_task(attempt(tally, number, work)) for number in range(callers)]
        await asyncio.wait(tasks, timeout=LIMIT)
        return tally.answer()

    async def one_by_one(self, callers, work):
        """Stops at the first that hangs."""
        tally = Tally(callers)
        for number in range(callers):
            tally.begin()
            _, hanging = await asyncio.wait([asyncio.create_task(attempt(tally, number, work))], timeout=LIMIT)
            if hanging:
                break
        return tally.answer()

    async def hold(self, callers):
        """Each takes a connection, asks one thing of it, and keeps it until `release`."""
        taken, self.give_back = Tally(callers), asyncio.Event()
        settled = [asyncio.Event() for _ in range(callers)]

        async def holder(number):
            try:
                async with (await self.opened()).borrowed() as run:
                    await run("SELECT 1")
                    taken.ended(number)
                    settled[number].set()
                    await self.give_back.wait()
            except Exception as error:
                taken.ended(number, error)
            settled[number].set()

        self.holders = [asyncio.create_task(holder(number)) for number in range(callers)]
        await asyncio.wait([asyncio.create_task(each.wait()) for each in settled], timeout=LIMIT)
        return taken.answer()

    async def release(self):
        self.give_back.set()
        await asyncio.wait(self.holders, timeout=LIMIT)
        return {}


async def attempt(tally, number, work):
    try:
        await work()
    except Exception as error:
        tally.ended(number, error)
    else:
        tally.ended(number)
