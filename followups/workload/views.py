"""The coming days of a consultant or of a team, and the director's settings of a day (R4.11)."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import (
    CUSTOMER_ROLES,
    READING_ROLES,
    staff_visible_to,
    stores_of,
    today_for,
)
from accounts.people.models import Role
from foundation.chosen import key_in
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.grading.models import Grade
from leads.grading.queries import policies_in_force

from ..activities.models import Activity
from ..activities.queries import team_of
from ..errands.queries import due_by, of_day
from .forms import DayForm
from .models import DayLimits, GradeDay
from .queries import hint_for, pattern_of, team_week, week_of
from .services import set_day


@only_for(Role.DIRECTOR)
def day_settings(request, pk):
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    codes = {held.code for held in policies_in_force([store], on=on)}
    days = GradeDay.objects.filter(store=store)
    form = DayForm(
        sent(request),
        limits=pattern_of(store),
        grades=Grade.objects.filter(policy__code__in=codes).select_related("policy"),
        days={row.grade_id: row for row in days},
    )

    def save():
        set_day(
            by=request.user,
            now=request.now,
            store=store,
            limits=form.limits(),
            grades=form.grade_days(),
        )
        messages.success(request, _("The days are set."))
        return reverse("followups:day_settings", args=[store.pk])

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "store": store, "last_change": _last_change(store)}
    return render(request, "followups/workload/settings.html", context)


def _last_change(store):
    """Who set anything of it last, and when; ``None`` where nothing was ever set."""
    rows = [
        model.history.filter(store=store).select_related("history_user").first()
        for model in (DayLimits, GradeDay)
    ]
    return max(filter(None, rows), key=lambda row: row.history_date, default=None)


PER_PAGE = 25


@only_for(*READING_ROLES)
def week(request):
    """The seven days to come: one's own, or one's team's and each of its consultants'."""
    user = request.user
    key = key_in(request.GET.get("consultant", ""))
    if user.is_consultant:
        return _week_of(request, user)
    team = team_of(user).select_related("store")
    if key is not None:
        return _week_of(request, get_object_or_404(team, pk=key))
    on = today_for(user, request.now)
    page = page_of(request, team.filter(is_active=True), PER_PAGE)
    weeks = team_week(page, on=on)
    rows = [(person, weeks[person.pk]) for person in page]
    context = {"page_obj": page, "rows": rows, "today": on}
    return render(request, "followups/workload/team.html", context)


def _week_of(request, person):
    on = today_for(person, request.now)
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
        "errands": due_by(person, on) if day.on == on else of_day(person, day.on),
        "today": on,
        "now": request.now,
    }
    return render(request, "followups/workload/week.html", context)


@only_for(*CUSTOMER_ROLES)
def day_hint(request):
    """Beside a date that is being typed: how full that day is, if it is."""
    asked = request.GET.get("consultant") or request.GET.get("person") or str(request.user.pk)
    people = staff_visible_to(request.user).select_related("store")
    person = get_object_or_404(people, pk=key_in(asked))
    typed = request.GET.get("planned_on") or request.GET.get("to_on", "")
    return render(
        request,
        "followups/workload/_day_hint.html",
        {"person": person, "hint": hint_for(person, day_of(typed), now=request.now)},
    )


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
