"""Reasons of the house are codes with values; the apps that give them turn their own sentences."""

from django.db import migrations

import accounts.reasons
from accounts.migrations._reasons import keep_typed_marks


def convert(apps, schema_editor):
    keep_typed_marks(apps, "leads")


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0009_indicators"),
        ("accounts", "0006_reasons"),
    ]

    operations = [
        migrations.AlterField(
            model_name="historicalcustomer",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        migrations.AlterField(
            model_name="historicalmarketevent",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        migrations.AlterField(
            model_name="historicalopportunity",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        migrations.AlterField(
            model_name="historicalstorepolicy",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        migrations.AlterField(
            model_name="opportunitychange",
            name="reason",
            field=accounts.reasons.ReasonField(blank=True, verbose_name="reason"),
        ),
        migrations.RunPython(convert),
    ]
