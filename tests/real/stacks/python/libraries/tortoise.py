"""Tortoise ORM's client, with its own errors."""

from contextlib import asynccontextmanager

from tortoise import Tortoise, connections
from tortoise.backends.mysql.client import translate_exceptions

PACKAGES = ["tortoise-orm"]


async def open(names):
    await Tortoise.init(config=names["TORTOISE_ORM"])
    return Client(connections.get("default"))


class Client:
    def __init__(self, client):
        self.client = client
        self.close = client.close

    @asynccontextmanager
    async def borrowed(self):
        async with self.client.acquire_connection() as connection:

            async def run(sql):
                await execute(connection, sql)

            yield run


@translate_exceptions
async def execute(connection, sql):
    async with connection.cursor() as cursor:
        await cursor.execute(sql)
