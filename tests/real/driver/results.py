"""The measured cases: one line of JSON each, in a file for each language, where a newer measurement takes the older one's place."""

import json
import os
import re
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "results"
LONGEST_TEXT = 160


def trimmed(text):
    """An error's text without what is of this run alone: ports, addresses, connections' numbers, places in memory, our statement."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?\[SQL: .*| ?\(Background on this error at: .*", "", text)
    text = re.sub(r"0x[0-9a-fA-F]{4,}", "0x…", text)
    text = re.sub(r"(/[\w.-]+){3,}", "/…", text)
    text = re.sub(r"\b(\d{1,3}\.){3}\d{1,3}\b(:\d+)?", "HOST", text)
    text = re.sub(r"(?i)\b(port|thread|conn|connection|id)(['\" =:]+)\d+", r"\1\2N", text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def case(scene, event, limit, versions, rounds):
    """What is kept of a case: the first round in full, and how many failed in each."""
    first = rounds[0]
    return {
        "stack": scene.stack.name,
        "title": scene.stack.title,
        "library": scene.stack.library,
        "server": scene.server.name,
        "event": event,
        "date": date.today().isoformat(),
        "versions": {**versions, "server": scene.server.version},
        "limit": limit,
        "load": round(os.getloadavg()[0] / os.cpu_count(), 1),
        "ok": first["ok"],
        "failed": first["failed"],
        "hanging": first["hanging"],
        "rounds": [each["failed"] + each["hanging"] for each in rounds],
        "order": first.get("order", ""),
        "ms": first["ms"],
        "errors": merged(error for each in rounds for error in each["errors"]),
        "facts": scene.facts,
    }


def merged(errors):
    """The errors of all rounds, the same ones once with their number."""
    found = {}
    for error in errors:
        error = {**error, "text": trimmed(error["text"])}
        key = (error["class"], error["code"], error["text"])
        found.setdefault(key, {**error, "count": 0})["count"] += error["count"]
    return list(found.values())


def read():
    """All measured cases, by stack, server and event."""
    found = {}
    for file in sorted(FOLDER.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            one = json.loads(line)
            found[one["stack"], one["server"], one["event"]] = one
    return found


def keep(one):
    """Writes a case into the file of its language, all of whose lines stay in order."""
    language = one["stack"].split("/")[0]
    cases = {key: each for key, each in read().items() if key[0].startswith(f"{language}/")}
    cases[one["stack"], one["server"], one["event"]] = one
    lines = [json.dumps(cases[key], ensure_ascii=False) for key in sorted(cases)]
    file = FOLDER / f"{language}.jsonl"
    new = file.with_suffix(".new")
    new.write_text("\n".join(lines) + "\n")
    new.replace(file)
