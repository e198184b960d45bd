"""What becomes of the callers of one command."""

import json
import os
import threading
import time

LIMIT = float(os.environ["LIMIT"])
"""Seconds that a caller waits before it counts as hanging."""


class Tally:
    """A mark for each caller: `.` ok, `x` failed, `?` no answer yet."""

    def __init__(self, callers):
        self.marks = ["?"] * callers
        self.errors = {}
        self.longest = 0
        self.change = threading.Condition()
        self.begin()

    def begin(self):
        """From now on the callers' time counts."""
        self.began = time.monotonic()

    def ended(self, caller, error=None):
        with self.change:
            self.longest = max(self.longest, time.monotonic() - self.began)
            self.marks[caller] = "x" if error else "."
            if error:
                key = described(error)
                self.errors[key] = self.errors.get(key, 0) + 1
            self.change.notify()

    def wait(self):
        """Until all have ended, or their time is up."""
        end = self.began + LIMIT
        with self.change:
            self.change.wait_for(lambda: "?" not in self.marks, max(0, end - time.monotonic()))
        return self

    def answer(self):
        with self.change:
            marks, errors = "".join(self.marks), dict(self.errors)
        return {
            "ok": marks.count("."),
            "failed": marks.count("x"),
            "hanging": marks.count("?"),
            "ms": round((LIMIT if "?" in marks else self.longest) * 1000),
            "order": marks,
            "errors": [{"class": kind, "code": code, "text": text, "count": n} for (kind, code, text), n in errors.items()],
        }


def say(answer):
    print(json.dumps(answer), flush=True)


def described(error):
    """The class that the caller sees, the code of it or of the driver's error in it, and its words."""
    code, inner = None, error
    while isinstance(inner, BaseException) and code is None:
        first = next(iter(inner.args), None)
        code = getattr(inner, "errno", None) or (first if isinstance(first, int) else None)
        inner = getattr(inner, "orig", None) or inner.__cause__ or first
    return type(error).__name__, code, str(error)
