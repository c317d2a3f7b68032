"""Adopting a policy from a date on, or withdrawing it before it begins."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .clock import Request
from .display import day
from .edits import EditForm
from .fields import DayField, ReasonField
from .once import OnceForm, save_once, sent
from .pages import page_of
from .registry import addresses


class AdoptionForm(EditForm):
    """From when something holds."""

    is_grid = True

    effective_from = DayField(label=gettext_lazy("In force from"))
    reason = ReasonField(max_length=100, widget=forms.TextInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_effective_from(self) -> date:
        begins: date = self.cleaned_data["effective_from"]
        if begins < self.on:
            raise ValidationError(_("A policy cannot begin in the past."))
        return begins


def adoption(
    request: Request,
    template: str,
    form: AdoptionForm,
    name: str,
    service: Callable[..., object],
    *,
    store: Any,
    versions: Sequence[Any],
) -> HttpResponse:
    """The page on which ``service`` adopts the form's field ``name`` for a store, above its ``versions``."""

    def adopt() -> str:
        values = {key: form.cleaned_data[key] for key in ("effective_from", name, "reason")}
        service(by=request.user, now=request.now, on=form.on, store=store, **values)
        begins = day(values["effective_from"])
        messages.success(request, _("Adopted: in force from %(date)s.") % {"date": begins})
        return request.path

    if answer := save_once(request, form, adopt):
        return answer
    context = {
        "store": store,
        "form": form,
        "page_obj": page_of(request, versions, 25),
        "cancel_url": f"{reverse(addresses['policies'])}?store={store.pk}",
    }
    return render(request, template, context)


class WithdrawalForm(OnceForm):
    """Why a policy that has not begun is withdrawn."""

    reason = ReasonField(max_length=100, rows=2)


def withdrawal(
    request: Request,
    model: type[Any],
    pk: int,
    service: Callable[..., object],
    *,
    stores: models.QuerySet[Any],
    back_to: Callable[[Any], str],
) -> HttpResponse:
    """Ask for the reason; the history keeps a row that a form sent twice no longer finds.

    ``stores``: those whose policies the user may withdraw; ``back_to(store)`` is the address to go on
    to; ``service`` withdraws.
    """
    known = model.history.filter(id=pk, store__in=stores).select_related("store").first()
    row = model.objects.filter(pk=pk, store__in=stores).first()
    if row is None and known is None:
        raise Http404
    store = (row or known).store
    on = store.business_date(request.now)
    back = back_to(store)
    form = WithdrawalForm(sent(request))

    def withdraw() -> str:
        if row is None:
            raise ValidationError(_("This policy has been withdrawn already."))
        reason = form.cleaned_data["reason"]
        service(row, by=request.user, now=request.now, on=on, reason=reason)
        messages.success(request, _("Withdrawn: it never comes into force."))
        return back

    if answer := save_once(request, form, withdraw):
        return answer
    if row is None or row.effective_from <= on:
        messages.warning(request, _("This policy can no longer be withdrawn."))
        return redirect(back)
    context = {
        "row": row,
        "form": form,
        "submit": _("Withdraw"),
        "tone": "danger",
        "cancel_url": back,
    }
    return render(request, "partials/policy_withdraw.html", context)
