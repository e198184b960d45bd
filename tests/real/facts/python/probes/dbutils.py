"""DBUtils' PooledDB over PyMySQL."""

import pymysql
from answers import UNLIMITED, Package, limit, run
from dbutils.pooled_db import PooledDB, TooManyConnectionsError

DBUTILS = Package("DBUtils")


class Connection:
    """Stands for PyMySQL's, so that no server is needed."""

    def __init__(self, *_, **__):
        self.pings = 0

    def ping(self, *_):
        self.pings += 1

    def rollback(self):
        pass

    def close(self):
        pass


pymysql.connect = Connection


def most(pool):
    """Takes connections until the pool refuses one; after a hundred there is no limit."""
    pool._blocking = False
    held = []
    try:
        while len(held) < 100:
            held.append(pool.connection(shareable=False))
    except TooManyConnectionsError:
        return len(held)
    return UNLIMITED


def settings(pool):
    opened = len(pool._idle_cache)
    # One that waits asks once more whenever another is given back, and has no limit to that.
    waits = UNLIMITED if pool._blocking else 0
    # A new one is never asked.
    pool.connection().close()
    connection = pool.connection()
    pings = connection._con._con.pings
    connection.close()
    return {
        "max_open": most(pool),
        "max_idle": limit(pool._maxcached, 0),
        "initial_size": opened,
        "acquire_timeout": waits,
        "validation": pings > 0,
    }


def of(arguments):
    text = (
        "import pymysql\nfrom dbutils.pooled_db import PooledDB\n"
        f'pool = PooledDB(creator=pymysql, host="db", database="app", {arguments})\n'
    )
    DBUTILS.written("dbutils", "app.py", text, settings(run(text)["pool"]))


DBUTILS.default("dbutils", settings(PooledDB(pymysql)))
of("mincached=2, maxcached=5, maxconnections=20, blocking=True")
of("maxconnections=0, ping=0")
of("maxcached=0, ping=7")
