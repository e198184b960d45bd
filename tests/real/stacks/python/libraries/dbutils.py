"""DBUtils' `PooledDB`, through its cursors."""

from contextlib import closing, contextmanager

PACKAGES = ["DBUtils"]


def open(names):
    return Pool(names["pool"])


class Pool:
    def __init__(self, pool):
        self.pool = pool
        self.close = pool.close

    @contextmanager
    def borrowed(self):
        with closing(self.pool.connection()) as connection:

            def run(sql):
                with closing(connection.cursor()) as cursor:
                    cursor.execute(sql)
                connection.commit()

            yield run
