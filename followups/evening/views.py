"""The closing-time board and the review of the day's contacts, one after another (R4.9, R4.11)."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access.queries import LEADING_ROLES, OVERSEEING_ROLES, today_for
from accounts.people.models import Role
from foundation.pages import only_for, page_of
from foundation.patience import counts_much

from ..activities.models import Activity, ActivityState
from ..activities.queries import get_activity_for, team_of
from ..annotations.forms import AnnotationForm
from ..deadlines.queries import absences_on
from ..quotas.queries import day_counts
from ..support.queries import waiting_for
from .forms import EveningForm
from .queries import (
    DONE,
    EFFECTIVE,
    LEFT,
    MOVED,
    PLANNED,
    RED_FLAGS,
    ROWS,
    STRETCHED,
    TO_REVIEW,
    board_numbers,
    columns,
    load_review,
    red_flags_on,
    review_queue,
    rows_of,
)
from .services import mark_reviewed


@dataclass
class Evening:
    """``people``: keys of the consultants looked at; ``team``: all whom the user leads."""

    form: EveningForm
    team: list
    people: list
    on: date
    today: date
    may_review: bool = True

    @classmethod
    def of(cls, request):
        today = today_for(request.user, request.now)
        team = team_of(request.user)
        data = {
            "on": request.GET.get("on") or today.isoformat(),
            "consultant": request.GET.get("consultant", ""),
        }
        form = EveningForm(data, team=team, today=today)
        chosen = form.person
        team = list(team)
        people = [chosen.pk] if chosen else [person.pk for person in team]
        may_review = request.user.role in LEADING_ROLES
        return cls(form, team, people, form.day, today, may_review)

    @property
    def query(self):
        """The query string that leads to the same evening."""
        values = {"on": self.on.isoformat()} if self.on != self.today else {}
        if self.form.person:
            values["consultant"] = self.form.person.pk
        return urlencode(values)


def add_red_flags(user, activities, evening):
    """Give each activity of a page its ``red_flags`` of that evening."""
    found = red_flags_on(Activity.objects.visible_to(user), evening.people, on=evening.on)
    for activity in activities:
        activity.red_flags = sorted(found.get(activity.pk, ()))


COLUMNS = [
    (PLANNED, _("Planned"), ""),
    (DONE, _("Done"), ""),
    (LEFT, _("Not executed"), "bad"),
    (EFFECTIVE, _("Effective"), ""),
    (TO_REVIEW, _("To review"), ""),
    (STRETCHED, _("Stretched"), "warn"),
    (MOVED, _("Moved"), "warn"),
    (RED_FLAGS, _("Unusual entries"), "warn"),
]
COLUMN_LABELS = {code: label for code, label, _tone in COLUMNS}


def all_columns():
    """``(code, label, tone)`` from left to right; what apps above count stands after the review."""
    at = [code for code, _label, _tone in COLUMNS].index(TO_REVIEW) + 1
    return [*COLUMNS[:at], *((c.code, c.label, "bad") for c in columns), *COLUMNS[at:]]


HINTS = {
    PLANNED: _("Contacts that were planned for the day."),
    DONE: _("Contacts recorded on the day, planned or not."),
    LEFT: _("Due by the day and neither executed nor cancelled when it closed."),
    EFFECTIVE: _("The customer was reached and it says what was said."),
    STRETCHED: _(
        "Plans made on the day that lie later than the cadence allows, with their reason."
    ),
    MOVED: _("Plans moved on the day, other than for an absence."),
    RED_FLAGS: _("Worth a look; they prove nothing by themselves."),
}


@only_for(*OVERSEEING_ROLES)
@counts_much
def board(request):
    """A row a consultant, a sum on top; every number leads to its rows."""
    evening = Evening.of(request)
    numbers = board_numbers(request.user, evening.people, on=evening.on, today=evening.today)
    people = [p for p in evening.team if p.pk in evening.people and (p.is_active or numbers[p.pk])]
    people.sort(key=lambda p: (-numbers[p.pk][LEFT], str(p), p.pk))
    page = page_of(request, people)
    rows = [(person, _cells(evening, numbers[person.pk], person.pk)) for person in page]
    counts = day_counts([person.pk for person in page], on=evening.on)
    for person in page:
        person.counts = counts.get(person.pk)
    total = {code: sum(numbers[p.pk][code] for p in people) for code, _l, _t in all_columns()}
    person = evening.form.person
    totals = {cell["code"]: cell for cell in _cells(evening, total, person and person.pk)}
    context = {
        "evening": evening,
        "rows": rows,
        "support": waiting_for(request.user),
        "page_obj": page,
        "columns": all_columns(),
        "totals": totals,
        "tiles": [(c.tile, c.hint(_day_of(c, evening)), totals[c.code]) for c in columns],
        "today": evening.today,
    }
    return render(request, "followups/evening/board.html", context)


def _cells(evening, numbers, person):
    return [
        {
            "code": code,
            "label": label,
            "value": numbers[code],
            "tone": tone if numbers[code] else "",
            "url": _address(evening, code, person),
        }
        for code, label, tone in all_columns()
    ]


def _day_of(column, evening):
    return column.day(evening.on, evening.today)


def _address(evening, code, person):
    """Where the rows behind a number are."""
    for column in columns:
        if code == column.code:
            return column.address(person, _day_of(column, evening))
    values = {"consultant": person} if person else {}
    values["on"] = evening.on.isoformat()
    if code == TO_REVIEW and not evening.may_review:
        code = DONE
    if code == TO_REVIEW:
        return f"{reverse('followups:review')}?{urlencode(values)}"
    return f"{reverse('followups:board_rows')}?{urlencode(values | {'show': code})}"


@only_for(*OVERSEEING_ROLES)
@counts_much
def board_rows(request):
    """The activities behind one number of the board."""
    number = request.GET.get("show", LEFT)
    if number not in ROWS:
        raise Http404
    evening = Evening.of(request)
    rows = rows_of(request.user, evening.people, number, on=evening.on)
    rows = rows.select_related(
        "opportunity__customer", "opportunity__grade", "consultant", "planned_by"
    ).prefetch_related("moves__by")
    page = page_of(request, rows.order_by("consultant__full_name", "planned_on", "pk"))
    add_red_flags(request.user, page, evening)
    away = absences_on({row.consultant_id for row in page}, evening.today)
    for row in page:
        row.absence = away.get(row.consultant_id) if row.is_planned else None
    context = {
        "evening": evening,
        "may_give": request.user.role in LEADING_ROLES,
        "number": number,
        "label": COLUMN_LABELS[number],
        "hint": HINTS[number],
        "parts": [(code, COLUMN_LABELS[code]) for code in ROWS],
        "page_obj": page,
        "today": evening.today,
    }
    return render(request, "followups/evening/board_rows.html", context)


PER_PAGE = 25


@dataclass
class Place:
    """Where an activity stands in the queue."""

    previous: int | None
    following: int | None
    number: int
    left: int
    is_waiting: bool

    @classmethod
    def of(cls, pk, waiting, all_of_day):
        """``waiting`` of ``all_of_day`` are still to be reviewed; both are keys in the queue's order."""
        at = all_of_day.index(pk) if pk in all_of_day else -1
        waits = set(waiting)
        before = [key for key in all_of_day[: max(at, 0)] if key in waits]
        after = [key for key in all_of_day[at + 1 :] if key in waits]
        return cls(
            previous=before[-1] if before else None,
            following=after[0] if after else None,
            number=at + 1,
            left=len(waiting),
            is_waiting=pk in waiting,
        )


