"""PyMySQL's own timeouts, of which poolcheck knows below DBUtils."""

import pymysql
from answers import Package, limit

connection = pymysql.connections.Connection(defer_connect=True)
Package("PyMySQL").written(
    "dbutils",
    "app.py",
    'import pymysql\nfrom dbutils.pooled_db import PooledDB\npool = PooledDB(creator=pymysql, host="db", database="app")\n',
    {
        "connect_timeout": connection.connect_timeout,
        "read_timeout": limit(connection._read_timeout, None),
        "write_timeout": limit(connection._write_timeout, None),
    },
)
