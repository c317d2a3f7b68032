"""The history of people keeps reasons of the house as codes."""

from django.db import migrations

import accounts.reasons
from accounts.migrations._reasons import keep_typed_marks


def convert(apps, schema_editor):
    keep_typed_marks(apps, "accounts")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_may_export_personal_data"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicaluser",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        migrations.RunPython(convert),
    ]
