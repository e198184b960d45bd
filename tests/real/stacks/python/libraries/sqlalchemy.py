"""SQLAlchemy's engine over a driver that blocks."""

from contextlib import contextmanager

from sqlalchemy import text

PACKAGES = ["SQLAlchemy"]


def open(names):
    return Engine(names["engine"])


class Engine:
    def __init__(self, engine):
        self.engine = engine
        self.close = engine.dispose

    @contextmanager
    def borrowed(self):
        with self.engine.connect() as connection:

            def run(sql):
                connection.execute(text(sql))
                connection.commit()

            yield run
