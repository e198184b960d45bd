"""The driver's end of a probe: starts one, gives it commands, reads its answers."""

import asyncio
import json
import os
import signal

from server import DATABASE, USER, dies_with_us

# Seconds that a probe may need to start, and beyond its callers' limit to say what became of them.
START, GRACE = 60, 15


class NotMeasured(Exception):
    """A case that came to nothing: the probe ended or is silent, or its pool did not open."""


class Probe:
    """A stack's program, running. `port` is where it finds its server, `limit` the seconds after which a caller counts as hanging."""

    def __init__(self, stack, home, port, log, limit, aged=False):
        self.stack, self.log, self.limit = stack, log, limit
        folder = stack.folder / "aged" if aged else stack.folder
        self.command = [stack.language / "probe", home, stack.folder, folder / stack.config]
        self.environment = {
            **os.environ,
            "DB_HOST": "127.0.0.1",
            "DB_PORT": str(port),
            "DB_USER": USER,
            "DB_PASSWORD": "",
            "DB_NAME": DATABASE,
            "LIMIT": str(limit),
        }

    async def __aenter__(self):
        with open(self.log, "ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self.environment,
                process_group=0,
                preexec_fn=dies_with_us,
            )
        try:
            self.versions = await self._answer(START)
        except NotMeasured:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        await self.process.wait()

    async def hold(self, callers):
        return await self._say(f"hold {callers}")

    async def release(self):
        return await self._say("release")

    async def query(self, callers, order="parallel", sql="SELECT SLEEP(0.2)"):
        return await self._say(f"query {callers} {order} {sql}")

    async def close(self):
        return await self._say("close")

    def freeze(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.process.pid, signal.SIGCONT)

    async def _say(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        return await self._answer(self.limit + GRACE)

    async def _answer(self, seconds):
        try:
            line = await asyncio.wait_for(self.process.stdout.readline(), seconds)
        except TimeoutError:
            raise NotMeasured(f"no answer in {seconds} s") from None
        if not line:
            raise NotMeasured(f"the probe ended: see {self.log}")
        try:
            return json.loads(line)
        except ValueError:
            raise NotMeasured(f"the probe says {line[:60]!r}") from None
