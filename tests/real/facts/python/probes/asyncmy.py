"""asyncmy's pool. It is compiled, so its signature answers, and a pool that opens nothing."""

import asyncio

import asyncmy
from answers import Package, defaults_of, limit, run

ASYNCMY = Package("asyncmy")


def of(arguments):
    call = f'asyncmy.create_pool(host="db", db="app", {arguments})'
    text = f"import asyncmy\n\nasync def start():\n    return await {call}\n"
    try:
        pool = asyncio.run(run(text)["start"]())
    except ValueError:
        settings = {"refused": True}
    else:
        settings = {
            "refused": False,
            "max_open": pool.maxsize,
            "min_idle": pool.minsize,
            "max_idle_time": limit(pool._recycle, -1),
        }
    ASYNCMY.written("asyncmy", "app.py", text, settings)


signature = defaults_of(asyncmy.create_pool)
ASYNCMY.default(
    "asyncmy",
    {
        "max_open": signature["maxsize"],
        "min_idle": signature["minsize"],
        "max_idle_time": limit(signature["pool_recycle"], -1),
    },
)
of("minsize=0, maxsize=20, pool_recycle=600")
of("minsize=0, pool_recycle=-1")
# Zero is no word for "no limit" here, as it is with aiomysql.
of("maxsize=0")
of("minsize=5, maxsize=2")
