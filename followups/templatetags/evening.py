"""`{% load evening %}`: red flags and advice in words that accuse nobody (R4.12, beside R6.5)."""

from django import template
from django.utils.translation import gettext_lazy as _

from ..cards.rules import Advice
from ..evening.rules import RedFlag

register = template.Library()

RED_FLAG_LABELS = {
    RedFlag.RUSH: _("Recorded within minutes of others"),
    RedFlag.SAME_TEXT: _("Same text as others"),
    RedFlag.LAST_DAY: _("On the last allowed day, like most"),
    RedFlag.NO_CONTENT: _("Reached, hardly any content"),
}
ADVICE = {
    Advice.UNREACHABLE: _(
        "The decision maker was not reached three times running: think of a lower grade, or of ending it."
    ),
    Advice.NOT_DECIDING: _(
        "Two talks without progress with someone who does not decide: "
        "think of a lower grade, or of ending it."
    ),
    Advice.NO_PROGRESS: _("Three talks without progress: think of a lower grade, or of ending it."),
}


@register.filter
def red_flag_label(flag):
    """`{{ flag|red_flag_label }}`: what was noticed, not what it means."""
    return RED_FLAG_LABELS.get(flag, flag)


@register.filter
def advice_label(advice):
    """`{{ item.advice|advice_label }}`: a suggestion; nothing is done by itself."""
    return ADVICE.get(advice, "")
