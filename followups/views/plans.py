"""Add a plan, move one, cancel one (R4.1, R4.4)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import only_for
from accounts.templatetags.ui import day
from followups.forms.plans import CancelForm, CancelLastForm, MoveForm, PlanForm
from followups.queries import get_activity_for
from followups.services.plans import (
    cancel_activity,
    default_next_on,
    move_activity,
    plan_activity,
)
from leads.queries import SALES_ROLES, get_opportunity_for
from leads.views.saving import save_once, sent

from .next_date import NextDate
from .workload import hint_for, week_url


@only_for(*SALES_ROLES)
def plan_create(request, pk):
    """A further plan for an opportunity."""
    opportunity = get_opportunity_for(request.user, pk)
    on = opportunity.store.business_date(request.now)
    default_on = _default_on(opportunity, on)
    form = PlanForm(sent(request), initial={"planned_on": default_on})

    def save():
        plan = plan_activity(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            plan=form.plan(default_on),
        )
        values = {"date": day(plan.planned_on), "name": opportunity.consultant}
        text = _("Planned for %(date)s.")
        if plan.planned_by_id:
            text = _("Planned for %(date)s: %(name)s sees it on the worklist as from you.")
        messages.success(request, text % values)
        return _card(opportunity)

    context = {"next_date": _next_date(request, form, default_on, opportunity)}
    return _answer(request, "followups/plan_form.html", form, save, opportunity, context)


@only_for(*SALES_ROLES)
def plan_move(request, pk):
    """Another day for a plan that is not yet overdue (R4.4)."""
    activity = get_activity_for(request.user, pk)
    opportunity = activity.opportunity
    on = opportunity.store.business_date(request.now)
    form = MoveForm(sent(request))
    back = _card(opportunity)
    if request.GET.get("back") == "week":
        back = week_url(request.user, opportunity.consultant, activity.planned_on)

    def save():
        move_activity(
            by=request.user,
            now=request.now,
            on=on,
            activity=activity,
            to_on=form.cleaned_data["to_on"],
            reason=form.cleaned_data["reason"],
        )
        date = day(form.cleaned_data["to_on"])
        messages.success(request, _("Moved to %(date)s.") % {"date": date})
        return back

    if request.method != "POST" and activity.is_planned and activity.planned_on < on:
        messages.warning(request, _("An overdue plan cannot be moved: carry it out."))
        return redirect("followups:log_plan", pk)
    chosen = getattr(form, "cleaned_data", {}).get("to_on")
    context = {
        "activity": activity,
        "submit": _("Move the plan"),
        "today": on,
        "hint": hint_for(opportunity.consultant, chosen, now=request.now),
        "person": opportunity.consultant,
        "cancel_url": back,
    }
    return _answer(request, "followups/plan_move.html", form, save, opportunity, context)


@only_for(*SALES_ROLES)
def plan_cancel(request, pk):
    """Drop a plan with a reason; the last one of an opportunity only for another (R4.2)."""
    activity = get_activity_for(request.user, pk)
    opportunity = activity.opportunity
    on = opportunity.store.business_date(request.now)
    others = opportunity.activities.planned().exclude(pk=activity.pk)
    is_last = opportunity.is_executing and not others.exists()
    default_on = _default_on(opportunity, on)
    kind = CancelLastForm if is_last else CancelForm
    form = kind(sent(request), initial={"planned_on": default_on})

    def save():
        cancel_activity(
            by=request.user,
            now=request.now,
            on=on,
            activity=activity,
            reason=form.cleaned_data["reason"],
            plan=form.plan(default_on) if is_last else None,
        )
        messages.success(request, _("The plan is cancelled."))
        return _card(opportunity)

    context = {
        "activity": activity,
        "is_last": is_last,
        "submit": _("Cancel the plan"),
        "tone": "danger",
        "today": on,
    }
    if is_last:
        context["next_date"] = _next_date(request, form, default_on, opportunity)
    return _answer(request, "followups/plan_cancel.html", form, save, opportunity, context)


def _next_date(request, form, default_on, opportunity):
    person = opportunity.consultant
    return NextDate(form, "", default_on, person, request.now, opportunity.grade)


def _default_on(opportunity, on):
    return default_next_on(
        person=opportunity.consultant,
        grade=opportunity.grade,
        contact_on=opportunity.last_contact_on or opportunity.assigned_on,
        on=on,
    )


def _card(opportunity):
    return reverse("followups:customer_card", args=[opportunity.customer_id])


def _answer(request, template, form, save, opportunity, context):
    if answer := save_once(request, form, save):
        return answer
    shown = {
        "form": form,
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "cancel_url": _card(opportunity),
    }
    return render(request, template, shown | context)
