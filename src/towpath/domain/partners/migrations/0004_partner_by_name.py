from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_becoming_a_partner")]

    operations = [
        migrations.AddIndex(
            model_name="partner", index=models.Index(fields=["name", "id"], name="partner_by_name")
        ),
    ]
