"""Products, price books with their dated prices, and price lists that were read in. What has begun is never rewritten."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import towpath.kernel.ranges
from django.conf import settings
from django.db import migrations, models

# A price that has begun may have been asked: only its end may still move, among days that have not come in the book's
# zone, and only a price that has not begun can be withdrawn. Moments are those of the act, so that nothing rests on
# the server's clock.
PRICE_STAYS = """
CREATE FUNCTION pricing_price_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_zone text;
BEGIN
    IF TG_OP = 'DELETE' OR OLD.withdrawn_at IS NOT NULL
        OR (NEW.id, NEW.book_id, NEW.product_id, NEW.amount, NEW.starts_on, NEW.made_at)
            IS DISTINCT FROM (OLD.id, OLD.book_id, OLD.product_id, OLD.amount, OLD.starts_on, OLD.made_at) THEN
        RAISE EXCEPTION 'prices are never edited: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT zone INTO STRICT its_zone FROM pricing_pricebook WHERE id = OLD.book_id;
    IF NEW.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at AT TIME ZONE its_zone)::date >= OLD.starts_on THEN
        RAISE EXCEPTION 'a price that has begun is not withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.ends_on IS DISTINCT FROM OLD.ends_on AND (NEW.changed_at IS NULL
        OR (NEW.changed_at AT TIME ZONE its_zone)::date >= least(OLD.ends_on, NEW.ends_on)) THEN
        RAISE EXCEPTION 'the end of a price moves only among days that have not come' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_stays BEFORE UPDATE OR DELETE ON pricing_price
    FOR EACH ROW EXECUTE FUNCTION pricing_price_stays();
"""
NO_PRICE_STAYS = "DROP TRIGGER price_stays ON pricing_price; DROP FUNCTION pricing_price_stays();"
# What its prices mean, and when its days begin, is said once; a zone that the server does not know raises by itself.
BOOK_STAYS = """
CREATE FUNCTION pricing_book_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM now() AT TIME ZONE NEW.zone;
    ELSIF TG_OP = 'DELETE' OR (NEW.reference, NEW.kind, NEW.currency, NEW.zone, NEW.distributor_id)
        IS DISTINCT FROM (OLD.reference, OLD.kind, OLD.currency, OLD.zone, OLD.distributor_id) THEN
        RAISE EXCEPTION 'a price book keeps its kind, currency and zone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER price_book_stays BEFORE INSERT OR UPDATE OR DELETE ON pricing_pricebook
    FOR EACH ROW EXECUTE FUNCTION pricing_book_stays();
"""
NO_BOOK_STAYS = "DROP TRIGGER price_book_stays ON pricing_pricebook; DROP FUNCTION pricing_book_stays();"
# An Ecosystem SKU mirrors a product, never another Ecosystem SKU.
MIRROR = """
CREATE FUNCTION pricing_product_mirrors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pricing_product p WHERE p.id = NEW.mirrors_id AND p.ecosystem)
        OR NEW.ecosystem AND EXISTS (SELECT FROM pricing_product p WHERE p.mirrors_id = NEW.id) THEN
        RAISE EXCEPTION 'an Ecosystem SKU is not mirrored' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER product_mirrors BEFORE INSERT OR UPDATE OF mirrors_id, ecosystem ON pricing_product
    FOR EACH ROW EXECUTE FUNCTION pricing_product_mirrors();
