"""What a probe says: a line of JSON for each question, as tests/behaviour/facts.rs reads them.

Settings go by poolcheck's names: numbers, seconds, switches, or `UNLIMITED`; or `refused`, whether the library makes no pool of it.
"""

import inspect
import json
from importlib.metadata import version

UNLIMITED = "unlimited"


class Package:
    """What is run, by the registry's name."""

    def __init__(self, name):
        self.running = {"package": name, "version": version(name)}

    def default(self, library, settings):
        """What poolcheck's `library` does when nothing is said."""
        print(json.dumps({"library": library, **self.running, "settings": settings}))

    def written(self, library, file, text, settings):
        """What it does with the text of a file, which the real library was given."""
        given = {"file": file, "text": text}
        print(json.dumps({"library": library, **self.running, "given": given, "settings": settings}))


def limit(value, *off):
    """The value, or no limit where it is one of those that the library says for that."""
    return UNLIMITED if value in off else value


def run(text):
    """What the text of a Python file defines."""
    names = {}
    exec(text, names)
    return names


def defaults_of(function):
    """The defaults in a function's signature."""
    return {name: parameter.default for name, parameter in inspect.signature(function).parameters.items()}

