"""`{% load reception %}`: visitors as those who look may see them, times at the store (R1.3, R9.1)."""

from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html

from foundation.display import NOTHING, masked_phone, phone_link, short_day
from leads.customers.rules import mask_name

from ..queries import shown_name, shows_phone, shows_sale

register = template.Library()


@register.filter
def clock(moment, store, with_day=False):
    """`{{ visit.arrived_at|clock:visit.store }}`: 14:05 by the clock at the store."""
    if not moment:
        return ""
    local = moment.astimezone(ZoneInfo(store.time_zone))
    text = local.strftime("%H:%M")
    return f"{short_day(local.date())} {text}" if with_day else text


@register.filter
def masked_name(name):
    """`{{ card.name|masked_name }}`: its first character, for those who may not open the card."""
    return mask_name(name)


@register.simple_tag(takes_context=True)
def visitor_name(context, visit):
    """`{% visitor_name visit as name %}`: empty where they left none, or it is not for these eyes."""
    return shown_name(context["user"], visit)


@register.simple_tag(takes_context=True)
def sale_is_shown(context, visit):
    """`{% sale_is_shown visit as shown %}`: whether grade, model and order are for these eyes."""
    return shows_sale(context["user"], visit)


@register.simple_tag(takes_context=True)
def visitor_phone(context, visit):
    """`{% visitor_phone visit %}`: in full or masked."""
    if not visit.phone:
        return format_html('<span class="muted">{}</span>', NOTHING)
    show = phone_link if shows_phone(context["user"], visit) else masked_phone
    return show(visit.phone)
