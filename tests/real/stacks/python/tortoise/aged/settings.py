import os

TORTOISE_ORM = {
    "connections": {
        "default": {
            "engine": "tortoise.backends.mysql",
            "credentials": {
                "host": os.environ["DB_HOST"],
                "port": int(os.environ["DB_PORT"]),
                "user": os.environ["DB_USER"],
                "password": os.environ["DB_PASSWORD"],
                "database": os.environ["DB_NAME"],
                "maxsize": 10,
                "pool_recycle": 3,
            },
        },
    },
    "apps": {"models": {"models": ["models"]}},
}
