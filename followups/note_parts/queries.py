"""What notes hold: of the last talk about an intent, of people in a span, and where a word stands (R12.5)."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, QuerySet

from accounts.people.models import User
from foundation.searching import reads_like
from foundation.words import visible

from ..activities.models import Activity
from .models import NotePart
from .rules import completeness


def last_parts(opportunities: Collection[int]) -> dict[int, list[NotePart]]:
    """``{opportunity: parts}`` of the last contact that has any, in two queries."""
    noted = Activity.objects.executed().filter(opportunity__in=opportunities)
    rows = noted.exclude(note_parts=None).order_by("executed_on", "pk").distinct()
    last = {opportunity: pk for pk, opportunity in rows.values_list("pk", "opportunity_id")}
    found: dict[int, list[NotePart]] = {}
    parts = NotePart.objects.filter(activity__in=last.values()) if last else []
    by_activity: dict[int, list[NotePart]] = {}
    for part in parts:
        by_activity.setdefault(part.activity_id, []).append(part)
    for opportunity, pk in last.items():
        found[opportunity] = by_activity.get(pk, [])
    return found


def completeness_of(people: Iterable[User], *, since: date, until: date) -> dict[int, int | None]:
    """``{person: per cent}`` of the standard that the notes of their talks held in the span."""
    keys = [person.pk for person in people]
    talks = Activity.objects.executed().filter(
        consultant__in=keys, is_effective=True, ended_on__range=(since, until)
    )
    rows = talks.order_by().values_list("consultant")
    found = rows.annotate(notes=Count("pk", distinct=True), parts=Count("note_parts"))
    return {person: completeness(parts, notes) for person, notes, parts in found}


def found_parts(user: User, text: str, *, part: str = "") -> QuerySet[NotePart]:
    """The parts in which the text stands, the latest first; of nobody but whose customers the user may see."""
    rows = NotePart.objects.visible_to(user)
    if user.is_consultant:
        rows = rows.filter(writer=user)
    if part:
        rows = rows.filter(part=part)
    words = visible(text)
    if words:
        rows = rows.filter(reads_like("text", words))
    related = rows.select_related("activity__opportunity__customer", "activity__opportunity__grade")
    return related.select_related("writer").order_by("-on", "-pk")
