"""Reasons of the house are codes with values; the apps that give them turn their own sentences."""

import foundation.reason_codes
from django.db import migrations
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
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalmarketevent",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalopportunity",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalstorepolicy",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="opportunitychange",
            name="reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason"),
        ),
    ]
