"""The round-up of a day or week: written by its person, read by who leads them (R12.8)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import OVERSEEING_ROLES, READING_ROLES, today_for
from accounts.people.models import Role
from followups.activities.queries import team_of
from followups.evening.forms import EveningForm
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ..desk.queries import desk_policies
from ..desk.views import desk, desk_for
from .forms import RoundUpForm
from .models import DAY, KINDS, WEEK, RoundUp, RoundUpReading
from .queries import facts_of, shown_to, span_of, written
from .services import mark_read, write

PER_PAGE = 25


@only_for(*READING_ROLES)
def round_up(request):
    """What the system says of the span, and the sentence of whoever it is about."""
    person, found = desk_for(request)
    if found is None:
        return desk(request)
    kind = WEEK if request.GET.get("kind") == WEEK else DAY
    start, end = span_of(kind, found.on)
    form = RoundUpForm(sent(request))

    def save():
        if person != request.user:
            raise PermissionDenied
        write(
            by=person,
            now=request.now,
            on=found.on,
            kind=kind,
            sentence=form.cleaned_data["sentence"],
        )
        messages.success(request, _("Written: whoever leads you reads it."))
        return f"{reverse('intake:round_up')}?kind={kind}"

    if answer := save_once(request, form, save):
        return answer
    kept = written(person, kind, on=end)
    facts = kept.facts if kept else facts_of(person, start=start, end=min(end, found.on))
    context = {
        "person": person,
        "form": form,
        "kind": kind,
        "kinds": KINDS,
        "kept": kept,
        "facts": shown_to(request.user, [facts])[0],
        "start": start,
        "end": end,
        "today": found.on,
        "may_write": person == request.user and kept is None,
        "readings": kept.readings.select_related("by") if kept else [],
        "cancel_url": reverse("intake:desk"),
    }
    return render(request, "intake/round_ups/round_up.html", context)


@only_for(*OVERSEEING_ROLES)
def round_up_list(request):
    """Who of the desk has written on an evening, and what of it was read."""
    today = today_for(request.user, request.now)
    team = team_of(request.user).select_related("store")
    asked = request.GET.copy()
    asked["on"] = asked.get("on") or today.isoformat()
    form = EveningForm(asked, team=team, today=today)
    kind = WEEK if request.GET.get("kind") == WEEK else DAY
    start, end = span_of(kind, form.day)
    people = list(team.filter(is_active=True))
    callers = desk_policies(people, on=min(end, form.day))
    page = page_of(request, [person for person in people if person.pk in callers], PER_PAGE)
    rows = {
        row.person_id: row
        for row in RoundUp.objects.visible_to(request.user).filter(
            person__in=[person.pk for person in page], kind=kind, on=end
        )
    }
    read = set(
        RoundUpReading.objects.filter(round_up__in=rows.values(), by=request.user).values_list(
            "round_up", flat=True
        )
    )
    facts = shown_to(request.user, [row.facts for row in rows.values()])
    for row, shown in zip(rows.values(), facts, strict=True):
        row.shown, row.is_read = shown, row.pk in read
    context = {
        "rows": [(person, rows.get(person.pk)) for person in page],
        "page_obj": page,
        "form": form,
        "kind": kind,
        "kinds": KINDS,
        "start": start,
        "end": end,
        "today": today,
    }
    return render(request, "intake/round_ups/list.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
@require_POST
def round_up_read(request, pk):
    """One tap: it was read."""
    row = get_object_or_404(RoundUp.objects.visible_to(request.user), pk=pk)
    mark_read(by=request.user, now=request.now, round_up=row)
    on = min(row.on, today_for(request.user, request.now)).isoformat()
    return redirect(f"{reverse('intake:round_up_list')}?kind={row.kind}&on={on}")
