"""The table at the end: a row for each stack, a column for each event, the two servers as `a / b` where they differ."""

import results
from events import EVENTS

SERVERS = ("mysql-9.7", "mariadb-11.8")


def cell(one):
    """Failed of ten, whether callers hang, and the seconds that it took where they count: `10⟳`, `10 hang`, `1 in 30 s`."""
    text = f"{one['hanging']} hang" if one["hanging"] else str(one["failed"])
    if one["hanging"] and one["failed"]:
        text += f" {one['failed']}"
    if not one["hanging"] and one["ms"] >= 1500:
        text += f" in {one['ms'] / 1000:.0f} s"
    if any(one["rounds"][1:]):
        text += "⟳"
    return text


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
    print("failed of ten, MySQL / MariaDB where they differ; ⟳ later rounds fail too; hang: no answer in 45 s")
