from tortoise import fields
from tortoise.models import Model


class Written(Model):
    n = fields.IntField(primary_key=True)
