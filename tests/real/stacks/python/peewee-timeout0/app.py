import os

from playhouse.pool import PooledMySQLDatabase

db = PooledMySQLDatabase(
    os.environ["DB_NAME"],
    user=os.environ["DB_USER"],
    host=os.environ["DB_HOST"],
    port=int(os.environ["DB_PORT"]),
    max_connections=10,
    timeout=0,
)
