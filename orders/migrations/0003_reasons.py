"""What orders do to opportunities, plans and vehicles is kept as codes (see followups 0011)."""

import foundation.reason_codes
from django.db import migrations
from accounts.migrations._reasons import ToReason, replace


CHANGED = {"Ordered": "order.placed", "Delivered": "order.delivered"}
ORDERS = {
    "Vehicle taken back": "order.vehicle_taken_back",
    "Delivered with money outstanding": "order.delivered_unpaid",
}
PLANS = {
    "The order was cancelled.": "plan.order_cancelled",
    "The car is delivered.": "plan.car_delivered",
}
CARE = {
    "thank_you_call": "Thank-you call",
    "thank_you_letter": "Thank-you letter",
    "first_service_call": "First-service call",
    "new_product_mail": "New-product mail",
    "event_invitation": "Event invitation",
    "holiday_greeting": "Holiday greeting",
    "birthday_card": "Birthday card",
    "visit": "Care visit",
    "other": "Other care",
}


def convert(apps, schema_editor):
    changes = apps.get_model("leads", "OpportunityChange").objects
    replace(changes, "reason", CHANGED)
    history = apps.get_model("leads", "HistoricalOpportunity").objects
    replace(history, "history_change_reason", CHANGED)
    history = apps.get_model("orders", "HistoricalOrder").objects
    replace(history, "history_change_reason", ORDERS)
    activities = apps.get_model("followups", "Activity").objects
    history = apps.get_model("followups", "HistoricalActivity").objects
    for rows, field in (
        (activities, "cancel_reason"),
        (history, "cancel_reason"),
        (history, "history_change_reason"),
    ):
        replace(rows.filter(state="cancelled"), field, PLANS)
    items = apps.get_model("orders", "CareItem").objects
    for kind, label in CARE.items():
        planned = items.filter(kind=kind).values("activity")
        codes = {label: f"care.{kind}"}
        replace(activities.filter(pk__in=planned), "expected_content", codes)
        replace(history.filter(id__in=planned), "expected_content", codes)


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0002_money_kept"),
        ("leads", "0010_reasons"),
        ("followups", "0011_reasons"),
    ]

    operations = [
        ToReason(
            model_name="historicalorder",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalownedvehicle",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalpaymentdue",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicaltarget",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalvehicle",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        migrations.RunPython(convert),
    ]
