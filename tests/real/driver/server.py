"""A real server with a private data folder and a free port on 127.0.0.1, and what the events ask of it."""

import asyncio
import ctypes
import os
import shutil
import signal
import socket
import subprocess

import wire

SETTINGS = ("wait_timeout", "interactive_timeout", "max_connections", "read_only", "require_secure_transport")
USER, DATABASE = "app", "test"
# Small, and without the fsync that none of the events is about.
OPTIONS = {
    "mariadb": ["--innodb-flush-log-at-trx-commit=0"],
    "mysql": ["--innodb-flush-log-at-trx-commit=0", "--performance-schema=OFF"],
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def dies_with_us():
    """In a child: it is killed when the driver is, however that ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Server:
    """One server; `lab` is what `tests/lab/get` made, `folder` is where this one lives."""

    def __init__(self, name, lab, folder):
        self.name, self.lab, self.folder = name, lab, folder
        self.port = free_port()
        self.socket = folder / "socket"
        self.process = self.root = None
        self.others = []

    async def start(self):
        if not self.folder.exists():
            await asyncio.to_thread(shutil.copytree, self.lab / "data", self.folder / "data")
            (self.folder / "tmp").mkdir()
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [
                    self.lab / "bin/server",
                    f"--datadir={self.folder}/data",
                    f"--tmpdir={self.folder}/tmp",
                    f"--socket={self.socket}",
                    f"--pid-file={self.folder}/pid",
                    f"--port={self.port}",
                    "--bind-address=127.0.0.1",
                    *OPTIONS[self.name.split("-")[0]],
                ],
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=dies_with_us,
            )
        await self._login()

    async def _login(self):
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended: see {self.folder}/log")
            try:
                self.root = await wire.Connection.open(self.socket, "root")
                break
            except (OSError, asyncio.IncompleteReadError, wire.Refused):
                await asyncio.sleep(0.1)
        await self.root.query("SET SESSION wait_timeout = 86400")

    async def prepare(self):
        """Makes the account and the table that the probes use, and notes what the settings are."""
        for statement in (
            f"CREATE DATABASE IF NOT EXISTS {DATABASE}",
            f"CREATE TABLE IF NOT EXISTS {DATABASE}.written (n INT)",
            "DELETE FROM mysql.user WHERE User = ''",
            "FLUSH PRIVILEGES",
            f"CREATE USER IF NOT EXISTS {USER}, other@localhost",
            f"GRANT ALL ON {DATABASE}.* TO {USER}",
        ):
            await self.root.query(statement)
        self.version = (await self.root.query("SELECT VERSION()"))[0][0]
        self.defaults = {name: (await self.root.query(f"SELECT @@global.{name}"))[0][0] for name in SETTINGS}

    async def reset(self):
        """As it was before an event: its settings, and nobody's connections."""
        for other in self.others:
            other.close()
        self.others = []
        await self.set(**self.defaults)
        while await self.sessions(USER, "other"):
            await self.kill_all()
            await asyncio.sleep(0.1)

    async def set(self, **settings):
        for name, value in settings.items():
            await self.root.query(f"SET GLOBAL {name} = {value}")

    async def wait_timeout(self, seconds):
        await self.set(wait_timeout=seconds, interactive_timeout=seconds)

    async def sessions(self, *users):
        """The ids of the probe's connections, or of these users'."""
        names = ", ".join(f"'{user}'" for user in users or (USER,))
        rows = await self.root.query(f"SELECT id FROM information_schema.processlist WHERE user IN ({names})")
        return {row[0] for row in rows}

    async def kill_all(self):
        for session in await self.sessions():
            try:
                await self.root.query(f"KILL {session}")
            except wire.Refused:
                pass  # it has gone by itself

    async def aborted(self):
        return int((await self.root.query("SHOW GLOBAL STATUS LIKE 'Aborted_clients'"))[0][1])

    async def fill_up(self, limit):
        """Lets others take every connection that `limit` leaves, and those that are still about to end."""
        await self.set(max_connections=limit)
        refused = 0
        while refused < 5:
            try:
                self.others.append(await wire.Connection.open(self.socket, "other"))
                refused = 0
            except wire.Refused:
                refused += 1
                await asyncio.sleep(0.1)

    def crash(self):
        """As a host that dies: the kernel ends the connections, the server says nothing."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    async def stop(self):
        """A clean stop."""
        self.process.terminate()
        while self.process.poll() is None:
            await asyncio.sleep(0.05)

    async def restart(self):
        await self.stop()
        await self.start()
