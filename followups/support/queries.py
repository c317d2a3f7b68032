"""Support wanted as the user may see it (R1.3, R9.4)."""

from django.db.models import Count, Q

from accounts.access.queries import ASSESSING_ROLES
from accounts.access.seers import counted_for
from foundation.prepared import in_one_row, prepared

from .models import SupportRequest

SHOWN = 20


def support_for(user):
    """What the user asked or is to answer, what waits first, with what a row shows."""
    rows = SupportRequest.objects.visible_to(user).select_related(
        "store", "consultant", "answered_by"
    )
    return rows.annotate(is_waiting=Q(answered_at=None)).order_by("-is_waiting", "-asked_at", "-pk")


def waiting_for(user):
    """The first of those that wait for the user's answer."""
    rows = SupportRequest.objects.visible_to(user).waiting().select_related("store", "consultant")
    return rows.order_by("asked_at", "pk")[:SHOWN]


def count_support(user):
    """How many wait for the user: unread answers of a consultant, unanswered requests of a leader."""
    if user.is_consultant:
        return _unread.row(person=user.pk)["number"]
    if user.role in ASSESSING_ROLES:
        return _waiting(user)
    return 0


def answers_for(user):
    """The answers that the user has not read."""
    return _answers(person=user.pk)


@counted_for
def _waiting(user):
    return SupportRequest.objects.visible_to(user).waiting()


@prepared
def _answers(person):
    rows = SupportRequest.objects.unread_by(person).select_related("answered_by")
    return rows.order_by("answered_at", "pk")[:SHOWN]


@prepared
def _unread(person):
    return in_one_row(SupportRequest.objects.unread_by(person), number=Count("pk"))
