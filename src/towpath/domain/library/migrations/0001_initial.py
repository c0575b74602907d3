"""Files of the library, their versions, and who took them; a download is never changed, whoever asks."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION library_download_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'downloads are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER download_no_change BEFORE UPDATE OR DELETE ON library_download
    FOR EACH ROW EXECUTE FUNCTION library_download_is_append_only();
CREATE TRIGGER download_no_truncate BEFORE TRUNCATE ON library_download
    FOR EACH STATEMENT EXECUTE FUNCTION library_download_is_append_only();
"""
DROP = (
    "DROP TRIGGER download_no_change ON library_download; DROP TRIGGER download_no_truncate ON library_download; "
    "DROP FUNCTION library_download_is_append_only();"
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('identity', '0004_single_sign_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE asset_reference", "DROP SEQUENCE asset_reference"),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.CharField(blank=True, max_length=1000)),
                ('kind', models.CharField(max_length=30)),
                ('state', models.CharField(default='published', max_length=12)),
                ('version', models.PositiveIntegerField(default=0)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('for_partners', models.BooleanField(default=False)),
                ('for_prospects', models.BooleanField(default=False)),
                ('tracks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list)),
                ('designations', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list)),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list)),
                ('partner_roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list)),
                ('for_distributors', models.BooleanField(default=False)),
                ('for_inside', models.BooleanField(default=True)),
                ('inside_roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list)),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('renewed_at', models.DateTimeField()),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title', config='english', weight='A'), '||', django.contrib.postgres.search.SearchVector('summary', config='english', weight='B'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector('file_name', config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('english')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AssetVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='library.asset')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
            ],
        ),
        migrations.AddField(
            model_name='asset',
            name='current',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.assetversion'),
        ),
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('door', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='library.asset')),
                ('asset_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='library.assetversion')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='assetversion',
            constraint=models.UniqueConstraint(fields=('asset', 'number'), name='asset_version_once'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['-renewed_at', '-id'], name='asset_newest'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=models.Index(fields=['kind', '-renewed_at', '-id'], name='asset_newest_of_kind'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='asset_words'),
        ),
        migrations.AddIndex(
            model_name='asset',
            index=django.contrib.postgres.indexes.GinIndex(fields=['title'], name='asset_title_part', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('published', 'withdrawn'))), name='asset_state'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__lt', models.F('ends_on')), _connector='OR'), name='asset_days_forwards'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('for_partners', True), ('for_distributors', True), ('for_inside', True), _connector='OR'), name='asset_has_readers'),
        ),
        migrations.AddConstraint(
            model_name='asset',
            constraint=models.CheckConstraint(condition=models.Q(('for_prospects', False), ('for_partners', True), _connector='OR'), name='asset_prospects_are_partners'),
        ),
        migrations.AddIndex(
            model_name='download',
            index=models.Index(fields=['asset', '-id'], name='download_of_asset'),
        ),
        migrations.RunSQL(APPEND_ONLY, DROP),
    ]
