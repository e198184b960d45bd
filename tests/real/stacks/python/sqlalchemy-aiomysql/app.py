import os

from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(
    f"mysql+aiomysql://{os.environ['DB_USER']}@{os.environ['DB_HOST']}:{os.environ['DB_PORT']}/{os.environ['DB_NAME']}",
    pool_size=10,
    max_overflow=0,
)
