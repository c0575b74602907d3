"""An edition may be what was changed by hand in the repository, taken up."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rulebook", "0003_kinds_of_editions")]

    operations = [
        migrations.RemoveConstraint(model_name="publication", name="publication_found_first"),
        migrations.AlterField(
            model_name="publication",
            name="kind",
            field=models.CharField(
                choices=[("found", "Found"), ("drafted", "Drafted"), ("rolled_back", "Rolled Back"), ("by_hand", "By Hand"), ("brought", "Brought")],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "found"), ("number", 1))
                | models.Q(("kind__in", ["drafted", "rolled_back", "brought", "by_hand"]), ("number__gt", 1)),
                name="publication_found_first",
            ),
        ),
    ]
