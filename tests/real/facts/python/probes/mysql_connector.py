"""MySQL Connector/Python's pool, which is full from the start."""

from answers import Package, run
from mysql.connector import pooling
from mysql.connector.errors import PoolError

CONNECTOR = Package("mysql-connector-python")


class Connection(pooling.MYSQL_CNX_CLASS[0] if isinstance(pooling.MYSQL_CNX_CLASS, tuple) else pooling.MYSQL_CNX_CLASS):
    """Stands for a connection, so that no server is needed."""

    lost, reconnects = False, 0

    def is_connected(self):
        return not self.lost

    def config(self, **_):
        pass

    def reconnect(self, **_):
        self.lost, self.reconnects = False, self.reconnects + 1

    def __del__(self):
        pass


pooling.connect = lambda **_: Connection()


def is_mended(pool):
    """Whether one that the server closed is opened again when it is taken."""
    for connection in list(pool._cnx_queue.queue):
        connection.lost = True
    return pool.get_connection()._cnx.reconnects > 0


def most(pool):
    """Takes connections until the pool refuses one, at once."""
    held = []
    try:
        while True:
            held.append(pool.get_connection())
    except PoolError:
        return len(held)


def settings(pool):
    opened = pool._cnx_queue.qsize()
    mended = is_mended(pool)
    return {
        "max_open": most(pool) + 1,
        "min_idle": opened,
        "initial_size": opened,
        "acquire_timeout": 0,
        "validation": mended,
    }


def of(arguments):
    text = (
        "from mysql.connector.pooling import MySQLConnectionPool\n"
        f'pool = MySQLConnectionPool(pool_name="app", host="db", database="app", {arguments})\n'
    )
    try:
        found = {"refused": False, **settings(run(text)["pool"])}
    except AttributeError:
        found = {"refused": True}
    CONNECTOR.written("mysql-connector-python", "app.py", text, found)


CONNECTOR.default("mysql-connector-python", settings(pooling.MySQLConnectionPool(host="db")))
of("pool_size=7")
of("pool_size=32")
of("pool_size=33")
of("pool_size=0")
