"""The table in which rate limits are counted (settings.CACHES), made with the others so that no step is forgotten."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("identity", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            sql=[
                "CREATE UNLOGGED TABLE IF NOT EXISTS cache_entry ("
                "cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)",
                "CREATE INDEX IF NOT EXISTS cache_entry_expires ON cache_entry (expires)",
            ],
            reverse_sql=["DROP TABLE IF EXISTS cache_entry"],
        )
    ]
