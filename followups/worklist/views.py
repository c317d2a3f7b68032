"""Whom to contact, all plans by day (R4.4, R4.11), and what a team owes and has not done (R6)."""

from itertools import groupby

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, staff_visible_to, today_for
from accounts.people.models import Role
from foundation.pages import only_for, page_of

from ..annotations.queries import annotations_for
from ..deadlines.models import Deadline
from ..deadlines.rules import Kind
from ..workload.queries import full_days, has_blocks
from .forms import OverdueFilter
from .queries import (
    BREAKING,
    BY_HOUR,
    NEXT,
    NO_PLAN,
    OVERDUE,
    SHOW_ALL,
    TODAY,
    WARNINGS,
    count_worklist,
    day_progress,
    open_plans,
    warnings_for,
    worklist,
)

PER_PAGE = 25
FIRST_WARNINGS = 3
FIRST_ANNOTATIONS = 5


def consultant_home(request, **further):
    """Who must I contact today: overdue first, then today, then the next days.

    ``further``: what the apps above this one have to say there.
    """
    user = request.user
    on = today_for(user, request.now)
    counts = count_worklist([user.pk], on=on)
    part = request.GET.get("show", SHOW_ALL)
    part = part if part in counts else SHOW_ALL
    page = page_of(request, worklist([user.pk], part, on=on), PER_PAGE)
    context = {
        "today": on,
        "progress": day_progress(user, counts, on=on),
        "part": part,
        "parts": _parts(counts, part, has_blocks(user.store)),
        "page_obj": _with_warnings(page, on),
        "sections": _hours(page) if part == BY_HOUR else _sections(page, on),
    }
    unread = annotations_for(user).unread_by(user)
    context["annotations"] = unread[:FIRST_ANNOTATIONS]
    context["unread"] = unread.count()
    if part == SHOW_ALL and page.number == 1:
        context["warnings"] = worklist([user.pk], WARNINGS, on=on)[:FIRST_WARNINGS]
        context["full_days"] = full_days(user, on=on)
    return render(request, "home/consultant.html", context | further)


def _parts(counts, chosen, has_blocks):
    """The chips above the list; each says how many rows the list behind it has."""
    hidden = set() if has_blocks else {BY_HOUR}
    labels = [
        (SHOW_ALL, _("All"), ""),
        (OVERDUE, _("Overdue"), "bad"),
        (TODAY, _("Due today"), "warn"),
        (BY_HOUR, _("By the hour"), ""),
        (NEXT, _("Next days"), ""),
        (NO_PLAN, _("No next plan"), "bad"),
        (WARNINGS, _("At risk"), "warn"),
        (BREAKING, _("Finding by tomorrow"), "bad"),
    ]
    return [
        {
            "code": code,
            "label": label,
            "number": counts[code],
            "tone": tone,
            "is_current": code == chosen,
        }
        for code, label, tone in labels
        if (counts[code] and code not in hidden) or code in (SHOW_ALL, chosen)
    ]


def _sections(page, on):
    """The page's rows under the headings overdue, today and later."""
    labels = {True: _("Overdue"), False: _("Due today"), None: _("Next days")}
    keys = [None if row.due_on > on else row.due_on < on for row in page]
    return [
        {"label": labels[key], "rows": [row for _key, row in rows]}
        for key, rows in groupby(zip(keys, page, strict=True), key=lambda pair: pair[0])
    ]


def _hours(page):
    """The page's rows under the times that suit their grades best."""
    blocks = groupby(page, key=lambda row: (row.from_time, row.to_time))
    return [
        {"label": _block(from_time, to_time), "rows": list(rows)}
        for (from_time, to_time), rows in blocks
    ]


def _block(from_time, to_time):
    return f"{from_time:%H:%M} – {to_time:%H:%M}" if from_time else _("Any time")


@only_for(*CUSTOMER_ROLES)
def plan_list(request):
    """All open plans that the user answers for, by day."""
    on = today_for(request.user, request.now)
    visible = Deadline.objects.visible_to(request.user)
    page = page_of(request, open_plans(visible), PER_PAGE)
    context = {"page_obj": _with_warnings(page, on), "today": on}
    return render(request, "followups/worklist/plans.html", context)


def _with_warnings(page, on):
    """Each row gets the other rules of its opportunity that broke or break soon.

    An overdue plan says already that the contact is late, so its cadence is left out.
    """
    warnings = warnings_for([row.opportunity_id for row in page], on=on)
    for row in page:
        said = {row.kind} | ({Kind.CADENCE_BREACH} if row.due_on < on else set())
        row.warnings = [w for w in warnings[row.opportunity_id] if w.kind not in said]
    return page


def _broken(user, on):
    """What stands broken; said so that the index of each person's open deadlines bounds the search."""
    people = list(staff_visible_to(user).values_list("pk", flat=True))
    return (
        Deadline.objects.visible_to(user)
        .filter(responsible__in=people, due_on__lte=on, ended_on=None)
        .broken(on=on)
        .exclude(kind=Kind.SUSPECTED_EVASION)
    )


@only_for(Role.MANAGER, Role.DIRECTOR)
def overdue_list(request):
    """Broken deadlines that still stand; those due today break at tonight's audit."""
    on = today_for(request.user, request.now)
    rows = _broken(request.user, on)
    filters = OverdueFilter(request.GET, rows, user=request.user, on=on)
    people = list(
        rows.order_by()
        .values("responsible", "responsible__full_name")
        .annotate(
            late=Count("pk", filter=Q(due_on__lt=on)), tonight=Count("pk", filter=Q(due_on=on))
        )
        .order_by("-late", "responsible__full_name", "responsible")
    )
    listed = filters.qs.select_related(
        "opportunity__customer", "opportunity__grade", "responsible", "activity"
    )
    chosen = filters.form.cleaned_data.get("responsible")
    context = {
        "page_obj": page_of(request, listed),
        "filter": filters,
        "is_filtered": any(filters.form.cleaned_data.values()),
        "people": people,
        "chosen": chosen and chosen.pk,
        "late": sum(person["late"] for person in people),
        "tonight": sum(person["tonight"] for person in people),
        "today": on,
    }
    return render(request, "followups/worklist/overdue.html", context)
