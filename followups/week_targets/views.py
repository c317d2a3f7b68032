"""The target customers of a week: chosen by leaders, read by the consultant (S1)."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, READING_ROLES, store_asked_for, today_for
from foundation.chosen import key_in
from foundation.pages import only_for, page_of
from leads.opportunities.models import Opportunity

from ..activities.queries import team_of
from .models import week_of
from .queries import chosen_in, targets_of
from .services import choose_targets

PER_PAGE = 50


@only_for(*READING_ROLES)
def week_targets(request):
    """One's own, or those of a consultant whom one leads; ``?consultant=7&week=2026-11-23``."""
    user = request.user
    on = today_for(user, request.now)
    week = week_of(_day(request.GET.get("week")) or on)
    person, team, store, stores = user, None, None, []
    if not user.is_consultant:
        key = key_in(request.GET.get("consultant", ""))
        chosen = None if key is None else get_object_or_404(team_of(user), pk=key)
        people = team_of(user).filter(is_active=True)
        if not user.store_id:
            asked = str(chosen.store_id) if chosen else request.GET.get("store", "")
            store, stores = store_asked_for(user, asked)
            people = people.filter(store=store)
        team = list(people)
        person = chosen or next(iter(team), user)
    may_choose = user.role in LEADING_ROLES and week >= week_of(on)
    if request.method == "POST":
        return _choose(request, person, week, on, may_choose)
    context = {
        "person": person,
        "team": team,
        "store": store,
        "stores": stores,
        "week": week,
        "before": week - timedelta(days=7),
        "after": week + timedelta(days=7),
        "targets": targets_of(person, on=week),
        "may_choose": may_choose,
        "today": on,
    }
    if may_choose:
        rows = Opportunity.objects.executing().filter(consultant=person)
        rows = rows.select_related("customer", "grade")
        context["page_obj"] = page_of(
            request, rows.order_by("grade__sort_order", "expected_on", "pk"), PER_PAGE
        )
        context["chosen"] = chosen_in(person, week=week)
    return render(request, "followups/week_targets/week.html", context)


def _choose(request, person, week, on, may_choose):
    if not may_choose:
        raise PermissionDenied
    shown, chosen = (_keys(request.POST.getlist(name)) for name in ("shown", "chosen"))
    try:
        choose_targets(
            by=request.user,
            now=request.now,
            on=on,
            consultant=person,
            week=week,
            shown=shown,
            chosen=chosen,
        )
        messages.success(request, _("The target customers of the week are set."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    query = urlencode({"consultant": person.pk, "week": week.isoformat()})
    return redirect(f"{reverse('followups:week_targets')}?{query}")


def _keys(words):
    return [key for word in words if (key := key_in(word)) is not None]


def _day(text):
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
