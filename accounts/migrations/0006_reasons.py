"""The history of people keeps reasons of the house as codes."""

import foundation.reason_codes
from django.db import migrations
from ._reasons import ToReason



class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_may_export_personal_data"),
    ]

    operations = [
        ToReason(
            model_name="historicaluser",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
    ]
