"""SQLAlchemy's engine over a driver of an event loop."""

from contextlib import asynccontextmanager

from sqlalchemy import text

PACKAGES = ["SQLAlchemy"]


async def open(names):
    return Engine(names["engine"])


class Engine:
    def __init__(self, engine):
        self.engine = engine
        self.close = engine.dispose

    @asynccontextmanager
    async def borrowed(self):
        async with self.engine.connect() as connection:

            async def run(sql):
                await connection.execute(text(sql))
                await connection.commit()

            yield run
