"""How activities and deadlines are called and drawn."""

from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import gettext_lazy as _

from foundation.display import short_day

from ..activities.models import ActivityState, Mode
from ..activities.rules import NOT_REACHED
from ..deadlines.models import KIND_LABELS
from ..deadlines.rules.kinds import Kind
from ..deadlines.rules.warnings import WARNED_AT, days_without_contact, warning_level
from ..worklist.queries import SOON_DAYS

register = template.Library()

MODE_ICONS = {
    Mode.PHONE: "telephone",
    Mode.STORE_VISIT: "shop",
    Mode.HOME_VISIT: "house-door",
    Mode.TEST_DRIVE: "car-front",
    Mode.SMS: "chat-left-text",
    Mode.EMAIL: "envelope",
    Mode.WECHAT: "wechat",
    Mode.MAILING: "mailbox",
    Mode.LEAFLET: "newspaper",
}
WARNING_LABELS = {
    Kind.OVERDUE_ACTIVITY: _("Planned contact"),
    Kind.MISSING_NEXT_PLAN: _("No next plan"),
    Kind.CADENCE_BREACH: _("Cadence"),
    Kind.EXPIRED_OPPORTUNITY: _("Expected date"),
    Kind.NO_EFFECTIVE_CONTACT: _("30-day rule"),
    Kind.MISSED_CALLBACK: _("Call-back within 24 hours"),
    Kind.MISSED_FIRST_CONTACT: _("First contact"),
}
UNTIL = {
    Kind.MISSED_CALLBACK: _("Call-back within 24 hours: until %(when)s"),
    Kind.MISSED_FIRST_CONTACT: _("First contact by %(when)s"),
}


@register.filter
def mode_icon(mode):
    """`bi-{{ activity.mode|mode_icon }}`"""
    return MODE_ICONS.get(mode, "circle")


@register.filter
def kind_label(kind):
    """`{{ deadline.kind|kind_label }}`: the name of a kind of deadline, hence of a rule of the audit."""
    return KIND_LABELS.get(kind, kind)


@register.filter
def warning_label(kind):
    """`{{ deadline.kind|warning_label }}`: what is owed, in the words of the sales floor."""
    return WARNING_LABELS.get(kind, kind)


@register.filter
def warning_tone(deadline, today):
    """`due-{{ deadline|warning_tone:today }}`: red under three days, else amber.

    The thirty days have three steps of their own (R7).
    """
    if deadline.kind == Kind.NO_EFFECTIVE_CONTACT:
        level = warning_level(deadline.due_on, today)
        return dict(zip(WARNED_AT, ("later", "soon", "late"), strict=True)).get(level, "later")
    return "late" if (deadline.good_until - today).days < SOON_DAYS else "soon"


@register.simple_tag
def until(deadline, today):
    """`{% until deadline today %}`: "First contact by 15:40", by the clock at the store (R4.6, R5.3).

    Where an absence delays it, the day decides (R4.7).
    """
    local = deadline.due_at.astimezone(ZoneInfo(deadline.store.time_zone))
    clock = f"{local:%H:%M}"
    if deadline.good_until > deadline.due_on:
        when = short_day(deadline.good_until)
    else:
        when = clock if local.date() == today else f"{short_day(local.date())} {clock}"
    return UNTIL[deadline.kind] % {"when": when}


@register.filter
def neglected_days(deadline, today):
    """`{{ deadline|neglected_days:today }}`: days without effective contact; else ``None`` (R6.6)."""
    if deadline.kind != Kind.NO_EFFECTIVE_CONTACT:
        return None
    return days_without_contact(deadline.due_on, today)


@register.filter
def activity_tone(activity):
    """The timeline's colour of an activity: reached, not reached, cancelled; none of what was undone."""
    if activity.state == ActivityState.WITHDRAWN:
        return "none"
    if activity.state == ActivityState.CANCELLED:
        return "bad"
    return "warn" if activity.result in NOT_REACHED else "good"
