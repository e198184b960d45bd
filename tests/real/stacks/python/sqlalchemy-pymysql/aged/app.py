import os

from sqlalchemy import create_engine

engine = create_engine(
    f"mysql+pymysql://{os.environ['DB_USER']}@{os.environ['DB_HOST']}:{os.environ['DB_PORT']}/{os.environ['DB_NAME']}",
    pool_size=10,
    max_overflow=0,
    pool_recycle=3,
)