"""
NO_MIRROR = "DROP TRIGGER product_mirrors ON pricing_product; DROP FUNCTION pricing_product_mirrors();"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('distribution', '0001_distributors_and_billing'),
        ('identity', '0004_single_sign_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE price_import_reference", "DROP SEQUENCE price_import_reference"),
        migrations.CreateModel(
            name='PriceBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('list', 'List'), ('partner', 'Partner'), ('distribution', 'Distribution'), ('public_sector', 'Public Sector')], max_length=20)),
                ('currency', models.CharField(max_length=3)),
                ('zone', models.CharField(max_length=60)),
                ('state', models.CharField(default='open', max_length=12)),
                ('invented', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=0)),
                ('distributor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='price_books', to='distribution.distributor')),
            ],
        ),
        migrations.CreateModel(
            name='PriceImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('state', models.CharField(max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField(null=True)),
                ('encoding', models.CharField(blank=True, max_length=20)),
                ('starts_on', models.DateField()),
                ('header', models.JSONField(default=list)),
                ('sample', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('new_products', models.PositiveIntegerField(default=0)),
                ('problems', models.JSONField(default=list)),
                ('preview', models.JSONField(default=list)),
                ('before', models.JSONField(default=list)),
                ('received_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='pricing.pricebook')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('subscription', 'Subscription'), ('add_on', 'Add On'), ('services', 'Services'), ('training', 'Training'), ('storage', 'Storage')], max_length=20)),
                ('tier', models.CharField(blank=True, max_length=30)),
                ('deployment', models.CharField(blank=True, choices=[('saas', 'Saas'), ('self_managed', 'Self Managed'), ('dedicated', 'Dedicated')], max_length=20)),
                ('unit', models.CharField(choices=[('user', 'User'), ('seat', 'Seat'), ('day', 'Day'), ('hour', 'Hour'), ('project', 'Project'), ('10_gb', 'Gigabytes'), ('piece', 'Piece')], max_length=20)),
                ('term_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('ecosystem', models.BooleanField(default=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('invented', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('mirrors', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ecosystem_sku', to='pricing.product')),
            ],
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=4, max_digits=18)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='pricing.pricebook')),
                ('made_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made', to='pricing.priceimport')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='pricing.product')),
            ],
        ),
        migrations.AddConstraint(
            model_name='pricebook',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'closed'))), name='price_book_state'),
        ),
        migrations.AddConstraint(
            model_name='pricebook',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['list', 'partner', 'distribution', 'public_sector'])), name='price_book_kind'),
        ),
        migrations.AddConstraint(
            model_name='pricebook',
            constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='price_book_currency'),
        ),
        migrations.AddConstraint(
            model_name='pricebook',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kind', 'currency', 'distributor'), name='price_book_open_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='pricebook',
            constraint=models.CheckConstraint(condition=models.Q(('distributor__isnull', True), ('kind__in', ['distribution', 'public_sector']), _connector='OR'), name='price_book_distributor_has_kind'),
        ),
        migrations.AddIndex(
            model_name='priceimport',
            index=models.Index(fields=['-id'], name='price_import_newest'),
        ),
        migrations.AddConstraint(
            model_name='priceimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('received', 'checked', 'applied', 'undone', 'dropped'))), name='price_import_state'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name'], name='product_name_part', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['kind', 'sku', 'id'], name='product_of_kind'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__lt', models.F('ends_on')), _connector='OR'), name='product_forwards'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ecosystem', True), ('mirrors__isnull', False)), models.Q(('ecosystem', False), ('mirrors__isnull', True)), _connector='OR'), name='product_ecosystem_mirrors'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('mirrors', models.F('id')), _negated=True), name='product_mirrors_another'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['subscription', 'add_on', 'services', 'training', 'storage'])), name='product_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('term_months__gt', 0), models.Q(('kind__in', ['services', 'training', 'add_on']), ('term_months__isnull', True)), _connector='OR'), name='product_term_of_what_runs'),
        ),
        migrations.AddIndex(
            model_name='price',
            index=models.Index(fields=['book', 'product', '-starts_on'], name='price_of_product_in_book'),
        ),
        migrations.AddIndex(
            model_name='price',
            index=models.Index(fields=['product', 'book', '-starts_on'], name='price_of_product'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='price_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__lt', models.F('ends_on')), _connector='OR'), name='price_forwards'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at__isnull', True)), expressions=[(towpath.kernel.ranges.DayRange('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&'), ('book', '='), ('product', '=')], name='price_one_a_day'),
        ),
        migrations.RunSQL(PRICE_STAYS, NO_PRICE_STAYS),
        migrations.RunSQL(BOOK_STAYS, NO_BOOK_STAYS),
        migrations.RunSQL(MIRROR, NO_MIRROR),
    ]
