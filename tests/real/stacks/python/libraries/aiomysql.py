"""aiomysql's pool, and that of its fork asyncmy."""

from contextlib import asynccontextmanager

PACKAGES = []


async def open(names):
    return Pool(await names["start"]())


class Pool:
    def __init__(self, pool):
        self.pool = pool

    @asynccontextmanager
    async def borrowed(self):
        async with self.pool.acquire() as connection:

            async def run(sql):
                async with connection.cursor() as cursor:
                    await cursor.execute(sql)
                await connection.commit()

            yield run

    async def close(self):
        self.pool.close()
        await self.pool.wait_closed()
