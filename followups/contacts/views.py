"""Log a contact and plan the next (R4.2); log a contact with a buyer (R9.2)."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES
from foundation.display import day
from foundation.once import save_once, sent
from foundation.pages import address_back, only_for
from foundation.read_once import reading_once
from leads.grading.queries import IntentReader, policy_of
from leads.opportunities.queries import get_opportunity_for, models_to_offer

from ..activities.models import Mode
from ..activities.queries import get_activity_for
from ..cards.queries import as_told, load_card
from ..plans.queries import NextDate
from ..plans.views import next_date_fragment, undo_address
from ..recordings.views import keep_recording
from .fields import some_of
from .forms import CareContactForm, ContactForm
from .services import Outcome, after_loss, record_care, record_contact

LAST_CONTACTS = 5
# Of a key in an address, in digits.
LONGEST_KEY = 18


@only_for(*CUSTOMER_ROLES)
@reading_once()
def log_plan(request, pk):
    """Carry out a plan."""
    activity = get_activity_for(request.user, pk)
    if request.method != "POST" and not activity.is_planned:
        if "X-Keep" not in request.headers:
            messages.info(request, _("This activity is already finished."))
        return redirect("followups:customer_card", activity.opportunity.customer_id)
    return _log(request, activity.opportunity, activity)


@only_for(*CUSTOMER_ROLES)
@reading_once()
def log_contact(request, pk):
    """Record a contact that nobody had planned."""
    return _log(request, get_opportunity_for(request.user, pk), None)


def _log(request, opportunity, activity):
    if opportunity.is_won:
        return log_care(request, opportunity, activity)
    if request.method != "POST" and not opportunity.is_executing:
        messages.info(request, _("This opportunity has ended."))
        return redirect("followups:customer_card", opportunity.customer_id)
    on = opportunity.store.business_date(request.now)
    card = load_card(opportunity.customer, viewer=request.user, on=on)
    others = _other_plans(card, opportunity, activity)
    form = ContactForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        opportunity=opportunity,
        keeps_plan=bool(others),
        to_ask=some_of(card.completeness.to_ask, turn=len(card.timeline)),
        reader=IntentReader.of_opportunity(opportunity, on=on),
        about=activity.expected_content if activity else "",
        initial=_initial(opportunity, activity, on),
    )
    form.writer, form.on = request.user, on

    def save():
        done = record_contact(
            by=request.user,
            now=request.now,
            on=on,
            contact=form.contact(),
            opportunity=opportunity,
            activity=activity,
        )
        if form.has_recording and request.user.is_consultant:
            keep_recording(request, form, done)
        page = _next_page(request, opportunity, activity)
        _tell(request, form, opportunity, others, undo=undo_address(done, page))
        return page

    if answer := save_once(request, form, save):
        return answer
    next_date_url = reverse("followups:next_date", args=[opportunity.pk])
    context = {
        "form": form,
        "next_date": NextDate.of(form, next_date_url, now=request.now, fill=not others),
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "activity": activity,
        "is_finished": activity is not None and form.has_error(NON_FIELD_ERRORS, "finished"),
        "others": others,
        "last_contacts": as_told(card.timeline[:LAST_CONTACTS]),
        "today": on,
        "models": models_to_offer(opportunity.store),
        "advice": next(i.advice for i in card.opportunities if i.opportunity.pk == opportunity.pk),
    }
    return render(request, "followups/contacts/contact.html", context)


def _initial(opportunity, activity, on):
    return {
        "mode": activity.mode if activity else Mode.PHONE,
        "companion": activity.companion_id if activity else None,
        "executed_on": on,
        "note": opportunity.note,
        "expected_on": opportunity.expected_on,
    }


def _other_plans(card, opportunity, activity):
    plans = next(i.plans for i in card.opportunities if i.opportunity.pk == opportunity.pk)
    return [plan for plan in plans if activity is None or plan.pk != activity.pk]


def _tell(request, form, opportunity, others, *, undo):
    name = opportunity.customer.name
    outcome = form.cleaned_data["outcome"]
    if outcome == Outcome.WON:
        messages.success(request, _("%(name)s has the car. Well done!") % {"name": name}, undo)
    elif outcome == Outcome.LOST:
        messages.success(request, _("Saved: %(name)s is lost.") % {"name": name}, undo)
        for said in after_loss:
            if sentence := said(opportunity):
                messages.info(request, sentence)
    else:
        plan = form.contact().next_plan
        next_on = plan.planned_on if plan else others[0].planned_on
        text = _("Saved. Next contact with %(name)s: %(date)s.")
        messages.success(request, text % {"name": name, "date": day(next_on)}, undo)


def _next_page(request, opportunity, activity):
    """From the worklist back to it, to the next customer; after a planned contact of one's own likewise.

    Else to the card. The worklist names with ``then`` whom one comes to; ``back`` names any other page.
    """
    if back := address_back(request):
        return back
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    if not request.user.is_consultant or opportunity.consultant_id != request.user.pk:
        return card
    then = request.GET.get("then", "")
    if not then.isdecimal() or len(then) > LONGEST_KEY:
        return reverse("home") if activity else card
    place = {name: request.GET[name][:20] for name in ("show", "page") if name in request.GET}
    query = f"?{urlencode(place)}" if place else ""
    return f"{reverse('home')}{query}#customer-{then}"


def log_care(request, opportunity, activity):
    """Of ``activity``, a plan, or of one that nobody had planned; the caller has found both for the user."""
    on = opportunity.store.business_date(request.now)
    form = CareContactForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        policy=policy_of(opportunity, on=on),
        initial={"mode": activity.mode if activity else Mode.PHONE, "executed_on": on},
    )
    form.writer, form.on = request.user, on

    def save():
        done = record_care(
            by=request.user,
            now=request.now,
            on=on,
            contact=form.contact(),
            opportunity=opportunity,
            activity=activity,
        )
        if form.has_recording and request.user.is_consultant:
            keep_recording(request, form, done)
        page = _next_page(request, opportunity, activity)
        messages.success(request, _("Saved."), undo_address(done, page))
        return page

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "activity": activity,
        "is_finished": activity is not None and form.has_error(NON_FIELD_ERRORS, "finished"),
        "today": on,
    }
    return render(request, "followups/contacts/care.html", context)


@only_for(*CUSTOMER_ROLES)
@require_POST
def next_date(request, pk):
    """For a contact about an opportunity."""
    opportunity = get_opportunity_for(request.user, pk)
    on = opportunity.store.business_date(request.now)
    reader = IntentReader.of_opportunity(opportunity, on=on)
    form = ContactForm(request.POST, opportunity=opportunity, reader=reader)
    return next_date_fragment(request, form, reverse("followups:next_date", args=[pk]))
