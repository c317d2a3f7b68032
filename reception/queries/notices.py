"""What somebody was told of visitors and has not read yet (R9.1, R10.1)."""

from reception.models import Notice

SHOWN = 30


def notices_of(user):
    """The unread ones, the latest first, each with ``is_own``: the visitor is their customer."""
    rows = Notice.objects.unseen().filter(person=user)
    rows = rows.select_related("visit__store", "visit__consultant", "visit__customer__consultant")
    found = list(rows.order_by("-told_at", "-pk")[:SHOWN])
    for notice in found:
        customer = notice.visit.customer
        notice.is_own = bool(customer) and customer.consultant_id == user.pk
    return found
