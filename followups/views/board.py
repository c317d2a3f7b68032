"""The closing-time board 下班看板: what each consultant's day came to (R4.11)."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.pages import only_for, page_of
from followups.queries.board import (
    DONE,
    EFFECTIVE,
    FINDINGS,
    LEFT,
    MOVED,
    PLANNED,
    ROWS,
    SIGNS,
    STRETCHED,
    TO_REVIEW,
    board_numbers,
    findings_day,
    rows_of,
)

from .evening import Evening, add_signs

COLUMNS = [
    (PLANNED, _("Planned"), ""),
    (DONE, _("Done"), ""),
    (LEFT, _("Not executed"), "bad"),
    (EFFECTIVE, _("Effective"), ""),
    (TO_REVIEW, _("To review"), ""),
    (FINDINGS, _("Findings"), "bad"),
    (STRETCHED, _("Stretched"), "warn"),
    (MOVED, _("Moved"), "warn"),
    (SIGNS, _("Unusual entries"), "warn"),
]
LABELS = {code: label for code, label, _tone in COLUMNS}
HINTS = {
    PLANNED: _("Contacts that were planned for the day."),
    DONE: _("Contacts recorded on the day, planned or not."),
    LEFT: _("Due by the day and neither executed nor cancelled when it closed."),
    EFFECTIVE: _("The customer was reached and it says what was said."),
    STRETCHED: _(
        "Plans made on the day that lie later than the cadence allows, with their reason."
    ),
    MOVED: _("Plans moved on the day, other than for an absence."),
    SIGNS: _("Worth a look; they prove nothing by themselves."),
}


@only_for(Role.MANAGER, Role.DIRECTOR)
def board(request):
    """A row a consultant, a sum on top; every number leads to its rows."""
    evening = Evening.of(request)
    numbers = board_numbers(request.user, evening.people, on=evening.on, today=evening.today)
    people = [p for p in evening.team if p.pk in evening.people and (p.is_active or numbers[p.pk])]
    people.sort(key=lambda p: (-numbers[p.pk][LEFT], str(p), p.pk))
    page = page_of(request, people)
    rows = [(person, _cells(evening, numbers[person.pk], person.pk)) for person in page]
    total = {code: sum(numbers[p.pk][code] for p in people) for code, _l, _t in COLUMNS}
    person = evening.form.person
    context = {
        "evening": evening,
        "rows": rows,
        "page_obj": page,
        "columns": COLUMNS,
        "totals": {cell["code"]: cell for cell in _cells(evening, total, person and person.pk)},
        "findings_on": findings_day(evening.on, evening.today),
        "today": evening.today,
    }
    return render(request, "followups/board.html", context)


def _cells(evening, numbers, person):
    return [
        {
            "code": code,
            "label": label,
            "value": numbers[code],
            "tone": tone if numbers[code] else "",
            "url": _address(evening, code, person),
        }
        for code, label, tone in COLUMNS
    ]


def _address(evening, code, person):
    """Where the rows behind a number are."""
    values = {"consultant": person} if person else {}
    if code == FINDINGS:
        day = findings_day(evening.on, evening.today).isoformat()
        values = {"responsible": person} if person else {}
        values |= {"state": "all", "since": day, "until": day}
        return f"{reverse('compliance:finding_list')}?{urlencode(values)}"
    values["on"] = evening.on.isoformat()
    if code == TO_REVIEW:
        return f"{reverse('followups:review')}?{urlencode(values)}"
    return f"{reverse('followups:board_rows')}?{urlencode(values | {'show': code})}"


@only_for(Role.MANAGER, Role.DIRECTOR)
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
    add_signs(request.user, page, evening)
    context = {
        "evening": evening,
        "number": number,
        "label": LABELS[number],
        "hint": HINTS[number],
        "parts": [(code, LABELS[code]) for code in ROWS],
        "page_obj": page,
        "today": evening.today,
    }
    return render(request, "followups/board_rows.html", context)
