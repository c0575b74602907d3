"""Licences that are not for resale: requests with their clock, and what was given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enablement', '0004_employer'),
        ('identity', '0004_single_sign_on'),
        ('partners', '0004_partner_by_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE licence_request_reference", "DROP SEQUENCE licence_request_reference"),
        migrations.RunSQL("CREATE SEQUENCE licence_reference", "DROP SEQUENCE licence_reference"),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('region', models.CharField(max_length=10)),
                ('state', models.CharField(default='active', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('product', models.CharField(max_length=30)),
                ('plan', models.CharField(max_length=30)),
                ('amount', models.PositiveIntegerField()),
                ('starts_on', models.DateField()),
                ('expires_on', models.DateField()),
                ('sealed_key', models.TextField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('issued_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='partners.partner')),
            ],
        ),
        migrations.CreateModel(
            name='LicenceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('region', models.CharField(max_length=10)),
                ('state', models.CharField(max_length=14)),
                ('version', models.PositiveIntegerField(default=0)),
                ('product', models.CharField(max_length=30)),
                ('amount', models.PositiveIntegerField()),
                ('use', models.CharField(max_length=30)),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.EmailField(max_length=254)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('exception', models.BooleanField(default=False)),
                ('should_pay', models.BooleanField(blank=True, null=True)),
                ('consulted', models.CharField(blank=True, max_length=300)),
                ('justification', models.CharField(blank=True, max_length=1000)),
                ('missing', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('clock_kind', models.CharField(blank=True, max_length=60)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='licence_requests', to='partners.partner')),
                ('renews', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='enablement.licence')),
            ],
        ),
        migrations.AddField(
            model_name='licence',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='licence', to='enablement.licencerequest'),
        ),
        migrations.AddIndex(
            model_name='licencerequest',
            index=models.Index(condition=models.Q(('state', 'to_fulfil')), fields=['due_at', 'id'], name='licence_queue'),
        ),
        migrations.AddIndex(
            model_name='licencerequest',
            index=models.Index(fields=['state', '-id'], name='licence_request_in_state'),
        ),
        migrations.AddIndex(
            model_name='licencerequest',
            index=models.Index(fields=['partner', '-id'], name='licence_request_of_partner'),
        ),
        migrations.AddConstraint(
            model_name='licencerequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('to_fulfil', 'with_director', 'refused', 'referred', 'declined', 'fulfilled', 'withdrawn'))), name='licence_request_state'),
        ),
        migrations.AddConstraint(
            model_name='licencerequest',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='licence_request_of_something'),
        ),
        migrations.AddConstraint(
            model_name='licencerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('to_fulfil', 'with_director'))), fields=('partner', 'product', 'exception'), name='licence_request_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='licencerequest',
            constraint=models.CheckConstraint(condition=models.Q(('exception', False), models.Q(('should_pay__isnull', False), models.Q(('justification', ''), _negated=True)), _connector='OR'), name='licence_exception_says_why'),
        ),
        migrations.AddConstraint(
            model_name='licencerequest',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='licence_exception_two_people'),
        ),
        migrations.AddConstraint(
            model_name='licencerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='licence_declined_says_why'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(condition=models.Q(('state', 'active')), fields=['expires_on', 'id'], name='licence_ending'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['partner', '-id'], name='licence_of_partner'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('active', 'renewed', 'ended', 'revoked'))), name='licence_state'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lt', models.F('expires_on'))), name='licence_forwards'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='licence_of_something'),
        ),
    ]
