"""The desk of a person, the lists behind it, call mode, and a team's stock (R12)."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES, today_for
from followups.activities.models import Activity
from followups.activities.queries import team_of
from followups.cards.queries import as_told, load_card
from followups.cards.rules import Advice
from followups.note_parts.queries import completeness_of
from foundation.chosen import key_in
from foundation.pages import address_back, only_for, page_of

from .queries import (
    NEW,
    Desk,
    desk_of,
    marked_for,
    next_working_day,
    team_stock,
    team_totals,
    visits_ahead,
    with_next_plans,
)
from .rules import HINTS, LISTS, cooler
from .services import confirm_visit

PER_PAGE = 25
LAST_CONTACTS = 3
# Whose notes the manager looks at.
NOTES_OF = timedelta(days=6)


@only_for(*READING_ROLES)
def desk(request):
    """A person's stock, day and lists; without a person, the team's stock."""
    person = _person(request)
    if person is None:
        return _team(request)
    on = person.store.business_date(request.now)
    found = desk_of(person, on=on)
    if found is None:
        return render(request, "intake/desk/none.html", {"person": person})
    counts, done = found.counts(), found.done()
    stock = found.stock(counts)
    laid_out = found.laid_out
    at = request.now.astimezone(found.zone).time()
    at_present = laid_out.block_at(at)
    first = at_present or laid_out.block_after(at)
    hours = [
        {
            "block": block,
            "left": counts[f"hour-{block.key}"],
            "done": done[f"done-{block.key}"],
            "is_now": block == at_present,
        }
        for block in laid_out.blocks
    ]
    context = {
        "person": person,
        "today": on,
        "stock": stock,
        "full": [row.grade.code for row in stock if row.is_full],
        "counters": [
            ("morning", LISTS["morning"], done["morning"], laid_out.morning),
            ("afternoon", LISTS["afternoon"], done["afternoon"], laid_out.afternoon),
            ("day", LISTS["day"], done["day"], laid_out.day),
            ("threes", LISTS["threes"], counts["threes"], laid_out.threes),
        ],
        "hours": hours,
        "first": next((hour for hour in hours if hour["block"] == first), None),
        "day": (done["day"], laid_out.day),
        "lists": [
            (part, LISTS[part], counts[part])
            for part in ("new", "small", "large", "key", "foreign")
            if part != "foreign" or counts[part]
        ],
        "visits": visits_ahead(person, on=on, until=next_working_day(found))[:PER_PAGE],
        "whose": _whose(request, person),
    }
    return render(request, "intake/desk/desk.html", context)


def _team(request):
    on = today_for(request.user, request.now)
    people = list(team_of(request.user).filter(is_active=True).select_related("store"))
    page = page_of(request, team_stock(people, on=on), PER_PAGE)
    callers = [person for person, _stock in page]
    noted = completeness_of(callers, since=on - NOTES_OF, until=on)
    totals = team_totals(callers, on=on)
    page.object_list = [
        (person, stock, noted.get(person.pk), *totals.get(person.pk, (0, 0)))
        for person, stock in page
    ]
    return render(request, "intake/desk/team.html", {"page_obj": page, "today": on})


@only_for(*READING_ROLES)
def desk_list(request):
    """The customers of a list, or the effective contacts behind a counter: ``part`` names which."""
    person, found = desk_for(request)
    if found is None:
        return desk(request)
    part = request.GET.get("part", NEW)
    rows, contacts = found.rows(part), found.contacts(part)
    if rows is None and contacts is None:
        raise Http404
    page = page_of(request, contacts if rows is None else rows, PER_PAGE)
    if rows is not None:
        page.object_list = with_next_plans(list(page.object_list))
    else:
        page.object_list = marked_for(request.user, list(page.object_list))
    context = {
        "person": person,
        "part": part,
        "title": _title(found, part),
        "page_obj": page,
        "today": found.on,
        "is_contacts": rows is None,
        "asks_parts": found.policy.notes_by_standard,
        "whose": _whose(request, person),
    }
    return render(request, "intake/desk/list.html", context)


@only_for(*CUSTOMER_ROLES)
def desk_call(request):
    """Call mode: one customer of a list after the other.

    ``part``: the list; ``n``: how many of it are left out. Whoever was called leaves the list by
    themselves, so that the next one takes their place.
    """
    person, found = desk_for(request)
    if found is None:
        return desk(request)
    part = request.GET.get("part", NEW)
    rows = found.rows(part)
    if rows is None:
        raise Http404
    total = rows.count()
    skipped = min(key_in(request.GET.get("n", "")) or 0, total)
    shown = with_next_plans(list(rows[skipped : skipped + 1]))
    context = {
        "person": person,
        "part": part,
        "title": _title(found, part),
        "total": total,
        "skipped": skipped,
        "today": found.on,
        "whose": _whose(request, person),
    }
    if shown:
        (opportunity,) = shown
        card = load_card(opportunity.customer, viewer=request.user, on=found.on)
        item = next(i for i in card.opportunities if i.opportunity.pk == opportunity.pk)
        here = {"part": part, "n": skipped, **context["whose"]}
        context |= {
            "opportunity": opportunity,
            "customer": opportunity.customer,
            "item": item,
            "card": card,
            "last_contacts": as_told(card.timeline[:LAST_CONTACTS]),
            "preparation": HINTS.get(opportunity.grade.code, ""),
            "here": f"{reverse('intake:desk_call')}?{urlencode(here)}",
            "down": _downgrade(found, opportunity, item.advice),
        }
    return render(request, "intake/desk/call.html", context)


@only_for(*CUSTOMER_ROLES)
@require_POST
def desk_visit_confirm(request, pk):
    """One tap: the customer says again that they come."""
    rows = Activity.objects.visible_to(request.user).select_related("opportunity__store")
    activity = get_object_or_404(rows, pk=pk)
    on = activity.opportunity.store.business_date(request.now)
    try:
        confirm_visit(by=request.user, now=request.now, on=on, activity=activity)
        messages.success(request, _("The visit is agreed."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(address_back(request) or "intake:desk")


def _downgrade(found: Desk, opportunity, advice):
    """The class to which the advice leads, or nothing (R12.6)."""
    if not advice:
        return ""
    nobody = advice in (Advice.UNREACHABLE, Advice.NOT_DECIDING)
    code = cooler(opportunity.grade.code, nobody_decides=nobody)
    return code if any(grade.code == code for grade in found.classes) else ""


def _person(request):
    """Oneself, or the one of one's team whom the address names; ``None`` is the whole team."""
    if request.user.is_consultant:
        if request.user.store is None:
            raise PermissionDenied
        return request.user
    if "person" not in request.GET:
        return None
    team = team_of(request.user).select_related("store")
    return get_object_or_404(team, pk=key_in(request.GET["person"]))


def desk_for(request):
    """``(person, their desk)``, either of them ``None`` where there is none."""
    person = _person(request)
    return person, person and desk_of(person, on=person.store.business_date(request.now))


def _whose(request, person):
    """What an address needs to stay with the person."""
    return {} if person == request.user else {"person": person.pk}


def _title(found, part):
    kind, _dash, rest = part.partition("-")
    of = _of(found, kind, rest)
    return LISTS[kind if kind in ("class", "hour", "done") else part] % {"of": of}


def _of(found, kind, rest):
    if kind == "class":
        return rest
    block = next((block for block in found.laid_out.blocks if block.key == rest), None)
    return f"{block.start:%H:%M}–{block.end:%H:%M}" if block else ""
