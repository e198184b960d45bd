"""Who keeps TIME_WAIT: the side that closed first, as the kernel's table of connections says."""

from pathlib import Path

TIME_WAIT = "06"


def waiting(port):
    """A server's connections in that state, as (side, both addresses). Both ends are on this machine, so both are in one table."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            _, local, remote, state = line.split()[:4]
            for side, address in (("server", local), ("client", remote)):
                if state == TIME_WAIT and int(address.rsplit(":")[-1], 16) == port:
                    found.add((side, local, remote))
    return found
