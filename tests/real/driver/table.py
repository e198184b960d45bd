"""The table at the end: a row for each stack, a column for each event, the two servers as `a / b` where they differ."""

import results
from events import EVENTS

SERVERS = ("mysql-9.7", "mariadb-11.8")


def cell(one):
    """Failed of ten, whether callers hang, and the seconds that it took where they count: `10⟳`, `10 hang`, `1 in 30 s`."""
    # Every write fails on a server that is read-only.
    if one["event"] in SAYS and (one["event"] == "R" or not one["failed"]):
        return SAYS[one["event"]](one["facts"])
    if one["facts"].get("encrypts") is False:
        return "refused"
    text = f"{one['hanging']} hang" if one["hanging"] else str(one["failed"])
    if one["hanging"] and one["failed"]:
        text += f" {one['failed']}"
    if not one["hanging"] and one["ms"] >= 4000:
        text += f" in {one['ms'] / 1000:.0f} s"
    if any(one["rounds"][1:]):
        text += "⟳"
    return text


def looks_at_age(facts):
    """Where an age limit is looked at. What is closed while it idles is not there to be taken."""
    when = []
    if facts["idle_left"] < facts["of"]:
        when.append("idle")
    elif not facts["taken_old"]:
        when.append("taken")
    if facts["closed_on_return"]:
        when.append("return")
    return "+".join(when) or "never"


# What is to be seen where the count of failures says nothing.
SAYS = {
    "E8": looks_at_age,
    "E9": lambda facts: " ".join(str(facts[f"idle_after_{seconds}"]) for seconds in (15, 45, 75)),
    "R": lambda facts: f"drops {facts['given_up']}" if facts["given_up"] else "keeps",
    "Q": lambda facts: "keeps" if not facts["closed"] else "aborts" if facts["aborted"] else "quits",
}


def joined(cells):
    present = [each for each in cells if each is not None]
    if not present:
        return ""
    if len(present) == len(cells) and len(set(present)) > 1:
        return " / ".join(cells)
    return present[0] if len(set(present)) == 1 else " / ".join(each or "–" for each in cells)


def show(stacks, events):
    """Prints it for these stacks and events, with everything that was ever measured."""
    cases = results.read()
    columns = [name for name in EVENTS if name in events]
    rows = [["stack", *columns]]
    for stack in stacks:
        cells = []
        for event in columns:
            measured = [cases.get((stack.name, server, event)) for server in SERVERS]
            cells.append(joined([each and cell(each) for each in measured]))
        rows.append([stack.name, *cells])
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    print("failed of ten, MySQL / MariaDB where they differ; ⟳ later rounds fail too; hang: no answer in 45 s; E8: when the age is looked at;")
    print("E9: idle connections after 15, 45, 75 s; R: connections after a write's error; Q: whether a pool that is closed says COM_QUIT")
