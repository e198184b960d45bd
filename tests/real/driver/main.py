"""Runs stacks through events on real servers: `tests/real/run --help`."""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import claims
import results
import stacks
import table
from events import EVENTS, SLOW, Scene
from probe import NotMeasured, Probe
from server import Server

ROOT = Path(__file__).parents[3]
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
# Those that wait for a caller's limit come first, so that they run beside the quick ones.
LONG = ["E9", "E4", "E5", "E5b", "E6", "P", "E7c", "E7w", "E8"]
# Seconds that a case may take beside the callers' limit.
DEADLINE = 300


def say(text):
    print(f"real: {text}", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="tests/real/run", description="Runs real pool libraries through events on real servers.")
    parser.add_argument("--stacks", nargs="+", default=["*"], metavar="GLOB", help="such as 'python/sqlalchemy-*'; all without it")
    parser.add_argument("--events", metavar="E1,E4r", help="all but the slow ones without it")
    parser.add_argument("--servers", default=",".join(table.SERVERS), help="of these: %(default)s")
    parser.add_argument("--slow", action="store_true", help="with what idles for more than a minute (E9)")
    parser.add_argument("--jobs", type=int, default=6, help="cases at once (%(default)s)")
    parser.add_argument("--limit", type=int, default=45, help="seconds after which a caller counts as hanging (%(default)s)")
    parser.add_argument("--missing", action="store_true", help="only cases that have no result yet")
    parser.add_argument("--table", action="store_true", help="only show what was measured, and whether what is claimed agrees")
    parser.add_argument("--facts", action="store_true", help="ask the libraries for their own defaults, and compare; no events")
    parser.add_argument("--available", action="store_true", help="name languages and servers that cannot be had as not run")
    given = parser.parse_args()
    given.events = given.events.split(",") if given.events else [name for name in EVENTS if given.slow or name not in SLOW]
    given.servers = given.servers.split(",")
    for name in set(given.events) - set(EVENTS):
        parser.error(f"no event {name}; there are {', '.join(EVENTS)}")
    return given


class Run:
    """All cases of one call."""

    def __init__(self, given, chosen, folder):
        self.given, self.folder, self.failed = given, folder, []
        known = results.read() if given.missing else {}
        self.queues = {
            server: [
                (stack, event)
                for event in sorted(given.events, key=lambda name: LONG.index(name) if name in LONG else len(LONG))
                for stack in chosen
                if (stack.name, server, event) not in known and (event != "E8" or stack.aged)
            ]
            for server in given.servers
        }
        self.left = sum(map(len, self.queues.values()))

    async def all(self):
        """Every lane has a server of its own, so that no event meets another's pool."""
        lanes = [(self.given.servers[at % len(self.given.servers)], at) for at in range(max(self.given.jobs, len(self.given.servers)))]
        async with asyncio.TaskGroup() as group:
            for name, at in lanes:
                group.create_task(Lane(self, name, self.folder / str(at)).work())


class Lane:
    """Cases one after another on one server, and on a second one for what moves between two."""

    def __init__(self, run, name, folder):
        self.run, self.name, self.folder = run, name, folder
        self.main = self.second = None

    async def work(self):
        queue = self.run.queues[self.name]
        try:
            while queue:
                await self.next(*queue.pop(0))
        finally:
            self.drop_servers()

    async def next(self, stack, event):
        began = time.monotonic()
        try:
            said = await asyncio.wait_for(self.case(stack, event), DEADLINE + self.run.given.limit)
        except (NotMeasured, TimeoutError, RuntimeError) as error:
            said = f"not measured: {error or 'it took too long'}"
            self.run.failed.append(f"{stack.name} {self.name} {event} {said}")
            self.drop_servers()
        self.run.left -= 1
        say(f"{self.run.left:4} left  {stack.name} {self.name} {event}: {said} ({time.monotonic() - began:.0f} s)")

    async def case(self, stack, event):
        self.main = await self.ready(self.main, "main")
        versions = {}

        def start(port=None, **options):
            log = TARGET / "real" / "logs" / f"{stack.name.replace('/', '-')}-{event}-{self.name}.log"
            home = TARGET / "real" / stack.language.name
            return Noted(versions, stack, home, port or self.main.port, log, self.run.given.limit, **options)

        async def spare():
            self.second = await self.ready(self.second, "second")
            return self.second

        scene = Scene(stack, self.main, spare, start)
        one = results.case(scene, event, self.run.given.limit, versions, await EVENTS[event](scene))
        results.keep(one)
        return table.cell(one)

    async def ready(self, server, role):
        """A server that is as if it were new."""
        if server and server.process.poll() is None:
            await server.reset()
            return server
        if not server:
            server = Server(self.name, TARGET / "lab" / self.name, self.folder / role)
        await server.start()
        await server.prepare()
        return server

    def drop_servers(self):
        for server in filter(None, (self.main, self.second)):
            if server.process and server.process.poll() is None:
                server.crash()


class Noted(Probe):
    """A probe whose versions are kept for the case's line."""

    def __init__(self, versions, *given, **options):
        super().__init__(*given, **options)
        self.noted = versions

    async def __aenter__(self):
        await super().__aenter__()
        self.noted.update(self.versions["versions"])
        return self


def missing(what, given):
    say(f"{what} is not run: it cannot be had")
    if not given.available:
        sys.exit(1)


def fetch(given, chosen):
    """Gets servers and libraries; gives back the stacks that can be run."""
    for name in list(given.servers):
        if subprocess.run([ROOT / "tests/lab/get", name, TARGET / "lab" / name]).returncode:
            missing(name, given)
            given.servers.remove(name)
    for language in sorted({stack.language for stack in chosen}):
        if not stacks.prepare(language, TARGET / "real" / language.name):
            missing(language.name, given)
            chosen = [stack for stack in chosen if stack.language != language]
    return chosen


def main():
    given = arguments()
    chosen = stacks.all_stacks(given.stacks)
    if given.facts:
        claims.ask(given.available)
        sys.exit(claims.compare())
    if given.table:
        table.show(chosen, given.events)
        sys.exit(claims.compare())
    chosen = fetch(given, chosen)
    (TARGET / "real" / "logs").mkdir(exist_ok=True)
    # In a short path: a socket's may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="real-") as folder:
        run = Run(given, chosen, Path(folder))
        asyncio.run(run.all())
    table.show(chosen, given.events)
    for line in run.failed:
        say(line)
    sys.exit(bool(claims.compare() or run.failed))


if __name__ == "__main__":
    # Either ends the run as Ctrl-C does, also where a shell lets its background jobs ignore that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