@only_for(Role.MANAGER, Role.DIRECTOR)
def review(request):
    """What still waits; begins with one tap, or with the key N."""
    evening = Evening.of(request)
    queue = review_queue(request.user, evening.people, on=evening.on)
    page = page_of(
        request,
        queue.select_related(
            "opportunity__customer", "opportunity__grade", "consultant"
        ).prefetch_related("moves__by"),
        PER_PAGE,
    )
    add_red_flags(request.user, page, evening)
    done = rows_of(request.user, evening.people, DONE, on=evening.on).count()
    context = {
        "evening": evening,
        "page_obj": page,
        "left": page.paginator.count,
        "reviewed": done - page.paginator.count,
        "total": done,
        "first": queue.values_list("pk", flat=True).first(),
        "today": evening.today,
    }
    return render(request, "followups/evening/review.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
def review_activity(request, pk):
    """One contact with everything it is judged by."""
    activity = _executed(request, pk)
    evening = Evening.of(request)
    writing = reverse("followups:annotation_create", args=[pk])
    context = {
        "evening": evening,
        "action": f"{writing}?review=1&{evening.query}".rstrip("&"),
        "reviewed": load_review(request.user, activity),
        "place": _place(request, evening, activity.pk),
        "activity": activity,
        "form": AnnotationForm(),
        "opportunity": activity.opportunity,
        "customer": activity.opportunity.customer,
        "today": activity.opportunity.store.business_date(request.now),
    }
    return render(request, "followups/evening/review_activity.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
@require_POST
def review_done(request, pk):
    """Mark it reviewed and go on to the next that waits."""
    activity = _executed(request, pk)
    evening = Evening.of(request)
    place = _place(request, evening, activity.pk)
    mark_reviewed(by=request.user, now=request.now, activity=activity)
    following = place.following or place.previous
    if following:
        url = reverse("followups:review_activity", args=[following])
    else:
        messages.success(request, _("The evening's review is done."))
        url = reverse("followups:review")
    return redirect(f"{url}?{evening.query}" if evening.query else url)


def _executed(request, pk):
    activity = get_activity_for(request.user, pk)
    if activity.state != ActivityState.EXECUTED:
        raise Http404
    return activity


def _place(request, evening, pk):
    waiting = list(
        review_queue(request.user, evening.people, on=evening.on).values_list("pk", flat=True)
    )
    rows = rows_of(request.user, evening.people, DONE, on=evening.on)
    order = ("consultant__full_name", "consultant", "executed_at", "pk")
    return Place.of(pk, waiting, list(rows.order_by(*order).values_list("pk", flat=True)))
