"""aiomysql's pool: `pool_recycle` is a time without use."""

import asyncio

import aiomysql
from answers import Package, defaults_of, limit, run

AIOMYSQL = Package("aiomysql")


class Connection:
    """Stands for a connection, so that no server is needed."""

    closed = False

    def __init__(self):
        self.last_usage = asyncio.get_running_loop().time()
        self._reader = type("Reader", (), {"at_eof": bool, "exception": bool, "eof_received": False})()

    def close(self):
        self.closed = True


async def connect(**_):
    return Connection()


async def is_replaced(pool, unused):
    """Whether a connection that was not used for so long is closed when one is taken."""
    for connection in pool._free:
        connection.last_usage = asyncio.get_running_loop().time() - unused
    before = list(pool._free)
    pool._used.add(await pool.acquire())
    return any(connection.closed for connection in before)


async def settings(make):
    aiomysql.pool.connect = connect
    pool = await make()
    limits = [seconds for seconds in (0, 600) if pool._recycle == seconds]
    assert not await is_replaced(pool, (limits or [10**9])[0] - 5)
    pool = await make()
    assert await is_replaced(pool, (limits or [0])[0] + 5) == bool(limits)
    return {
        "max_open": limit(pool.maxsize, None),
        "min_idle": pool.minsize,
        "max_idle_time": limit(pool._recycle, -1),
    }


def of(arguments):
    call = f'aiomysql.create_pool(host="db", db="app", {arguments})'
    text = f"import aiomysql\n\nasync def start():\n    return await {call}\n"
    try:
        found = {"refused": False, **asyncio.run(settings(run(text)["start"]))}
    except ValueError:
        found = {"refused": True}
    AIOMYSQL.written("aiomysql", "app.py", text, found)


async def nothing():
    return await aiomysql.create_pool()


connecting = defaults_of(aiomysql.connect)
AIOMYSQL.default(
    "aiomysql",
    {**asyncio.run(settings(nothing)), "connect_timeout": limit(connecting["connect_timeout"], None)},
)
of("minsize=2, maxsize=20, pool_recycle=600")
of("maxsize=0")
of("pool_recycle=0")
of("pool_recycle=-1")
of("minsize=5, maxsize=2")
