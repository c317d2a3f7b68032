"""What pages show of a lead (`{% load leads_road %}`)."""

from django import template

from foundation.display import NOTHING
from leads.customers.rules import mask_phone

from ..sorting.queries import may_see_number

register = template.Library()


@register.simple_tag(takes_context=True)
def of_lead(context, lead, value):
    """`{% of_lead asked.lead new %}`: who the lead is, as the viewer may read it (R1.3, R13.4)."""
    if not value:
        return NOTHING
    return value if may_see_number(context["request"].user, lead) else mask_phone(str(value))
