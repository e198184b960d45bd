"""Django's settings of a database, and when a connection is closed by them."""

import time
from unittest import mock

from answers import UNLIMITED, Package, run
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

DJANGO = Package("Django")
HEAD = 'DATABASES = {"default": {"ENGINE": "django.db.backends.mysql", "NAME": "app", "HOST": "db"'

settings.configure()


class Features:
    minimum_database_version = None


class Wrapper(BaseDatabaseWrapper):
    """The wrapper of every backend, without a driver under it, so that no server is needed."""

    def __init__(self, *arguments):
        self.client_class = self.creation_class = self.features_class = lambda *_: Features()
        self.introspection_class = self.ops_class = self.validation_class = lambda *_: Features()
        super().__init__(*arguments)
        self.asked = False

    def get_connection_params(self):
        return {}

    def get_new_connection(self, _):
        return mock.Mock()

    def init_connection_state(self):
        pass

    def _set_autocommit(self, _):
        pass

    def get_autocommit(self):
        return True

    def is_usable(self):
        self.asked = True
        return True

    def run_on_commit_hooks(self):
        pass


def opened(database):
    wrapper = Wrapper(database, "default")
    wrapper.connect()
    return wrapper


def age(database):
    """How old a connection may be when a request begins or ends, found by looking."""
    for seconds in (0, 60, 600, 10**9):
        wrapper = opened(database)
        with mock.patch("time.monotonic", lambda now=time.monotonic(): now + seconds):
            wrapper.close_if_unusable_or_obsolete()
        if wrapper.connection is None:
            return seconds
    return UNLIMITED


def is_asked(database):
    """Whether a connection is asked for a sign of life before a request uses it."""
    wrapper = opened(database)
    wrapper.close_if_unusable_or_obsolete()
    if wrapper.connection is None:
        return False
    wrapper.ensure_connection()
    wrapper.close_if_health_check_failed()
    return wrapper.asked


def found(databases):
    database = ConnectionHandler(databases).settings["default"]
    return {"max_lifetime": age(database), "validation": is_asked(database)}


def of(lines):
    text = HEAD + lines + "}}\n"
    DJANGO.written("django", "settings.py", text, found(run(text)["DATABASES"]))


DJANGO.default("django", found(run(HEAD + "}}\n")["DATABASES"]))
of("")
of(', "CONN_MAX_AGE": 0')
of(', "CONN_MAX_AGE": 600')
of(', "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True')
