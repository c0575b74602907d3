"""What a quote was submitted by: the decisions on its approvals and on a discount that was negotiated down."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quotes", "0005_asked_and_told")]
    operations = [migrations.AddField("quote", "judgements", models.JSONField(default=dict))]
