"""The list of target customers, a new one, changes, and those that nobody works on (R2.6, R14.2)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES, store_asked_for
from accounts.confidentiality.views import signed_first
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ..customers.models import Customer
from ..customers.services import DuplicatePhone
from .forms import SetAsideForm, TargetFilter, TargetForm
from .models import TargetCustomer
from .queries import get_target_for, targets_for
from .services import (
    OnListAlready,
    change_target,
    register_target,
    set_aside,
    take_up,
)

PER_PAGE = 25


def page_of_target(pk):
    """Where all that is known of it stands."""
    return reverse("followups:target", args=[pk])


@only_for(*READING_ROLES)
def target_list(request):
    """What is on the list, by stage."""
    found = TargetFilter(request.GET, targets_for(request.user), user=request.user)
    context = {"filter": found, "page_obj": page_of(request, found.qs, PER_PAGE)}
    return render(request, "leads/prospecting/list.html", context)


@only_for(*CUSTOMER_ROLES)
def target_create(request):
    """A name for the list; who heads several stores says for which."""
    user = request.user
    store, stores = store_asked_for(user, request.GET.get("store", ""))
    target = TargetCustomer(store=store)
    form = TargetForm(sent(request), instance=target, by=user, store=store)

    def write(values):
        return register_target(
            by=user,
            now=request.now,
            on=store.business_date(request.now),
            store=store,
            **{"consultant": user if user.is_consultant else None} | values,
        )

    return _edit(request, form, write, {"stores": stores, "store": store})


@only_for(*CUSTOMER_ROLES)
@signed_first
def target_edit(request, pk):
    target = get_target_for(request.user, pk)
    if not target.is_on_list and request.method != "POST":
        return redirect(page_of_target(pk))
    form = TargetForm(sent(request), instance=target, by=request.user, store=target.store)

    def write(values):
        return change_target(by=request.user, now=request.now, target=target, **values)

    return _edit(request, form, write, {"target": target})


def _edit(request, form, write, context):
    """``known`` is whose number it is already, as far as the user may see that (R2.5)."""
    known = {}

    def save():
        try:
            saved = write(form.values())
        except DuplicatePhone as error:
            cards = Customer.objects.visible_to(request.user)
            known["card"] = error.customer and cards.filter(pk=error.customer.pk).first()
            known["is_on_card"] = True
            raise ValidationError({"phone": error}) from error
        except OnListAlready as error:
            seen = TargetCustomer.objects.visible_to(request.user)
            known["same"] = seen.filter(pk=error.target.pk).first()
            raise ValidationError({"phone": error}) from error
        messages.success(request, _("%(name)s is saved.") % {"name": saved})
        return page_of_target(saved.pk)

    if answer := save_once(request, form, save):
        return answer
    target = context.get("target")
    back = page_of_target(target.pk) if target else reverse("leads:target_list")
    context |= known | {"form": form, "cancel_url": back}
    return render(request, "leads/prospecting/form.html", context)


@only_for(*CUSTOMER_ROLES)
def target_aside(request, pk):
    """Nobody works on it any more: the reason (R2.6)."""
    target = get_target_for(request.user, pk)
    form = SetAsideForm(sent(request))

    def save():
        on = target.store.business_date(request.now)
        reason = form.cleaned_data["reason"]
        set_aside(by=request.user, now=request.now, on=on, target=target, reason=reason)
        messages.success(request, _("%(name)s is inactive.") % {"name": target})
        return page_of_target(pk)

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "target": target, "cancel_url": page_of_target(pk)}
    return render(request, "leads/prospecting/aside.html", context)


@only_for(*CUSTOMER_ROLES)
@require_POST
def target_take_up(request, pk):
    """It is worked on again (R2.6)."""
    target = get_target_for(request.user, pk)
    take_up(by=request.user, now=request.now, target=target)
    messages.success(request, _("%(name)s is on the list again.") % {"name": target})
    return redirect(page_of_target(pk))
