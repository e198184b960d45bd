import os

import asyncmy


async def start():
    return await asyncmy.create_pool(
        host=os.environ["DB_HOST"],
        port=int(os.environ["DB_PORT"]),
        user=os.environ["DB_USER"],
        db=os.environ["DB_NAME"],
        maxsize=10,
        pool_recycle=3,
    )
