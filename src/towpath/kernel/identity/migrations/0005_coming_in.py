from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0004_single_sign_on'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='person',
            name='person_outside_roles_have_organisation',
        ),
        migrations.AddField(
            model_name='organisation',
            name='asleep_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='last_seen_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='kind',
            field=models.CharField(choices=[('partner', 'Partner'), ('distributor', 'Distributor'), ('demonstration', 'Demonstration')], default='partner', max_length=20),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('asleep_since', None)), fields=['last_seen_on'], name='organisation_unseen'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), models.Q(('roles__overlap', ['demonstration', 'distributor_user', 'partner_admin', 'partner_marketing', 'partner_seller', 'partner_viewer']), _negated=True)), models.Q(('organisation__isnull', False), ('roles__contained_by', ['demonstration', 'distributor_user', 'partner_admin', 'partner_marketing', 'partner_seller', 'partner_viewer'])), _connector='OR'), name='person_outside_roles_have_organisation'),
        ),
    ]
