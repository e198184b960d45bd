"""mysql-connector-python's own pool."""

from contextlib import closing, contextmanager

PACKAGES = ["mysql-connector-python"]


def open(names):
    return Pool(names["pool"])


class Pool:
    def __init__(self, pool):
        self.pool = pool
        # It has no other way to close them, and says so in its docs.
        self.close = pool._remove_connections

    @contextmanager
    def borrowed(self):
        with closing(self.pool.get_connection()) as connection:

            def run(sql):
                with closing(connection.cursor()) as cursor:
                    cursor.execute(sql)
                    if cursor.with_rows:
                        cursor.fetchall()
                connection.commit()

            yield run
