from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quotes", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="quote",
            index=models.Index(fields=["valid_until", "id"], name="quote_by_validity"),
        ),
    ]
