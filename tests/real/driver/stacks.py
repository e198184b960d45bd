"""The stacks: a folder each, below the folder of its language. Nothing here knows what is in a language's files."""

import fnmatch
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "stacks"


@dataclass(frozen=True)
class Stack:
    """A pool library over a driver in a configuration: what `stack.json` in its folder says."""

    folder: Path
    title: str
    library: str
    config: str
    aged: float | None = None

    @property
    def language(self):
        return self.folder.parent

    @property
    def name(self):
        return f"{self.language.name}/{self.folder.name}"


def all_stacks(patterns):
    """Those whose name fits one of the patterns, by name."""
    found = []
    for file in sorted(FOLDER.glob("*/*/stack.json")):
        said = json.loads(file.read_text())
        own = {key: said[key] for key in ("title", "library", "config", "aged") if key in said}
        stack = Stack(folder=file.parent, **own)
        if any(fnmatch.fnmatch(stack.name, pattern) for pattern in patterns):
            found.append(stack)
    return found


def prepare(language, home):
    """Fetches a language's libraries into `home`, and builds what is to be built. Says whether they are there."""
    home.mkdir(parents=True, exist_ok=True)
    return subprocess.run([language / "prepare", home], stdout=subprocess.DEVNULL).returncode == 0
