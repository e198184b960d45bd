"""What poolcheck claims beside what the real libraries do: `tests/behaviour` compares, shows a line for each claim with the reality and the
version, and fails where one differs."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ANSWERS = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "facts" / "answers"
# The rest of the tests holds the data and the page to the results, which a run has just changed.
COMPARE = ["cargo", "test", "--locked", "--quiet", "--test", "behaviour", "--", "--nocapture", "--test-threads", "1", "what_is_claimed"]


def ask(available):
    """Fetches the libraries of `facts/` and asks them for their own defaults."""
    asked = subprocess.run([ROOT / "tests/real/facts/run", *(["--available"] if available else [])])
    if asked.returncode:
        sys.exit(asked.returncode)


def compare():
    """Shows what is claimed and what is real, the libraries' own answers among it where they were asked; 0 where all agrees."""
    sys.stdout.flush()
    asked = ANSWERS.is_dir() and any(ANSWERS.iterdir())
    command = [*COMPARE, *(["--include-ignored"] if asked else [])]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "POOLCHECK_TEST_FACTS": str(ANSWERS)}).returncode
