"""Tortoise ORM, which takes its pool's settings out of the URL."""

from answers import Package
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.mysql.client import MySQLClient

TORTOISE = Package("tortoise-orm")


def settings(url):
    client = MySQLClient(connection_name="default", **expand_db_url(url)["credentials"])
    found = {"max_open": client.pool_maxsize, "min_idle": client.pool_minsize}
    if "connect_timeout" in client.extra:
        found["connect_timeout"] = client.extra["connect_timeout"]
    return found


def of(parameters):
    url = f"mysql://app:@db:3306/app?{parameters}"
    TORTOISE.written("tortoise", "app.env", f"DATABASE_URL={url}\n", settings(url))


TORTOISE.default("tortoise", settings("mysql://app:@db:3306/app"))
of("minsize=2&maxsize=20")
of("maxsize=20&connect_timeout=4")
