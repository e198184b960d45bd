"""peewee's pool: `stale_timeout` is an age."""

import time
from unittest import mock

import peewee
from answers import UNLIMITED, Package, limit, run
from playhouse.pool import MaxConnectionsExceeded, PooledMySQLDatabase

PEEWEE = Package("peewee")


class Connection:
    """Stands for a driver's connection, so that no server is needed."""

    def __init__(self):
        self.pings = 0

    def ping(self, *_):
        self.pings += 1

    def rollback(self):
        pass

    def close(self):
        pass


peewee.MySQLDatabase._connect = lambda self: Connection()


def most(database):
    """Takes connections until the pool refuses one; after a hundred there is no limit."""
    held = []
    try:
        while len(held) < 100:
            held.append(database._connect())
    except MaxConnectionsExceeded:
        return len(held)
    finally:
        for connection in held:
            database._close(connection)
    return UNLIMITED


def age(database):
    """The limit, after a look that it counts from the opening, however often the connection is used."""
    oldest = database._stale_timeout
    if oldest is None:
        return UNLIMITED
    now, connection = time.time(), database._connect()
    database._close(connection)
    with mock.patch("time.time", lambda: now + oldest - 1):
        assert connection in taken(database)
    with mock.patch("time.time", lambda: now + oldest + 1):
        assert connection not in taken(database)
    return oldest


def taken(database):
    """All that can be had without opening one, which are given back."""
    idle = len(database._connections)
    held = [database._connect() for _ in range(idle)]
    for connection in held:
        database._close(connection)
    return held


def is_asked(database):
    """Whether a connection is asked for a sign of life before it is handed out again."""
    database._close(database._connect())
    return database._connect().pings > 0


def settings(database):
    return {
        "max_lifetime": age(database),
        "max_open": most(database),
        "validation": is_asked(database),
        "acquire_timeout": limit(database._wait_timeout or 0, float("inf")),
    }


def of(arguments):
    text = (
        "from playhouse.pool import PooledMySQLDatabase\n"
        f'database = PooledMySQLDatabase("app", host="db", {arguments})\n'
    )
    PEEWEE.written("peewee", "app.py", text, settings(run(text)["database"]))


PEEWEE.default("peewee", settings(PooledMySQLDatabase("app")))
of("max_connections=7, stale_timeout=300, timeout=10")
of("max_connections=0, stale_timeout=None")
of("max_connections=None, timeout=0")
