"""Mergers with their moved rows, changes of names, and what the database holds true of both."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SEQUENCES = ("merger_reference", "name_change_reference")
TRUTHS = """
-- A partner that became part of another is the end of its line: nothing is merged into it, and it into nothing merged.
CREATE FUNCTION partner_mergers_make_no_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE further bigint;
BEGIN
    SELECT merged_into_id INTO further FROM partners_partner WHERE id = NEW.merged_into_id FOR SHARE;
    IF further IS NOT NULL THEN
        RAISE EXCEPTION 'the partner % became part of another itself', NEW.merged_into_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_mergers_make_no_chain';
    END IF;
    IF EXISTS (SELECT 1 FROM partners_partner WHERE merged_into_id = NEW.id) THEN
        RAISE EXCEPTION 'others became part of the partner %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_mergers_make_no_chain';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER partner_mergers_make_no_chain BEFORE INSERT OR UPDATE OF merged_into_id ON partners_partner
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION partner_mergers_make_no_chain();
-- Nobody stands under itself, by however many steps; two that would close a circle together wait for each other.
CREATE FUNCTION partner_hierarchy_has_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1885433454);
    IF EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.parent_id
            UNION SELECT p.parent_id FROM partners_partner p JOIN above a ON p.id = a.id WHERE p.parent_id IS NOT NULL
        ) SELECT 1 FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'the partner % would stand under itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_hierarchy_has_no_circle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER partner_hierarchy_has_no_circle BEFORE UPDATE OF parent_id ON partners_partner
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION partner_hierarchy_has_no_circle();
"""
LET_GO = """
DROP TRIGGER partner_mergers_make_no_chain ON partners_partner;
DROP FUNCTION partner_mergers_make_no_chain();
DROP TRIGGER partner_hierarchy_has_no_circle ON partners_partner;
DROP FUNCTION partner_hierarchy_has_no_circle();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('identity', '0005_coming_in'),
        ('partners', '0005_demonstration_and_seen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            [f"CREATE SEQUENCE {name}" for name in SEQUENCES], [f"DROP SEQUENCE {name}" for name in SEQUENCES]
        ),
        migrations.CreateModel(
            name='FiledDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
            ],
        ),
        migrations.CreateModel(
            name='Merger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('merge', 'Merge into one'), ('move_under', 'Move under the other')], max_length=12)),
                ('state', models.CharField(default='planned', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('administrators', models.CharField(choices=[('kept', 'Those of the partner that stays'), ('both', 'Those of both')], default='kept', max_length=8)),
                ('designations', models.CharField(choices=[('carry', 'They go on at the partner that stays'), ('end', 'They end')], default='carry', max_length=8)),
                ('reason', models.CharField(max_length=300)),
                ('report', models.JSONField(default=dict)),
                ('looked_at', models.DateTimeField()),
                ('planned_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_on', models.DateField(blank=True, null=True)),
                ('final_from', models.DateField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_reason', models.CharField(blank=True, max_length=300)),
                ('status_before', models.CharField(blank=True, max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name='MovedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=30)),
                ('row', models.BigIntegerField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('mark', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='NameChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('category', models.CharField(blank=True, max_length=30)),
                ('state', models.CharField(default='requested', max_length=12)),
                ('version', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(max_length=200)),
                ('legal_name', models.CharField(blank=True, max_length=200)),
                ('old_name', models.CharField(max_length=200)),
                ('old_legal_name', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(max_length=300)),
                ('effective_on', models.DateField()),
                ('requested_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('status', 'former'), _connector='OR'), name='partner_merged_is_former'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='partner_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='partner_not_under_itself'),
        ),
        migrations.AddField(
            model_name='fileddocument',
            name='document',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='merger',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merger',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mergers_as_gone', to='partners.partner'),
        ),
        migrations.AddField(
            model_name='merger',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mergers_as_kept', to='partners.partner'),
        ),
        migrations.AddField(
            model_name='merger',
            name='planned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merger',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='movedrow',
            name='merger',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved', to='partners.merger'),
        ),
        migrations.AddField(
            model_name='namechange',
            name='holder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='namechange',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation'),
        ),
        migrations.AddField(
            model_name='namechange',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='name_changes', to='partners.partner'),
        ),
        migrations.AddField(
            model_name='namechange',
            name='requested_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fileddocument',
            name='change',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filed', to='partners.namechange'),
        ),
        migrations.AddIndex(
            model_name='merger',
            index=models.Index(fields=['state', '-id'], name='merger_in_state'),
        ),
        migrations.AddIndex(
            model_name='merger',
            index=models.Index(fields=['kept', '-id'], name='merger_of_kept'),
        ),
        migrations.AddIndex(
            model_name='merger',
            index=models.Index(fields=['gone', '-id'], name='merger_of_gone'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'done', 'undone', 'dropped'))), name='merger_state'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merger_of_two'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='merger_says_why'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'undone']), _negated=True), models.Q(('done_at__isnull', False), ('done_by__isnull', False), ('done_on__isnull', False), ('final_from__isnull', False)), _connector='OR'), name='merger_done_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), _negated=True), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_reason', ''), _negated=True)), _connector='OR'), name='merger_undone_says_why'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'planned')), fields=('kept', 'gone'), name='merger_planned_once'),
        ),
        migrations.AddConstraint(
            model_name='merger',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'merge'), ('state', 'done')), fields=('gone',), name='merger_done_once'),
        ),
        migrations.AddConstraint(
            model_name='movedrow',
            constraint=models.UniqueConstraint(fields=('merger', 'model', 'key', 'row'), name='moved_row_once'),
        ),
        migrations.AddIndex(
            model_name='namechange',
            index=models.Index(fields=['state', '-id'], name='name_change_in_state'),
        ),
        migrations.AddIndex(
            model_name='namechange',
            index=models.Index(fields=['partner', '-id'], name='name_change_of_partner'),
        ),
        migrations.AddIndex(
            model_name='namechange',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state', 'done')), fields=['old_name'], name='name_change_old_part', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='namechange',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('requested', 'with_legal', 'done', 'declined'))), name='name_change_state'),
        ),
        migrations.AddConstraint(
            model_name='namechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='name_change_has_name'),
        ),
        migrations.AddConstraint(
            model_name='namechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='name_change_declined_says_why'),
        ),
        migrations.AddConstraint(
            model_name='namechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'declined']), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='name_change_closed_at'),
        ),
        migrations.AddConstraint(
            model_name='namechange',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('requested', 'with_legal'))), fields=('partner',), name='name_change_open_once'),
        ),
        migrations.AddIndex(
            model_name='fileddocument',
            index=models.Index(fields=['change', 'id'], name='filed_of_change'),
        ),
        migrations.RunSQL(TRUTHS, LET_GO),
    ]
