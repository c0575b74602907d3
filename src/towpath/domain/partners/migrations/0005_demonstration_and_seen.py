from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0005_coming_in'),
        ('partners', '0004_partner_by_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name='partner',
            name='dormant_since',
        ),
        migrations.RemoveField(
            model_name='partner',
            name='last_seen_on',
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.UniqueConstraint(condition=models.Q(('demonstration', True)), fields=('demonstration',), name='partner_demonstration_once'),
        ),
    ]
