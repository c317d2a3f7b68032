"""Reasons of the house are codes with values; here its English sentences are read for the last time."""

import re
import foundation.reason_codes
from datetime import date
from django.db import migrations
from accounts.migrations._reasons import ToReason, replace, replace_read
from foundation.reason_codes import Reason



ENDED = {
    "The opportunity has ended.": "plan.opportunity_ended",
    "The card was taken out of use.": "plan.card_retired",
}
KINDS = {"Leave": "leave", "Training": "training", "Suspension for study": "suspension"}
DAYS = re.compile(r"(.+) ([0-9]{4}-[0-9]{2}-[0-9]{2}) – ([0-9]{4}-[0-9]{2}-[0-9]{2})")
EARLIER = "Ends earlier: "


def convert(apps, schema_editor):
    activities = apps.get_model("followups", "Activity").objects
    history = apps.get_model("followups", "HistoricalActivity").objects
    moves = apps.get_model("followups", "ActivityMove").objects
    for rows, field in (
        (activities, "cancel_reason"),
        (history, "cancel_reason"),
        (history, "history_change_reason"),
    ):
        replace(rows.filter(state="cancelled"), field, ENDED)
    for kind in KINDS:
        replace_read(moves.exclude(absence=None), "reason", f"{kind} ", _moved)
        replace_read(history.all(), "history_change_reason", f"{kind} ", _moved)
    absences = apps.get_model("followups", "Absence").objects
    shortened = absences.filter(state="cancelled", shortened_by__isnull=False)
    kept = list(shortened.values_list("pk", flat=True).distinct())
    replace_read(absences.filter(pk__in=kept), "decision_reason", EARLIER, _earlier)
    history = apps.get_model("followups", "HistoricalAbsence").objects
    history = history.filter(id__in=kept, state="cancelled")
    replace_read(history, "decision_reason", EARLIER, _earlier)
    replace_read(history, "history_change_reason", EARLIER, _earlier)


def _moved(text):
    found = DAYS.fullmatch(text)
    if not found or found[1] not in KINDS:
        return None
    try:
        from_on, to_on = date.fromisoformat(found[2]), date.fromisoformat(found[3])
    except ValueError:
        return None
    kind = Reason(f"absence.{KINDS[found[1]]}")
    return Reason("absence.moved_plan", kind=kind, from_on=from_on, to_on=to_on)


def _earlier(text):
    return Reason("absence.ends_earlier", reason=text.removeprefix(EARLIER))


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0010_plans_due"),
        ("leads", "0010_reasons"),
    ]

    operations = [
        ToReason(
            model_name="absence",
            name="decision_reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason of the decision"),
        ),
        ToReason(
            model_name="activity",
            name="cancel_reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason of cancellation"),
        ),
        ToReason(
            model_name="activity",
            name="expected_content",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="expected content"),
        ),
        ToReason(
            model_name="activitymove",
            name="reason",
            field=foundation.reason_codes.ReasonField(verbose_name="reason"),
        ),
        ToReason(
            model_name="historicalabsence",
            name="decision_reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason of the decision"),
        ),
        ToReason(
            model_name="historicalabsence",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalactivity",
            name="cancel_reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason of cancellation"),
        ),
        ToReason(
            model_name="historicalactivity",
            name="expected_content",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="expected content"),
        ),
        ToReason(
            model_name="historicalactivity",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicaldaylimits",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalgradeday",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        migrations.RunPython(convert),
    ]
