"""What an engine of SQLAlchemy does, whoever made it."""

from answers import UNLIMITED, limit
from sqlalchemy.exc import TimeoutError
from sqlalchemy.pool import QueuePool


class Connection:
    """Stands for a driver's connection, so that no server is needed."""

    def rollback(self):
        pass

    def close(self):
        pass


def most(pool):
    """Takes connections until a pool of this size refuses one; after a hundred there is no limit."""
    bare = QueuePool(Connection, pool_size=pool.size(), max_overflow=pool._max_overflow, timeout=0)
    held = []
    try:
        while len(held) < 100:
            held.append(bare.connect())
    except TimeoutError:
        return len(held)
    return UNLIMITED


def settings(engine):
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    return {
        "max_open": most(pool),
        "max_idle": limit(pool.size(), 0),
        "max_lifetime": limit(pool._recycle, -1),
        "acquire_timeout": pool._timeout,
        "validation": bool(pool._pre_ping),
    }
