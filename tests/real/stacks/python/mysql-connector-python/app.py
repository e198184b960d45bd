import os

from mysql.connector import pooling

pool = pooling.MySQLConnectionPool(
    pool_name="app",
    pool_size=10,
    host=os.environ["DB_HOST"],
    port=int(os.environ["DB_PORT"]),
    user=os.environ["DB_USER"],
    database=os.environ["DB_NAME"],
)
