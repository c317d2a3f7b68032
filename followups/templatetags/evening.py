"""`{% load evening %}`: signs and advice in words that accuse nobody (R4.12, beside R6.5)."""

from django import template
from django.utils.translation import gettext_lazy as _

from followups.rules.advice import Advice
from followups.rules.sham import Sign

register = template.Library()

SIGNS = {
    Sign.RUSH: _("Recorded within minutes of others"),
    Sign.SAME_TEXT: _("Same text as others"),
    Sign.LAST_DAY: _("On the last allowed day, like most"),
    Sign.NO_CONTENT: _("Reached, hardly any content"),
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
def sign_label(sign):
    """`{{ sign|sign_label }}`: what was noticed, not what it means."""
    return SIGNS.get(sign, sign)


@register.filter
def advice_label(advice):
    """`{{ item.advice|advice_label }}`: a suggestion; nothing is done by itself."""
    return ADVICE.get(advice, "")
