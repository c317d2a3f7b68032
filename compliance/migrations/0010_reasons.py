"""Reasons of decisions are codes with values; here their English sentences are read for the last time."""

import re
import foundation.reason_codes
from datetime import date
from django.db import migrations
from django.db.models import Exists, OuterRef
from accounts.migrations._reasons import ToReason, replace, replace_read
from foundation.reason_codes import Reason



# The history kept so much of a reason.
KEPT = 100
WENT_TO, UNDONE, CONFIRMED, DISMISSED = (
    "The customer went to ",
    "Undone: ",
    "Confirmed: ",
    "Dismissed: ",
)
CLAIM = re.compile(r"Claim ([0-9]+) approved")
WAIVED = re.compile(r"Occasion of ([0-9]{4}-[0-9]{2}-[0-9]{2}) waived: (.*)", re.S)
RECORDINGS = re.compile(r"recordings ([0-9][0-9, ]*)")


def convert(apps, schema_editor):
    _proposals(apps)
    _claims(apps)
    _departures(apps)
    _hand_overs(apps)


def _moved(apps):
    """The histories of all that moves with a customer."""
    for label, name in (
        ("leads", "HistoricalCustomer"),
        ("leads", "HistoricalOpportunity"),
        ("followups", "HistoricalActivity"),
    ):
        yield apps.get_model(label, name).objects


def _proposals(apps):
    field = "history_change_reason"
    history = apps.get_model("compliance", "HistoricalProposal").objects.filter(state="proposed")
    replace(history, field, {"Nightly audit": "proposal.nightly_audit"})
    replace_read(history, field, CONFIRMED, _after(CONFIRMED, "suspicion.confirmed"))
    replace_read(history, field, DISMISSED, _after(DISMISSED, "suspicion.dismissed"))
    replace_read(history, field, "Occasion of ", _waived)
    history = apps.get_model("compliance", "HistoricalAppeal").objects.all()
    replace_read(history, field, "recordings ", _recordings)


def _claims(apps):
    claims = apps.get_model("compliance", "Claim").objects
    approved = set(claims.filter(state="approved").values_list("pk", flat=True))

    def read(text):
        found = CLAIM.fullmatch(text)
        known = found and int(found[1]) in approved
        return Reason("claim.approved", number=int(found[1])) if known else None

    changes = apps.get_model("leads", "OpportunityChange").objects.all()
    replace_read(changes, "reason", "Claim ", read)
    for history in _moved(apps):
        replace_read(history.all(), "history_change_reason", "Claim ", read)
    winner = claims.filter(
        state="approved", customer=OuterRef("customer"), decided_at=OuterRef("decided_at")
    )
    losers = claims.filter(Exists(winner), state="refused")
    keys = list(losers.values_list("pk", flat=True))
    history = apps.get_model("compliance", "HistoricalClaim").objects
    history = history.filter(id__in=keys, state="refused")
    replace_read(losers, "reason", WENT_TO, _went_to)
    replace_read(history, "reason", WENT_TO, _went_to)
    replace_read(history, "history_change_reason", WENT_TO, _went_to)


def _departures(apps):
    codes = {"Works in another role or store now.": "departure.works_elsewhere"}
    departures = apps.get_model("compliance", "Departure").objects.filter(state="stays")
    history = apps.get_model("compliance", "HistoricalDeparture").objects.filter(state="stays")
    replace(departures, "decision_reason", codes)
    replace(history, "decision_reason", codes)
    replace(history, "history_change_reason", codes)


def _hand_overs(apps):
    """What was undone; the history gets back what it had not kept of longer reasons."""
    undone, cut = {}, {}
    for state, undone_at, text in apps.get_model("compliance", "HandOver").objects.values_list(
        "state", "undone_at", "reason"
    ):
        if undone_at or state in ("undoing", "stopped"):
            undone[UNDONE + text] = Reason("hand_over.undone", reason=text)
        if len(text) > KEPT:
            cut[text[:KEPT]] = text
    changes = apps.get_model("leads", "OpportunityChange").objects.all()
    stored = {text[:200]: reason for text, reason in undone.items()}
    replace_read(changes, "reason", UNDONE, stored.get)
    stored = {text[:KEPT]: reason for text, reason in undone.items()}
    for history in _moved(apps):
        replace_read(history.all(), "history_change_reason", UNDONE, stored.get)
        for text, whole in cut.items():
            history.filter(history_change_reason=text).update(history_change_reason=whole)


def _after(prefix, code):
    return lambda text: Reason(code, reason=text.removeprefix(prefix))


def _waived(text):
    found = WAIVED.fullmatch(text)
    try:
        on = found and date.fromisoformat(found[1])
    except ValueError:
        return None
    return found and Reason("proposal.occasion_waived", occasion_on=on, reason=found[2])


def _recordings(text):
    found = RECORDINGS.fullmatch(text)
    return found and Reason("appeal.evidence", numbers=found[1])


def _went_to(text):
    name = text.removeprefix(WENT_TO).removesuffix(".")
    return Reason("claim.went_to_another", name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0009_hand_overs_in_the_background"),
        ("leads", "0010_reasons"),
        ("followups", "0011_reasons"),
    ]

    operations = [
        ToReason(
            model_name="claim",
            name="reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason"),
        ),
        ToReason(
            model_name="departure",
            name="decision_reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason of the decision"),
        ),
        ToReason(
            model_name="historicalappeal",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalclaim",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalclaim",
            name="reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason"),
        ),
        ToReason(
            model_name="historicaldeparture",
            name="decision_reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason of the decision"),
        ),
        ToReason(
            model_name="historicaldeparture",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalpenaltypolicy",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalproposal",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalrectificationreport",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        migrations.RunPython(convert),
    ]
