"""oslo.db's `[database]`, which every service of OpenStack has."""

import tempfile

from answers import Package
from oslo_config import cfg
from oslo_db import options
from oslo_db.sqlalchemy import enginefacade
from queue_pool import settings

OSLO = Package("oslo.db")


def of(*lines):
    text = "\n".join(["[database]", "connection = mysql+pymysql://app@db/app", *lines, ""])
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(text)
        file.flush()
        conf = cfg.ConfigOpts()
        conf.register_opts(options.database_opts, "database")
        conf(["--config-file", file.name])
    # It would log in before it hands the engine out.
    conf.set_override("max_retries", 0, "database")
    context = enginefacade.transaction_context()
    context.configure(**dict(conf.database))
    OSLO.written("sqlalchemy", "service.conf", text, settings(context.writer.get_engine()))


of()
of("max_pool_size = 7", "max_overflow = 3", "pool_timeout = 4", "connection_recycle_time = 600")
of("max_pool_size = 0")
