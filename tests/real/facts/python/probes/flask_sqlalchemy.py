"""Flask-SQLAlchemy 3, which gives SQLAlchemy other defaults on MySQL."""

from answers import Package, run
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from queue_pool import settings

FLASK = Package("Flask-SQLAlchemy")
URL = 'SQLALCHEMY_DATABASE_URI = "mysql+pymysql://app@db/app"\n'


def of(lines):
    text = URL + lines
    app = Flask("app")
    app.config.update({name: value for name, value in run(text).items() if name.isupper()})
    database = SQLAlchemy(app)
    with app.app_context():
        FLASK.written("sqlalchemy", "config.py", text, settings(database.engine))


of("SQLALCHEMY_ECHO = False\n")
of('SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": 7, "pool_pre_ping": True}\n')
of('SQLALCHEMY_ENGINE_OPTIONS = {"pool_size": 7, "max_overflow": 0, "pool_recycle": 280}\n')
