"""Which tracks there are is the program's: the column takes any of its keys, and begins with its first."""

from django.db import migrations, models

import towpath.domain.partners.tracks


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_mergers_and_names")]

    operations = [
        migrations.AlterField(
            model_name="partner",
            name="track",
            field=models.CharField(default=towpath.domain.partners.tracks.first_track, max_length=12),
        ),
    ]
