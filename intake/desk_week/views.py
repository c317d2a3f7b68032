"""The coming week: proposed and taken on; and the four parts of looking at a week (R12.4)."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access.queries import READING_ROLES
from foundation.once import OnceForm, save_once, sent
from foundation.pages import only_for

from ..desk.queries import LOOPS, NEW
from ..desk.rules import LARGE
from ..desk.views import desk, desk_for
from ..round_ups.queries import facts_of, span_of
from .queries import ComingWeek
from .services import take_on

LONGEST_KEY = 18


@only_for(*READING_ROLES)
def desk_week(request):
    """Find new ones, arrange next week, look through what is stored, review the last week."""
    person, found = desk_for(request)
    if found is None:
        return desk(request)
    form = OnceForm(sent(request))
    whose = "" if person == request.user else f"?person={person.pk}"

    def save():
        if request.user.is_general_manager:
            raise PermissionDenied
        chosen = _chosen(request.POST)
        number = take_on(
            by=request.user, now=request.now, on=found.on, person=person, chosen=chosen
        )
        if number < len(chosen):
            messages.warning(request, _("Some of it has changed meanwhile: look at what is left."))
        if number:
            said = ngettext("%(n)d contact arranged.", "%(n)d contacts arranged.", number)
            messages.success(request, said % {"n": number})
        return f"{reverse('intake:desk_week')}{whose}"

    if answer := save_once(request, form, save):
        return answer
    week = ComingWeek(found)
    lines = week.lines
    counts = found.counts()
    stock = {row.grade.code: row for row in found.stock(counts)}
    start, end = span_of("week", found.on)
    context = {
        "person": person,
        "today": found.on,
        "form": form,
        "days": week.days,
        "lines": lines,
        "fresh": stock.get("0"),
        "to_call": counts[NEW],
        "stored": [stock[cycle.code] for cycle in LARGE if cycle.code in stock],
        "loops": [(part, counts[part]) for part in LOOPS if part != NEW],
        "facts": facts_of(person, start=start, end=end),
        "start": start,
        "end": end,
        "whose": {} if person == request.user else {"person": person.pk},
        "may_arrange": not request.user.is_general_manager,
    }
    return render(request, "intake/desk_week/week.html", context)


def _chosen(data):
    """``{opportunity: day}`` of the lines that were sent: one by its own button, else all."""
    names = [data["one"]] if "one" in data else data.getlist("line")
    found = {}
    for name in names:
        key, _colon, day = name.partition(":")
        if not key.isascii() or not key.isdigit() or len(key) > LONGEST_KEY:
            continue
        try:
            found[int(key)] = date.fromisoformat(day)
        except ValueError:
            continue
    return found
