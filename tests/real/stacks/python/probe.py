"""A Python stack's probe: `probe.py STACK CONFIG` obeys the driver's commands (tests/real/README.md).

What is particular to a library is in `libraries/NAME.py`, which `stack.json` names as `opens`. It has `PACKAGES`, the names of what is
run, and `open(names)`, which makes a pool of what the configuration defines: an object with `borrowed()`, a context manager that gives
a function which runs a statement, and `close()`. Where `open` is a coroutine the probe is one event loop, otherwise callers are threads.
"""

import importlib.util
import inspect
import json
import platform
import runpy
import sys
from importlib.metadata import version
from pathlib import Path

import loop
import threads

HERE = Path(__file__).parent


def imported(name):
    """A file of `libraries/` by its path: it may have the name of the library that it imports."""
    spec = importlib.util.spec_from_file_location(f"opens_{name}", HERE / "libraries" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    folder, config = map(Path, sys.argv[1:])
    stack = json.loads((folder / "stack.json").read_text())
    library = imported(stack["opens"])
    # The application's own modules, for the configuration.
    sys.path.append(str(folder))
    packages = [*library.PACKAGES, *stack.get("drivers", [])]
    versions = {"runtime": f"Python {platform.python_version()}", **{name: version(name) for name in packages}}
    if "mysqlclient" in versions:
        versions["libmariadb"] = importlib.import_module("MySQLdb").get_client_info()
    print(json.dumps({"versions": versions}), flush=True)
    runner = loop if inspect.iscoroutinefunction(library.open) else threads
    runner.run(lambda: library.open(runpy.run_path(str(config))), getattr(library, "THREADS", None))


if __name__ == "__main__":
    main()
