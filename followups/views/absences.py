"""Absences: the list, one of them, the month of a team (R4.7)."""

from calendar import monthrange
from datetime import date, timedelta

from django.db.models import Count
from django.shortcuts import get_object_or_404, render

from accounts.models import Role
from accounts.pages import only_for, page_of, today_for
from followups.models import Absence, AbsenceKind, AbsenceState
from followups.queries.absences import may_be_shortened, may_decide, to_decide
from followups.queries.savings import absence_savings, latest_first
from foundation.decisions import APPROVE, preview
from foundation.shown import word
from leads.queries import SALES_ROLES

from ..decision_absences import KIND

ASKING_ROLES = (Role.CONSULTANT, Role.MANAGER)
PER_PAGE = 25


def get_absence_for(user, pk):
    """The absence with its people, or 404 where the user may not see it."""
    rows = Absence.objects.visible_to(user).select_related(
        "user__store", "by", "decided_by", "replaces"
    )
    return get_object_or_404(rows, pk=pk)


@only_for(*SALES_ROLES)
def absence_list(request):
    """One's own absences, or the team's; what waits for a decision comes first."""
    user = request.user
    rows = Absence.objects.visible_to(user).select_related("user")
    waiting = to_decide(user)
    show = request.GET.get("show")
    if show == "decide":
        rows = waiting.select_related("user").order_by("from_on", "pk")
    else:
        rows = rows.filter(user=user) if show == "mine" else rows
        rows = rows.order_by("-from_on", "-pk")
    context = {
        "page_obj": page_of(request, rows.annotate(moved=Count("proposed_plans")), PER_PAGE),
        "today": today_for(user, request.now),
        "show": show if show in ("decide", "mine") else "",
        "waiting": waiting.count(),
        "may_ask": user.role in ASKING_ROLES and user.store_id is not None,
    }
    return render(request, "followups/absence_list.html", context)


@only_for(*SALES_ROLES)
def absence_detail(request, pk):
    """One absence with the new date of every plan; who may decide on it does so here."""
    absence = get_absence_for(request.user, pk)
    return render(request, "followups/absence_detail.html", detail_context(request, absence))


def detail_context(request, absence):
    on = absence.user.store.business_date(request.now)
    may = may_decide(request.user, absence)
    context = {
        "absence": absence,
        "today": on,
        "may_decide": may and absence.is_requested,
        "may_withdraw": absence.user_id == request.user.pk and absence.is_requested,
        "may_cancel": may_cancel(request.user, absence, on=on),
        "may_shorten": may_shorten(request.user, absence, on=on),
        "shorter": absence.shortened_by.order_by("pk").last(),
        "steps": latest_first(absence_savings(Absence.history.filter(id=absence.pk))),
    }
    if absence.is_requested:
        preview(KIND, [absence], act=APPROVE, now=request.now)
        context |= {
            "moves": absence.moving,
            "shown": [word(APPROVE, absence.mark)],
            "changed": sum(move.is_new for move in absence.moving),
            "too_late": any(move.to_on is None for move in absence.moving),
        }
    else:
        related = ("activity__opportunity__customer", "activity__opportunity__grade")
        rows = absence.proposed_plans.select_related(*related)
        context["page_obj"] = page_of(request, rows.order_by("to_on", "pk"))
    return context


def is_his_to_cancel(user, absence):
    """His own leave, or that of one he decides for; a suspension ends by decision only (R8.7)."""
    return absence.kind != AbsenceKind.SUSPENSION and (
        absence.user_id == user.pk or may_decide(user, absence)
    )


def may_cancel(user, absence, *, on):
    """Whether it can be cancelled still: approved, and not begun."""
    approved = absence.state == AbsenceState.APPROVED
    return approved and absence.from_on > on and is_his_to_cancel(user, absence)


def may_shorten(user, absence, *, on):
    """Whether he can end it earlier, or ask for that: it has begun and is not over."""
    return is_his_to_cancel(user, absence) and may_be_shortened(absence, on=on)


@only_for(Role.MANAGER, Role.DIRECTOR)
def absence_calendar(request):
    """Who is away in a month, as a list by day."""
    on = today_for(request.user, request.now)
    first = _month(request.GET.get("month"), on)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = (
        Absence.objects.visible_to(request.user)
        .filter(state__in=[AbsenceState.REQUESTED, AbsenceState.APPROVED])
        .overlapping(first, last)
        .select_related("user")
        .order_by("from_on", "user__full_name", "pk")
    )
    context = {
        "page_obj": page_of(request, rows),
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": last + timedelta(days=1),
        "today": on,
    }
    return render(request, "followups/absence_calendar.html", context)


def _month(text, on):
    """The first day of the month `2026-12`; of the present one where it is none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return on.replace(day=1)
    return found if 2000 <= found.year < 2100 else on.replace(day=1)
