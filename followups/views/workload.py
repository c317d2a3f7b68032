"""The coming days of a consultant, or of a team, and the hint of a full day (R4.11)."""

from datetime import date
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.access import staff_visible_to
from accounts.pages import only_for, page_of, today_for
from followups.models import Activity
from followups.queries.board import team_of
from followups.queries.workload import day_load, team_week, week_of
from leads.queries import SALES_ROLES

PER_PAGE = 25


@only_for(*SALES_ROLES)
def week(request):
    """The seven days to come: one's own, or one's team's and each of its consultants'."""
    user = request.user
    chosen = request.GET.get("consultant", "")
    if user.is_consultant:
        return _week_of(request, user)
    team = team_of(user).select_related("store")
    if chosen.isdecimal() and len(chosen) < 19:
        return _week_of(request, get_object_or_404(team, pk=chosen))
    on = today_for(user, request.now)
    page = page_of(request, team.filter(is_active=True), PER_PAGE)
    weeks = team_week(page, on=on)
    rows = [(person, weeks[person.pk]) for person in page]
    context = {"page_obj": page, "rows": rows, "today": on}
    return render(request, "followups/week_team.html", context)


def _week_of(request, person):
    on = person.store.business_date(request.now)
    days = week_of(person, on=on)
    day = next((d for d in days if d.on.isoformat() == request.GET.get("day")), days[0])
    plans = Activity.objects.visible_to(request.user).planned().filter(consultant=person)
    plans = plans.filter(planned_on__lte=on) if day.on == on else plans.filter(planned_on=day.on)
    plans = plans.select_related("opportunity__customer", "opportunity__grade", "planned_by")
    ordered = plans.order_by("opportunity__grade__sort_order", "planned_on", "priority", "pk")
    context = {
        "person": person,
        "days": days,
        "day": day,
        "page_obj": page_of(request, ordered, PER_PAGE),
        "today": on,
    }
    return render(request, "followups/week.html", context)


@only_for(*SALES_ROLES)
def day_hint(request):
    """Beside a date that is being typed: how full that day is, if it is."""
    asked = request.GET.get("consultant") or request.GET.get("person") or str(request.user.pk)
    people = staff_visible_to(request.user).select_related("store")
    key = asked if asked.isdecimal() and len(asked) < 19 else 0
    person = get_object_or_404(people, pk=key)
    typed = request.GET.get("planned_on") or request.GET.get("to_on", "")
    return render(
        request,
        "followups/_day_hint.html",
        {"person": person, "hint": hint_for(person, day_of(typed), now=request.now)},
    )


def hint_for(person, day, *, now):
    """The ``DayLoad`` of a day that is full already or on which the person is away, else ``None``."""
    if day is None or person.store is None:
        return None
    on = person.store.business_date(now)
    if day < on:
        return None
    load = day_load(person, day, on=on)
    return load if load.takes_no_more or load.absence else None


def week_url(user, person, day):
    """The address of a person's day in the week, as the user opens it."""
    values = {"day": day.isoformat()}
    if not user.is_consultant:
        values["consultant"] = person.pk
    return f"{reverse('followups:week')}?{urlencode(values)}"


def day_of(text):
    """The date typed, or ``None`` where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
