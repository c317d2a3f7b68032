"""Data that cannot be right, by kind, with what can be done about each; the search and its schedule (R13.4)."""

from contextlib import suppress
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from accounts.access.queries import store_asked_for
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ...arrivals.models import SORTING_ROLES
from ..forms import InvalidAnswerForm, ScheduleForm
from ..models import InvalidKind, InvalidRecord
from ..models.invalid import LOADED
from ..queries.invalid import (
    counts_by_kind,
    invalid_seen,
    last_run,
    schedule_of,
    with_requests,
)
from ..services.invalid import KEEPERS, ask_again, ask_search, keep_as_right, set_schedule
from ..tasks import search_store

PER_PAGE = 25
OPEN, KEPT = "open", "kept"
# Where it is mended, and where a record that is good for nothing is put away.
MENDED = {
    InvalidKind.PHONE: "leads:request_create",
    InvalidKind.NAME: "leads:request_create",
    InvalidKind.BIRTHDAY: "leads:customer_edit",
    InvalidKind.NO_MODEL: "followups:customer_card",
    InvalidKind.IDLE: "followups:customer_card",
    InvalidKind.LEAD_CONTACT: "intake:lead",
    InvalidKind.LEAD_EVENT: "intake:lead",
    InvalidKind.TARGET_CONTACT: "leads:target_edit",
    InvalidKind.CAR_VIN: "buyers:car_edit",
    InvalidKind.CAR_UNNAMED: "buyers:car_edit",
    InvalidKind.VEHICLE: "orders:vehicle_edit",
}


def _store(request):
    return store_asked_for(request.user, request.GET.get("store", ""))


@only_for(*SORTING_ROLES)
def invalid_list(request):
    """``?kind=name&state=kept&store=3``; of all kinds those that nobody has called right, else."""
    store, stores = _store(request)
    kind = request.GET.get("kind", "")
    state = KEPT if request.GET.get("state") == KEPT else OPEN
    seen = invalid_seen(request.user, store)
    rows = seen.kept() if state == KEPT else seen.open()
    counts = counts_by_kind(rows)
    kind = kind if kind in InvalidKind.values else ""
    if kind:
        rows = rows.filter(kind=kind)
    rows = with_requests(rows.select_related(*LOADED)).order_by("-found_at", "-pk")
    page = page_of(request, rows, PER_PAGE)
    edits_stock = request.user.role != Role.MARKETING
    for row in page:
        row.token = uuid4()
        if row.kind != InvalidKind.VEHICLE or edits_stock:
            row.mend_url = reverse(MENDED[row.kind], args=[row.subject.pk])
    context = {
        "page_obj": page,
        "counts": [(code, label, counts.get(code, 0)) for code, label in InvalidKind.choices],
        "all": sum(counts.values()),
        "kind": kind,
        "state": state,
        "store": store,
        "stores": stores,
        "run": last_run(store),
        "schedule": schedule_of(store),
        "may_schedule": request.user.role in KEEPERS,
        "sees_cards": request.user.role != Role.MARKETING,
    }
    return render(request, "intake/cleaning/invalid.html", context)


def _page(store):
    return f"{reverse('intake:invalid_list')}?store={store.pk}"


@only_for(*SORTING_ROLES)
@require_POST
def invalid_search(request):
    """Now, in the background; a search that is under way is the one that was asked for."""
    store, _stores = _store(request)
    run, is_new = ask_search(by=request.user, now=request.now, store=store)
    if is_new:
        transaction.on_commit(lambda: _hand_over(run))
        messages.success(request, _("The search has begun. It goes on if you leave this page."))
    else:
        messages.info(request, _("A search is under way already."))
    return redirect(_page(store))


def _hand_over(run):
    # Where no worker can be reached, the clock hands it over later.
    with suppress(OperationalError):
        search_store.delay(run.pk)


@only_for(*KEEPERS)
def invalid_schedule(request):
    store, stores = _store(request)
    form = ScheduleForm(sent(request), instance=schedule_of(store))

    def save():
        values = {name: form.cleaned_data[name] for name in ("every", "weekday")}
        set_schedule(by=request.user, now=request.now, store=store, **values)
        messages.success(request, _("The schedule is saved."))
        return _page(store)

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "store": store, "stores": stores, "cancel_url": _page(store)}
    return render(request, "intake/cleaning/schedule.html", context)


@only_for(*SORTING_ROLES)
@require_POST
def invalid_answer(request, pk):
    """One answer; what another search has taken off the list is no error."""
    back = reverse("intake:invalid_list")
    if not InvalidRecord.objects.filter(pk=pk).exists():
        messages.info(request, _("This was mended before."))
        return redirect(back)
    rows = InvalidRecord.objects.visible_to(request.user).select_related("store")
    found = get_object_or_404(rows, pk=pk)
    back = f"{_page(found.store)}&kind={found.kind}"
    form = InvalidAnswerForm(sent(request), record=found)

    def save():
        if form.cleaned_data["answer"] == "right":
            keep_as_right(found, by=request.user, now=request.now)
            messages.success(request, _("Kept: it is right as it is, and not asked again."))
            return back
        ask_again(found, by=request.user, now=request.now)
        messages.success(request, _("It stands among the invalid data again."))
        return f"{back}&state={KEPT}"

    if answer := save_once(request, form, save):
        return answer
    said = form.non_field_errors() or [_("Choose one of the two answers.")]
    messages.warning(request, said[0])
    return redirect(back)
