"""Why rewards are withdrawn or reversed is kept as codes (see compliance 0010)."""

import foundation.reason_codes
from importlib import import_module
from django.db import migrations
from accounts.migrations._reasons import ToReason, replace, replace_read
from foundation.reason_codes import Reason



append_only = import_module("rewards.migrations.0002_append_only_rewards")

NO_LONGER = {"The order is no conversion any more.": "reward.no_conversion"}
WITHDRAWN = {
    "The order was cancelled.": "reward.order_cancelled",
    "By the policy nothing is due for it.": "reward.not_due",
}
HISTORY = {
    "Nightly rewards": "reward.nightly",
    "The order or the policy has changed.": "reward.changed",
}
CANCELLED = "The order was cancelled: "


def convert(apps, schema_editor):
    rewards = apps.get_model("rewards", "Reward").objects
    history = apps.get_model("rewards", "HistoricalReward").objects
    entries = apps.get_model("rewards", "RewardEntry").objects.filter(kind="reversal")
    for rows in (rewards, history):
        replace(rows.filter(state="withdrawn"), "reason", WITHDRAWN)
    replace(history, "history_change_reason", HISTORY)
    ended = ["withdrawn", "reversed"]
    for rows, field in (
        (rewards.filter(state__in=ended), "reason"),
        (history.filter(state__in=ended), "reason"),
        (history.filter(state__in=ended), "history_change_reason"),
        (entries, "reason"),
    ):
        replace(rows, field, NO_LONGER)
        replace_read(rows, field, CANCELLED, _cancelled)


def _cancelled(text):
    return Reason("reward.order_cancelled_because", reason=text.removeprefix(CANCELLED))


class Migration(migrations.Migration):
    dependencies = [
        ("rewards", "0002_append_only_rewards"),
        ("accounts", "0006_reasons"),
    ]

    operations = [
        migrations.RunPython(append_only.unprotect, append_only.protect),
        ToReason(
            model_name="historicalreward",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalreward",
            name="reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason"),
        ),
        ToReason(
            model_name="historicalrewardpolicy",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="historicalrewardtier",
            name="history_change_reason",
            field=foundation.reason_codes.ReasonField(null=True),
        ),
        ToReason(
            model_name="reward",
            name="reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason"),
        ),
        ToReason(
            model_name="rewardentry",
            name="reason",
            field=foundation.reason_codes.ReasonField(blank=True, verbose_name="reason"),
        ),
        migrations.RunPython(convert),
        migrations.RunPython(append_only.protect, append_only.unprotect),
    ]
