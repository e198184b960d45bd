"""peewee's pool, with a connection for each `connection_context()`."""

from contextlib import contextmanager

PACKAGES = ["peewee"]


def open(names):
    return Database(names["db"])


class Database:
    def __init__(self, database):
        self.database = database
        self.close = database.close_all

    @contextmanager
    def borrowed(self):
        with self.database.connection_context():
            yield self.database.execute_sql
