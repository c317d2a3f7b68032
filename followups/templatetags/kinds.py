"""`{% load kinds %}`: `{{ deadline.kind|kind_label }}`."""

from django import template

from ..deadlines.models import KIND_LABELS

register = template.Library()


@register.filter
def kind_label(kind):
    """The name of a kind of deadline, hence of a rule of the audit."""
    return KIND_LABELS.get(kind, kind)
