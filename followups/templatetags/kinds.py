"""`{% load kinds %}`: `{{ deadline.kind|kind_label }}`."""

from django import template

from followups.kinds import LABELS

register = template.Library()


@register.filter
def kind_label(kind):
    """The name of a kind of deadline, hence of a rule of the audit."""
    return LABELS.get(kind, kind)
