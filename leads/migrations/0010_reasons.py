"""Reasons of the house are codes with values; the apps that give them turn their own sentences."""

from django.db import migrations

import accounts.reasons
from accounts.migrations._reasons import ToReason


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0009_indicators"),
        ("accounts", "0006_reasons"),
    ]

    operations = [
        ToReason(
            model_name="historicalcustomer",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalmarketevent",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalopportunity",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalstorepolicy",
            name="history_change_reason",
            field=accounts.reasons.ReasonField(null=True),
        ),
        ToReason(
            model_name="opportunitychange",
            name="reason",
            field=accounts.reasons.ReasonField(blank=True, verbose_name="reason"),
        ),
    ]
