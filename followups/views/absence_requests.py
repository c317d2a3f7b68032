"""Asking for an absence and deciding on it (R4.7)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import Role
from accounts.pages import only_for, today_for
from followups.forms.absences import AbsenceForm, AbsencePlansForm, AbsenceReasonForm, day_name
from followups.models.absences import STANDING
from followups.queries.absences import Workdays, may_decide, plan_moves
from followups.services.absence_requests import (
    cancel_absence,
    request_absence,
    withdraw_absence,
)
from followups.services.absences import require_free_days
from foundation.decisions import APPROVE, REFUSE, decide, words_of
from foundation.shown import Changed, marks_of
from leads.queries import SALES_ROLES
from leads.views.saving import add_errors, save_once, sent

from ..decision_absences import KIND
from .absences import ASKING_ROLES, get_absence_for, is_his_to_cancel, may_cancel


@only_for(*ASKING_ROLES)
def absence_create(request):
    """First the days, by GET; then every affected plan with its new date, and the request."""
    if request.user.store is None:
        raise PermissionDenied
    on = today_for(request.user, request.now)
    form = AbsenceForm(request.GET if "from_on" in request.GET else None, on=on)
    context = {"form": form, "today": on, "cancel_url": reverse("followups:absence_list")}
    plans = _plans_form(request, form, on) if form.is_bound and form.is_valid() else None
    if plans and (answer := save_once(request, plans, lambda: _ask(request, form, plans, on))):
        return answer
    return render(request, "followups/absence_form.html", context | {"plans": plans})


def _plans_form(request, form, on):
    """The second form, or ``None`` with the reason in the first one."""
    values = form.cleaned_data
    days = values["from_on"], values["to_on"]
    user = request.user
    posted = sent(request)
    try:
        if posted is None:
            require_free_days(user, *days, states=STANDING)
        moves = plan_moves(user, *days, values["plans"], on=on)
        if any(move.to_on is None for move in moves):
            raise ValidationError({"plans": _("It is too late to pull the plans forward.")})
    except ValidationError as error:
        add_errors(form, error)
        return None
    if posted is not None:
        # A plan that came meanwhile is shown with its proposal, not as something forgotten.
        posted = posted.copy()
        for move in moves:
            posted.setdefault(day_name(move.activity), move.to_on.isoformat())
    workdays = Workdays(user, *days, on=on)
    return AbsencePlansForm(posted, moves=moves, workdays=workdays, days=days, on=on)


def _ask(request, form, plans, on):
    shown = {name for name in request.POST if name.startswith("day_")}
    if plans.is_adjustable and shown != {day_name(move.activity) for move in plans.moves}:
        raise ValidationError(_("The plans have changed meanwhile. Please look once more."))
    absence = request_absence(
        by=request.user,
        now=request.now,
        on=on,
        user=request.user,
        reason=plans.cleaned_data["reason"],
        days=plans.new_days(),
        **form.cleaned_data,
    )
    messages.success(request, _("Asked for. It counts once it is approved."))
    return _page(absence)


def _page(absence):
    return reverse("followups:absence_detail", args=[absence.pk])


@require_POST
@only_for(Role.MANAGER, Role.DIRECTOR)
def absence_approve(request, pk):
    """One click: the absence counts, and all its plans move as shown."""
    absence = get_absence_for(request.user, pk)
    if not may_decide(request.user, absence):
        raise PermissionDenied
    who = {"by": request.user, "now": request.now}
    try:
        decide(KIND, absence, act=APPROVE, shown=marks_of(request.POST).get(APPROVE), **who)
    except Changed:
        messages.warning(request, _("The plans have changed meanwhile. Please look once more."))
        return redirect("followups:absence_detail", pk)
    except ValidationError as error:
        for text in error.messages:
            messages.warning(request, text)
        return redirect("followups:absence_detail", pk)
    number = absence.proposed_plans.count()
    said = ngettext(
        "Approved. %(count)d plan has moved.", "Approved. %(count)d plans have moved.", number
    )
    messages.success(request, said % {"count": number})
    return redirect("followups:absence_detail", pk)


@only_for(Role.MANAGER, Role.DIRECTOR)
def absence_refuse(request, pk):
    absence = get_absence_for(request.user, pk)
    if not may_decide(request.user, absence):
        raise PermissionDenied
    form = AbsenceReasonForm(sent(request))

    def act():
        how = {"shown": marks_of(request.POST).get(REFUSE), "reason": form.cleaned_data["reason"]}
        try:
            decide(KIND, absence, act=REFUSE, by=request.user, now=request.now, **how)
        except Changed as error:
            raise ValidationError(str(error)) from error
        messages.success(request, _("Refused. The plans stay where they are."))
        return _page(absence)

    context = {"submit": _("Refuse"), "tone": "danger"}
    context["shown"] = words_of(KIND, absence.pk, now=request.now)
    template = "followups/absence_refuse.html"
    return _confirm(request, absence, template, form, act, absence.is_requested, context)


@only_for(*SALES_ROLES)
def absence_withdraw(request, pk):
    absence = get_absence_for(request.user, pk)
    if absence.user_id != request.user.pk:
        raise PermissionDenied
    form = AbsenceReasonForm(sent(request))
    del form.fields["reason"]

    def act():
        withdraw_absence(by=request.user, now=request.now, absence=absence)
        messages.success(request, _("Withdrawn."))
        return _page(absence)

    context = {"submit": _("Withdraw"), "tone": "danger"}
    template = "followups/absence_withdraw.html"
    return _confirm(request, absence, template, form, act, absence.is_requested, context)


@only_for(*SALES_ROLES)
def absence_cancel(request, pk):
    absence = get_absence_for(request.user, pk)
    if not is_his_to_cancel(request.user, absence):
        raise PermissionDenied
    on = absence.user.store.business_date(request.now)
    form = AbsenceReasonForm(sent(request))

    def act():
        cancel_absence(
            by=request.user,
            now=request.now,
            on=on,
            absence=absence,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Cancelled. The plans stay where they are."))
        return _page(absence)

    context = {"submit": _("Cancel the absence"), "tone": "danger"}
    possible = may_cancel(request.user, absence, on=on)
    template = "followups/absence_cancel.html"
    return _confirm(request, absence, template, form, act, possible, context)


def _confirm(request, absence, template, form, act, possible, context):
    """The page that asks for the reason; back to the absence where it is decided already."""
    if answer := save_once(request, form, act):
        return answer
    if not possible:
        messages.warning(request, _("This is no longer possible: the absence has been decided."))
        return redirect(_page(absence))
    context |= {"absence": absence, "form": form, "cancel_url": _page(absence)}
    return render(request, template, context)
