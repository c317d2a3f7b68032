"""The history of people keeps reasons of the house as codes."""

from django.db import migrations

import accounts.reasons
from accounts.migrations._reasons import ToReason


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_may_export_personal_data"),
    ]

    operations = [
        ToReason(
            model_name="historicaluser",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
    ]
