"""A PHP stack's probe: `probe.py DIR STACK CONFIG` obeys the driver's commands (tests/real/README.md).

PHP has no pool but its processes. Ten of them are FPM's, and a caller is a request of `request.php`: one of the ten serves it, with what it
has kept of the requests before, and the next waits where all are busy. A request ends when its body does, so that it can be held.

What is particular to a library is in `libraries/NAME.php`, which `stack.json` names as `opens`: a function that is given what the
configuration file says, opens a connection, and gives back a function that runs a statement.
"""

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from fastcgi import Request

HERE = Path(__file__).resolve().parent
# Callers are threads here as well.
sys.path.append(str(HERE.parent / "python"))

import threads  # noqa: E402
from tally import say  # noqa: E402

WORKERS = 10
FPM = """
[global]
error_log = /dev/stderr
[www]
listen = {socket}
pm = static
pm.max_children = {workers}
clear_env = no
catch_workers_output = yes
"""
MODULES = ["mysqlnd", "pdo", "pdo_mysql", "mysqli", "ctype", "mbstring", "tokenizer"]


class Fpm:
    """FPM's ten processes. A caller "takes a connection" by asking for a page that opens one."""

    def __init__(self, home, params):
        self.params = params
        self.folder = tempfile.TemporaryDirectory(prefix="fpm-")
        self.socket = Path(self.folder.name) / "socket"
        config = Path(self.folder.name) / "fpm.conf"
        config.write_text(FPM.format(socket=self.socket, workers=WORKERS))
        root = home / "root"
        said = {
            "extension_dir": next(root.glob("usr/lib/php/*/mysqlnd.so")).parent,
            "include_path": root / "usr/share/php",
            # A request reads its body by itself: it is there to be ended.
            "enable_post_data_reading": 0,
            "output_buffering": 0,
            "display_errors": 0,
            "log_errors": 1,
        }
        options = [f"-d{key}={value}" for key, value in said.items()] + [f"-dextension={name}" for name in MODULES]
        command = [home / "run", "usr/sbin/php-fpm8.4", "-n", *options, "--nodaemonize", "--allow-to-run-as-root", "--fpm-config", config]
        self.process = subprocess.Popen(command, stdout=sys.stderr)
        while not self.socket.exists():
            if self.process.poll() is not None:
                raise RuntimeError("FPM ended")
            time.sleep(0.05)

    @contextmanager
    def borrowed(self):
        request = Request(self.socket)

        def run(sql):
            request.send({**self.params, "SQL": sql})
            said = json.loads(request.line() or '{"class": "FPM", "code": null, "text": "the request ended"}')
            if "class" in said:
                raise type(said["class"], (Exception,), {"errno": said["code"]})(said["text"])

        try:
            yield run
        finally:
            request.end()

    def close(self):
        """Lets the processes end, as a deployment does."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()


def versions(home, packages):
    """Those of Debian's packages, whose libraries do not say theirs."""
    lines = (line.split() for line in (home / "versions").read_text().splitlines())
    known = {name: re.match(r"(?:\d+:)?([\d.]+)", version)[1] for name, version in lines}
    return {name.removeprefix("php-"): known[name] for name in packages}


def main():
    home, folder, config = map(Path, sys.argv[1:])
    stack = json.loads((folder / "stack.json").read_text())
    (runtime,) = versions(home, ["php8.4-fpm"]).values()
    say({"versions": {"runtime": f"PHP {runtime}", **versions(home, stack.get("packages", []))}})
    params = {
        "SCRIPT_FILENAME": str(HERE / "request.php"),
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/octet-stream",
        "CONTENT_LENGTH": "1",
        "OPENS": stack["opens"],
        "CONFIG": str(config.resolve()),
    }
    threads.run(lambda: Fpm(home, params), None)


if __name__ == "__main__":
    main()
