"""`{% load reminders %}`: one's own digest on a page (R10.1)."""

from django import template

from accounts.access.queries import today_for
from reception.queries import has_closed

from ..reminders.queries import DEADLINES, SALES, digests_for, items_of

register = template.Library()


@register.inclusion_tag("compliance/reminders/digest.html", takes_context=True)
def my_day(context, beside_inbox=False):
    """`{% my_day %}`: what is waiting for this person, each number with a link to its list.

    ``beside_inbox``: the plans alone, where the decisions stand already.
    """
    request = context["request"]
    user = request.user
    if user.role not in SALES:
        return {"items": []}
    on = today_for(user, request.now)
    closed = has_closed(user, now=request.now)
    (digest,) = digests_for([user], on=on, closed=closed)
    items = items_of(digest)
    if beside_inbox:
        items = [item for item in items if item.code in DEADLINES]
    return {"items": items}
