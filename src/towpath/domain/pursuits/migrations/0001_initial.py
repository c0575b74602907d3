"""Sales, customers' notices, duties of incumbents, tenders with their bids, and claims to preferred co-sell."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


SEQUENCES = (
    "sale_reference", "customer_notice_reference", "duty_reference", "tender_reference", "bid_reference",
    "preferred_co_sell_reference",
)  # fmt: skip
# What was sold, and what a partner said of its customer, is never edited or deleted; only whose it is moves, when a
# partner becomes part of another.
STAYS = """
CREATE FUNCTION pursuits_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'partner_id' - 'organisation_id'
        = to_jsonb(OLD) - 'partner_id' - 'organisation_id' AND (NEW.partner_id IS NULL) = (OLD.partner_id IS NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is kept as it is: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER sale_stays BEFORE UPDATE OR DELETE ON pursuits_sale
    FOR EACH ROW EXECUTE FUNCTION pursuits_row_stays();
CREATE TRIGGER customer_update_stays BEFORE UPDATE OR DELETE ON pursuits_customerupdate
    FOR EACH ROW EXECUTE FUNCTION pursuits_row_stays();
"""
NO_STAYS = """
DROP TRIGGER sale_stays ON pursuits_sale;
DROP TRIGGER customer_update_stays ON pursuits_customerupdate;
DROP FUNCTION pursuits_row_stays();
"""
# PSC-07: claims are kept for audit, and an approved one can end by its removal alone.
CLAIM_STAYS = """
CREATE FUNCTION pursuits_claim_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'removed'))
        OR (OLD.state IN ('denied', 'removed', 'withdrawn') AND NEW.state <> OLD.state) THEN
        RAISE EXCEPTION 'a claim to preferred co-sell is kept: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER preferred_stays BEFORE UPDATE OR DELETE ON pursuits_preferredcosell
    FOR EACH ROW EXECUTE FUNCTION pursuits_claim_stays();
