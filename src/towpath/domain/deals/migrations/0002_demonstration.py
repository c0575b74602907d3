from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deals', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='demonstration',
            field=models.BooleanField(default=False),
        ),
    ]
