"""databases, which hands what its URL says to aiomysql."""

import aiomysql
from answers import Package, defaults_of, limit
from databases import DatabaseURL
from databases.backends.mysql import MySQLBackend

DATABASES = Package("databases")


def settings(url):
    given = {**defaults_of(aiomysql.create_pool), **MySQLBackend(DatabaseURL(url))._get_connection_kwargs()}
    found = {"max_open": limit(given["maxsize"], 0), "min_idle": given["minsize"]}
    return {**found, "max_idle_time": given["pool_recycle"]} if "pool_recycle" in url else found


def of(parameters):
    url = f"mysql://app@db/app?{parameters}"
    DATABASES.written("databases", "app.env", f"DATABASE_URL={url}\n", settings(url))


DATABASES.default("databases", settings("mysql://app@db/app"))
of("min_size=2&max_size=20")
of("max_size=20&pool_recycle=300")
