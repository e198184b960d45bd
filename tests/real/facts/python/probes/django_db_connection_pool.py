"""django-db-connection-pool, which puts SQLAlchemy's pool below Django: keys in small letters do not count."""

from types import SimpleNamespace

from answers import Package, run
from dj_db_conn_pool.core import pool_container
from dj_db_conn_pool.core.mixins.core import DatabasePoolWrapperMixin
from django.conf import settings
from queue_pool import settings as settings_of
from sqlalchemy.engine.default import DefaultDialect

POOL = Package("django-db-connection-pool")

settings.configure()


class Base:
    """Stands for Django's wrapper, so that no server is needed."""

    creation_class = object
    vendor, alias = "mysql", "default"

    def __init__(self, database):
        self.settings_dict = database


class Wrapper(DatabasePoolWrapperMixin, Base):
    def _get_dialect(self):
        return DefaultDialect()

    def _get_new_connection(self, _):
        raise ConnectionError


def of(options):
    text = f'DATABASES = {{"default": {{"ENGINE": "dj_db_conn_pool.backends.mysql", "NAME": "app", "HOST": "db"{options}}}}}\n'
    pool_container.clear()
    try:
        Wrapper(run(text)["DATABASES"]["default"]).get_new_connection({})
    except ConnectionError:
        pass
    engine = SimpleNamespace(pool=pool_container.get("default"))
    POOL.written("sqlalchemy", "settings.py", text, settings_of(engine))


of("")
of(', "POOL_OPTIONS": {"POOL_SIZE": 7, "MAX_OVERFLOW": 3, "RECYCLE": 600}')
of(', "POOL_OPTIONS": {"pool_size": 7, "MAX_OVERFLOW": 3}')
