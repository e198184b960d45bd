"""Flask-SQLAlchemy 2, which has settings of its own for the pool."""

from answers import Package, run
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from queue_pool import settings

FLASK = Package("Flask-SQLAlchemy")
URL = 'SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/app"\n'


def of(lines):
    text = URL + lines
    app = Flask("app")
    app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
    app.config.update({name: value for name, value in run(text).items() if name.isupper()})
    database = SQLAlchemy(app)
    with app.app_context():
        FLASK.written("sqlalchemy", "config.py", text, settings(database.engine))


of("SQLALCHEMY_POOL_TIMEOUT = 20\n")
of("SQLALCHEMY_POOL_SIZE = 7\nSQLALCHEMY_MAX_OVERFLOW = 3\nSQLALCHEMY_POOL_RECYCLE = 280\n")
