"""Django, which has no pool: each thread of a web server keeps a connection of its own. A caller is a request to one of ten threads."""

from contextlib import contextmanager

import django
from django.conf import settings
from django.db import close_old_connections, connection

PACKAGES = ["Django"]
THREADS = 10


def open(names):
    settings.configure(DATABASES=names["DATABASES"])
    django.setup()
    return Requests()


class Requests:
    @contextmanager
    def borrowed(self):
        # What the signals `request_started` and `request_finished` call.
        close_old_connections()
        try:
            yield run
        finally:
            close_old_connections()

    def close(self):
        """Nothing: a process that ends closes none of its threads' connections."""


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