"""
NO_CLAIM_STAYS = "DROP TRIGGER preferred_stays ON pursuits_preferredcosell; DROP FUNCTION pursuits_claim_stays();"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0003_forecast_locked'),
        ('distribution', '0001_distributors_and_billing'),
        ('documents', '0001_initial'),
        ('identity', '0005_coming_in'),
        ('partners', '0006_mergers_and_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            [f"CREATE SEQUENCE {name}" for name in SEQUENCES], [f"DROP SEQUENCE {name}" for name in SEQUENCES]
        ),
        migrations.CreateModel(
            name='Sale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('subscription', 'Subscription'), ('services', 'Services')], default='subscription', max_length=20)),
                ('product', models.CharField(blank=True, max_length=60)),
                ('transacted_at', models.DateTimeField()),
                ('transacted_on', models.DateField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('percent_off', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ('source_id', models.CharField(blank=True, max_length=80)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sales', to='accounts.account')),
                ('cancels', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cancelled_by', to='pursuits.sale')),
                ('distributor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='distribution.distributor')),
                ('opportunity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sales', to='accounts.opportunity')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sales', to='partners.partner')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('update', 'Update'), ('review', 'Review')], max_length=8)),
                ('region', models.CharField(max_length=10)),
                ('opens_on', models.DateField()),
                ('due_on', models.DateField()),
                ('quarter', models.CharField(max_length=9)),
                ('state', models.CharField(default='open', max_length=8)),
                ('version', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='accounts.account')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='partners.partner')),
                ('sale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='pursuits.sale')),
            ],
        ),
        migrations.CreateModel(
            name='Tender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('region', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('opened_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('state', models.CharField(default='open', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenders', to='accounts.opportunity')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Bid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('sourced_before', models.BooleanField(default=False)),
                ('own_services', models.BooleanField(default=False)),
                ('state', models.CharField(default='entered', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bids', to='partners.partner')),
                ('tender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bids', to='pursuits.tender')),
            ],
        ),
        migrations.CreateModel(
            name='CustomerNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('region', models.CharField(max_length=10)),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.EmailField(max_length=254)),
                ('dated_on', models.DateField()),
                ('state', models.CharField(default='recorded', max_length=12)),
                ('version', models.PositiveIntegerField(default=0)),
                ('recorded_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='accounts.account')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='customer_notices', to='partners.partner')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-dated_on', '-id'], name='notice_of_account'), models.Index(fields=['state', '-id'], name='notice_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('recorded', 'accepted', 'declined', 'withdrawn'))), name='notice_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('document__isnull', False)), _connector='OR'), name='notice_accepted_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='notice_declined_says_why')],
            },
        ),
        migrations.CreateModel(
            name='CustomerUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('update', 'Update'), ('review', 'Review')], max_length=8)),
                ('given_on', models.DateField()),
                ('given_at', models.DateTimeField()),
                ('health', models.CharField(max_length=10)),
                ('seats_used', models.PositiveIntegerField(blank=True, null=True)),
                ('text', models.CharField(max_length=4000)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='accounts.account')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='customer_updates', to='partners.partner')),
                ('duty', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='update', to='pursuits.duty')),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'partner', 'kind', '-given_on'], name='update_of_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('health__in', ['good', 'at_risk', 'leaving'])), name='update_health'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='update_says_something')],
            },
        ),
        migrations.CreateModel(
            name='PreferredCoSell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('customer_name', models.CharField(max_length=200)),
                ('given_id', models.CharField(blank=True, max_length=18)),
                ('known_id', models.CharField(blank=True, max_length=18)),
                ('meeting_on', models.DateField(blank=True, null=True)),
                ('plan', models.CharField(blank=True, max_length=4000)),
                ('state', models.CharField(default='submitted', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('submitted_at', models.DateTimeField()),
                ('linked_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('removal_reason', models.CharField(blank=True, max_length=1000)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('linked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opportunity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='preferred_claims', to='accounts.opportunity')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preferred_claims', to='partners.partner')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sae', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preferred_claims', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-id'], name='preferred_of_organisation'), models.Index(fields=['state', '-id'], name='preferred_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('submitted', 'approved', 'denied', 'removed', 'withdrawn'))), name='preferred_state'), models.UniqueConstraint(condition=models.Q(('state', 'approved')), fields=('opportunity',), name='preferred_one_approved'), models.UniqueConstraint(condition=models.Q(('opportunity__isnull', False), ('state__in', ('submitted', 'approved'))), fields=('partner', 'opportunity'), name='preferred_once_a_partner'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'removed']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('meeting_on__isnull', False), ('opportunity__isnull', False), models.Q(('known_id', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('plan', ''), _negated=True)), _connector='OR'), name='preferred_approved_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'denied'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='preferred_denied_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'removed'), _negated=True), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False), models.Q(('removal_reason', ''), _negated=True)), _connector='OR'), name='preferred_removed_says_why')],
            },
        ),
        migrations.AddIndex(
            model_name='sale',
            index=models.Index(fields=['account', '-transacted_at', '-id'], name='sale_of_account'),
        ),
        migrations.AddIndex(
            model_name='sale',
            index=models.Index(condition=models.Q(('ends_on__isnull', False)), fields=['ends_on', 'id'], name='sale_renewing'),
        ),
        migrations.AddIndex(
            model_name='sale',
            index=models.Index(condition=models.Q(('ends_on__isnull', False)), fields=['organisation', 'ends_on', 'id'], name='sale_renewing_of'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__lt', models.F('ends_on')), _connector='OR'), name='sale_term_forwards'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(('percent_off__isnull', True), models.Q(('percent_off__gte', 0), ('percent_off__lte', 100)), _connector='OR'), name='sale_percent'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='sale_amount'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('partner__isnull', True)), models.Q(('organisation__isnull', False), ('partner__isnull', False)), _connector='OR'), name='sale_wall'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(('distributor__isnull', True), ('partner__isnull', False), _connector='OR'), name='sale_distributor_has_reseller'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancels__isnull', True), ('why', '')), models.Q(('cancels__isnull', False), models.Q(('why', ''), _negated=True)), _connector='OR'), name='sale_says_why_it_cancels'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.UniqueConstraint(condition=models.Q(('cancels__isnull', True), ('opportunity__isnull', False)), fields=('opportunity',), name='sale_once_an_opportunity'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('source_id', ''), _negated=True), ('cancels__isnull', True)), fields=('source_id',), name='sale_once_a_source'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('state__in', ('open', 'missed'))), fields=['organisation', 'due_on', 'id'], name='duty_owed_by'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('state__in', ('open', 'missed'))), fields=['due_on', 'id'], name='duty_owed'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(fields=['quarter', 'due_on', 'id'], name='duty_of_quarter'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'done', 'missed', 'dropped'))), name='duty_state'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('opens_on__lte', models.F('due_on'))), name='duty_forwards'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'missed'))), fields=('partner', 'account', 'kind'), name='duty_owed_once'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'done')), fields=('partner', 'account', 'kind', 'due_on'), name='duty_done_once'),
        ),
        migrations.AddIndex(
            model_name='tender',
            index=models.Index(fields=['state', '-id'], name='tender_by_state'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'awarded', 'cancelled'))), name='tender_state'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.CheckConstraint(condition=models.Q(('opened_on__lte', models.F('closes_on'))), name='tender_forwards'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), ('ended_at__isnull', False), _connector='OR'), name='tender_ended_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='tender',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'awarded'))), fields=('opportunity',), name='tender_one_of_opportunity'),
        ),
        migrations.AddIndex(
            model_name='bid',
            index=models.Index(fields=['organisation', '-id'], name='bid_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('entered', 'won', 'lost', 'withdrawn', 'void'))), name='bid_state'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['withdrawn', 'void']), _negated=True), fields=('tender', 'partner'), name='bid_once'),
        ),
        migrations.AddConstraint(
            model_name='bid',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'won')), fields=('tender',), name='bid_one_wins'),
        ),
        migrations.RunSQL(STAYS, NO_STAYS),
        migrations.RunSQL(CLAIM_STAYS, NO_CLAIM_STAYS),
    ]
