"""Tasks: the list, a new one, what came of it, changes (R14.3)."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES
from accounts.notices.services import read_of
from foundation.chosen import key_in
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.customers.models import Customer
from leads.events.models import MarketEvent
from leads.prospecting.models import TargetCustomer

from .forms import CancelForm, DoneForm, ErrandFilter, ErrandForm
from .models import Errand, ErrandKind
from .notices import KINDS
from .queries import errands_for, get_errand_for
from .services import (
    cancel_errand,
    change_errand,
    finish_errand,
    give_errand,
    may_change,
    people_to_give,
)

PER_PAGE = 25
# What a task may be about, by the name in the address, and what it is then proposed to be.
ABOUT = {
    "customer": (Customer, ErrandKind.CALL),
    "target": (TargetCustomer, ErrandKind.CALL),
    "event": (MarketEvent, ErrandKind.DUTY),
}


@only_for(*READING_ROLES)
def errand_list(request):
    """What is to be done and was done, by state."""
    found = ErrandFilter(request.GET, errands_for(request.user), user=request.user, now=request.now)
    context = {
        "filter": found,
        "page_obj": page_of(request, found.qs, PER_PAGE),
        "now": request.now,
    }
    return render(request, "followups/errands/list.html", context)


@only_for(*CUSTOMER_ROLES)
def errand_create(request):
    """A task of one's own, or for somebody whom one leads; the address says what it is about."""
    user = request.user
    name, row = _about(request)
    people = people_to_give(user)
    if not people.exists():
        raise PermissionDenied
    person = next((p for p in (getattr(row, "consultant", None), user) if p in people), None)
    proposed = {
        "person": person,
        "kind": ABOUT[name][1] if name else ErrandKind.OTHER,
        "due_at": (request.now + timedelta(days=1)).replace(minute=0),
    }
    form = ErrandForm(sent(request), instance=Errand(), by=user, initial=proposed)
    back = _page_about(name, row)

    def save():
        values = {"person": user} | form.values()
        saved = give_errand(by=user, now=request.now, **{name: row} if name else {}, **values)
        messages.success(request, _("The task of %(name)s is on file.") % {"name": saved.person})
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "about": row, "cancel_url": back}
    return render(request, "followups/errands/form.html", context)


def _about(request):
    """``(name, row)`` of what the address names, or nothing; 404 where the user may not see it."""
    for name, (model, _kind) in ABOUT.items():
        if name in request.GET:
            key = key_in(request.GET[name])
            if key is None:
                raise Http404
            rows = model.objects.visible_to(request.user)
            return name, get_object_or_404(rows, pk=key)
    return "", None


def _page_about(name, row):
    if name == "customer":
        return reverse("followups:customer_card", args=[row.pk])
    if name == "target":
        return reverse("followups:target", args=[row.pk])
    return reverse("followups:errand_list")


@only_for(*READING_ROLES)
def errand(request, pk):
    """All of it; its person writes here what came of it."""
    user = request.user
    found = get_errand_for(user, pk)
    may_finish = found.person_id == user.pk and user.role in CUSTOMER_ROLES
    if request.method == "POST" and not may_finish:
        raise PermissionDenied
    read_of(*KINDS, key=found.pk, by=user, now=request.now)
    form = DoneForm(sent(request), of=[found], initial={"result": found.result})

    def save():
        finish_errand(found, by=user, now=request.now, result=form.cleaned_data["result"])
        messages.success(request, _("Done."))
        return reverse("followups:errand_list")

    if may_finish and (answer := save_once(request, form, save)):
        return answer
    context = {
        "errand": found,
        "form": form if may_finish and (found.is_open or form.is_bound) else None,
        "may_change": may_change(user, found),
        "now": request.now,
        "cancel_url": reverse("followups:errand_list"),
    }
    context |= _links(user, found)
    return render(request, "followups/errands/errand.html", context)


def _links(user, found):
    """Whether the user may open the page of what it is about."""
    target = found.target
    for name, row in (
        ("customer", found.customer or target and target.customer),
        ("target", target),
    ):
        if row and type(row).objects.visible_to(user).filter(pk=row.pk).exists():
            return {"about_url": _page_about(name, row)}
    return {}


@only_for(*CUSTOMER_ROLES)
def errand_edit(request, pk):
    """Another time, person or priority."""
    found = get_errand_for(request.user, pk)
    page = reverse("followups:errand", args=[pk])
    if not may_change(request.user, found):
        if request.method == "POST":
            raise PermissionDenied
        return redirect(page)
    form = ErrandForm(sent(request), instance=found, by=request.user)

    def save():
        change_errand(found, by=request.user, now=request.now, **form.values())
        messages.success(request, _("The task is saved."))
        return page

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "errand": found, "about": found.about, "cancel_url": page}
    return render(request, "followups/errands/form.html", context)


@only_for(*CUSTOMER_ROLES)
def errand_cancel(request, pk):
    """It is not to be done after all."""
    found = get_errand_for(request.user, pk)
    page = reverse("followups:errand", args=[pk])
    if not may_change(request.user, found) and request.method != "POST":
        return redirect(page)
    form = CancelForm(sent(request))

    def save():
        cancel_errand(found, by=request.user, now=request.now, reason=form.cleaned_data["reason"])
        messages.success(request, _("The task is cancelled."))
        return page

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "errand": found, "cancel_url": page}
    return render(request, "followups/errands/cancel.html", context)
