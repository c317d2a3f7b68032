"""Add a plan, move one, cancel one (R4.1, R4.4)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES
from foundation.display import day
from foundation.once import save_once, sent
from foundation.pages import only_for
from leads.opportunities.queries import get_opportunity_for

from ..activities.queries import get_activity_for
from ..workload.queries import hint_for
from ..workload.views import week_url
from .fields import PlanFields
from .forms import CancelForm, CancelLastForm, MoveForm, PlanForm
from .queries import NextDate
from .services import cancel_activity, default_next_on, move_activity, plan_activity


def undo_address(activity, page):
    """Where what was just done with the activity is undone; from the list, named by ``page``, back to it."""
    address = reverse("followups:undo", args=[activity.pk])
    home = reverse("home")
    back_to_list = page.partition("#")[0].partition("?")[0] == home
    return f"{address}?back=list" if back_to_list else address


@only_for(*CUSTOMER_ROLES)
def plan_create(request, pk):
    """A further plan for an opportunity."""
    opportunity = get_opportunity_for(request.user, pk)
    on = opportunity.store.business_date(request.now)
    proposed = _proposed(opportunity, on)
    form = PlanForm(sent(request), opportunity=opportunity, initial={"planned_on": proposed.on})

    def save():
        plan = plan_activity(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            plan=form.plan(proposed),
        )
        values = {"date": day(plan.planned_on), "name": opportunity.consultant}
        text = _("Planned for %(date)s.")
        if plan.planned_by_id:
            text = _("Planned for %(date)s: %(name)s sees it on the worklist as from you.")
        messages.success(request, text % values)
        return _card(opportunity)

    context = {"next_date": _next_date(request, form, proposed, opportunity)}
    return _answer(request, "followups/plans/form.html", form, save, opportunity, context)


@only_for(*CUSTOMER_ROLES)
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
        text = _("Moved to %(date)s.") % {"date": date}
        messages.success(request, text, undo_address(activity, back))
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
    return _answer(request, "followups/plans/move.html", form, save, opportunity, context)


@only_for(*CUSTOMER_ROLES)
def plan_cancel(request, pk):
    """Drop a plan with a reason; the last one of an opportunity only for another (R4.2)."""
    activity = get_activity_for(request.user, pk)
    opportunity = activity.opportunity
    on = opportunity.store.business_date(request.now)
    others = opportunity.activities.planned().exclude(pk=activity.pk)
    is_last = opportunity.is_executing and not others.exists()
    proposed = _proposed(opportunity, on)
    kind = CancelLastForm if is_last else CancelForm
    form = kind(sent(request), initial={"planned_on": proposed.on})
    form.opportunity = opportunity

    def save():
        cancel_activity(
            by=request.user,
            now=request.now,
            on=on,
            activity=activity,
            reason=form.cleaned_data["reason"],
            plan=form.plan(proposed) if is_last else None,
        )
        text = _("The plan is cancelled.")
        messages.success(request, text, undo_address(activity, _card(opportunity)))
        return _card(opportunity)

    context = {
        "activity": activity,
        "is_last": is_last,
        "submit": _("Cancel the plan"),
        "tone": "danger",
        "today": on,
    }
    if is_last:
        context["next_date"] = _next_date(request, form, proposed, opportunity)
    return _answer(request, "followups/plans/cancel.html", form, save, opportunity, context)


def _next_date(request, form, proposed, opportunity):
    person = opportunity.consultant
    return NextDate(form, "", proposed, person, request.now, opportunity.grade)


def _proposed(opportunity, on):
    return default_next_on(
        person=opportunity.consultant,
        grade=opportunity.grade,
        contact_on=opportunity.last_contact_on or opportunity.assigned_on,
        on=on,
        expected_on=opportunity.expected_on if opportunity.is_executing else None,
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


def next_date_fragment(request, form, url):
    """A date that still is the default proposed before follows the default; another one stays."""
    form.is_valid()  # reads what is complete so far; its errors are not shown while one types
    sent = request.POST
    planned_on = form.cleaned_data.get("planned_on")
    if sent.get("planned_on", "") == sent.get("default_on", ""):
        planned_on = form.next_day and form.next_day.on
    shown = PlanFields(
        initial={"planned_on": planned_on, "stretch_reason": sent.get("stretch_reason", "")}
    )
    proposal = NextDate(shown, url, form.next_day, form.person, request.now, form.grade, form)
    return render(request, "followups/plans/_next_date.html", {"next_date": proposal})
