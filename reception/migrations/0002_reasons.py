"""Why somebody is passed over, and what is promised, is kept as codes (see followups 0011)."""

import foundation.reason_codes
from django.db import migrations
from accounts.migrations._reasons import ToReason, replace


AWAY = {
    "At lunch": "skip.lunch",
    "Test drive": "skip.test_drive",
    "On the phone": "skip.phone",
    "In a meeting": "skip.meeting",
}
CALL_BACK = {"Call back to confirm the grade.": "visit.call_back"}


def convert(apps, schema_editor):
    replace(apps.get_model("reception", "Skip").objects, "reason", AWAY)
    for name in ("Activity", "HistoricalActivity"):
        promised = apps.get_model("followups", name).objects.exclude(call_back_by=None)
        replace(promised, "expected_content", CALL_BACK)


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_initial"),
        ("followups", "0011_reasons"),
    ]

    operations = [
        ToReason(
            model_name="historicalvisit",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="skip",
            name="reason",
            field=foundation.reason_codes.ReasonField(verbose_name="reason"),
        ),
        migrations.RunPython(convert),
    ]
