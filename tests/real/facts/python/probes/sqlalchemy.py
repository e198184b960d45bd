"""SQLAlchemy's QueuePool, out of code and out of an INI file."""

import configparser

from answers import Package, run
from queue_pool import settings
from sqlalchemy import create_engine, engine_from_config

SQLALCHEMY = Package("SQLAlchemy")
URL = "mysql+pymysql://app@db/app"


def of_code(arguments):
    text = f'from sqlalchemy import create_engine\nengine = create_engine("{URL}", {arguments})\n'
    SQLALCHEMY.written("sqlalchemy", "app.py", text, settings(run(text)["engine"]))


def of_ini(*lines):
    text = "\n".join(["[app:main]", f"sqlalchemy.url = {URL}", *lines, ""])
    parser = configparser.ConfigParser()
    parser.read_string(text)
    engine = engine_from_config(dict(parser["app:main"]))
    SQLALCHEMY.written("sqlalchemy", "app.ini", text, settings(engine))


SQLALCHEMY.default("sqlalchemy", settings(create_engine(URL)))
of_code("pool_size=7, max_overflow=3, pool_timeout=4, pool_recycle=600, pool_pre_ping=True")
of_code("pool_size=20")
of_code("pool_size=0")
of_code("max_overflow=-1")
of_code("pool_recycle=-1")
of_code("pool_recycle=0")
of_ini("sqlalchemy.pool_size = 7", "sqlalchemy.max_overflow = 0", "sqlalchemy.pool_recycle = 600")
# Text that is not empty is true.
of_ini("sqlalchemy.pool_pre_ping = false")
