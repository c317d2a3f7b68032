"""Claims: filed, withdrawn, objected to, read by each side, and decided (R6.6, R7.1–R7.3)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import OVERSEEING_ROLES, READING_ROLES, today_for
from accounts.people.models import Role
from followups.activities.models import Activity
from followups.phone_lookup.services import count_lookup
from foundation.decisions import APPROVE, REFUSE, DecisionError, decide, words_of
from foundation.history import latest_first
from foundation.once import add_errors, save_once, sent
from foundation.pages import only_for, page_of
from foundation.reason_forms import ReasonForm
from foundation.shown import Changed, marks_of
from leads.customers.queries import may_open
from leads.customers.services import clean_phone, find_by_phone

from .decision import KIND
from .forms import ClaimFilter, ClaimForm, ObjectionForm, OptionalReasonForm
from .models import Claim, ClaimState
from .queries import (
    claim_changes,
    claims_for,
    evidence_of,
    neglect_of,
    open_to_claims,
    owner_contacts_since,
)
from .services import claim_customer, file_draft, object_to, withdraw_claim


@only_for(*READING_ROLES)
def claim_list(request):
    """One's own and those against one; a leader's team or store, those waiting first."""
    user = request.user
    filters = ClaimFilter(request.GET, claims_for(user).order_by("-drafted_on", "-pk"), user=user)
    visible = Claim.objects.visible_to(user)
    context = {
        "page_obj": page_of(request, filters.qs),
        "filter": filters,
        "is_filtered": filters.is_active,
        "waiting": visible.waiting().count(),
        "today": today_for(user, request.now),
    }
    if user.is_consultant:
        context["drafts"] = visible.filter(state="draft").count()
    else:
        context["claimable"] = open_to_claims(user, on=context["today"]).count()
    return render(request, "compliance/claims/list.html", context)


@only_for(*READING_ROLES)
def claim_detail(request, pk):
    """The work-contact form: facts, both contacts, evidence, objection, and what approval moves."""
    claim = get_object_or_404(claims_for(request.user), pk=pk)
    return render(request, "compliance/claims/detail.html", claim_context(claim, request))


def claim_context(claim, request):
    """What the claim's page shows this viewer: the owner's side only to who may see the customer."""
    user = request.user
    on = claim.store.business_date(request.now)
    sees_customer = user.heads or may_open(user, claim.customer)
    context = {
        "claim": claim,
        "evidence": evidence_of(claim),
        "sees_customer": sees_customer,
        "is_claimant": claim.claimant_id == user.pk,
        "is_owner": claim.owner_id == user.pk,
        "today": on,
        "steps": latest_first(claim_changes(Claim.objects.filter(pk=claim.pk))),
    }
    if not claim.decided_at:
        context |= {"neglect": neglect_of(claim.customer, on=on), "moves": what_moves(claim)}
        context["has_moved"] = claim.customer.consultant_id != claim.owner_id
    if sees_customer:
        context["since_filed"] = owner_contacts_since(claim)
    return context


def what_moves(claim):
    """How much the approval gives to the claimant."""
    opportunities = claim.customer.opportunities.all()
    return {
        "opportunities": opportunities.count(),
        "open": opportunities.executing().count(),
        "plans": Activity.objects.planned().filter(opportunity__customer=claim.customer_id).count(),
    }


@only_for(*OVERSEEING_ROLES)
def claim_open(request):
    """The customers open to claims, the longest neglected first; consultants ask by exact number."""
    today = today_for(request.user, request.now)
    context = {"page_obj": page_of(request, open_to_claims(request.user, on=today)), "today": today}
    return render(request, "compliance/claims/open.html", context)


@only_for(Role.CONSULTANT)
def claim_create(request):
    """Claim a customer by the exact number: nothing else of them is told (R1.3)."""
    text = request.GET.get("phone", "")[:40]
    customer, error = _customer(request, text)
    on = request.user.store.business_date(request.now)
    neglect = neglect_of(customer, on=on) if customer else None
    context = {"phone": text, "error": error, "today": on}
    if customer and not error:
        context |= {"owner": customer.consultant, "neglect": neglect}
    if neglect is None or error:
        return render(request, "compliance/claims/form.html", context)
    own = neglect.grounds.others.get(request.user.pk, ())
    form = ClaimForm(sent(request), _files(request), contact_needed=not own)

    def save():
        claim = claim_customer(
            by=request.user,
            now=request.now,
            on=on,
            phone=text,
            grounds=form.cleaned_data["grounds"],
            contact=form.contact(),
            proof=form.proof(),
        )
        return _filed(request, claim)

    if answer := save_once(request, form, save):
        return answer
    context |= {"form": form, "own_contact": max(own, default=None)}
    context["cancel_url"] = reverse("compliance:claim_list")
    return render(request, "compliance/claims/form.html", context)


def _files(request):
    return request.FILES if request.method == "POST" else None


def _customer(request, text):
    """``(customer, error)`` for the number typed."""
    if not text.strip():
        return None, ""
    try:
        phone = clean_phone(text)
        count_lookup(by=request.user, phone=phone, now=request.now)
    except ValidationError as error:
        return None, error.messages[0]
    customer = find_by_phone(request.user.store, phone)
    if customer is None:
        return None, _("No card has this number.")
    if customer.consultant_id == request.user.pk:
        return customer, _("This is your own customer.")
    return customer, ""


def _filed(request, claim):
    messages.success(request, _("The claim is filed. The director decides."))
    return reverse("compliance:claim_detail", args=[claim.pk])


@only_for(Role.CONSULTANT)
def claim_file(request, pk):
    """File a draft of the audit with one's grounds."""
    mine = claims_for(request.user).filter(claimant=request.user)
    claim = get_object_or_404(mine, pk=pk)
    if request.method != "POST" and claim.state != ClaimState.DRAFT:
        return redirect("compliance:claim_detail", claim.pk)
    context = claim_context(claim, request)
    form = ClaimForm(sent(request), _files(request), contact_needed=False)

    def save():
        try:
            file_draft(
                claim,
                by=request.user,
                now=request.now,
                on=context["today"],
                grounds=form.cleaned_data["grounds"],
                contact=form.contact(),
                proof=form.proof(),
            )
        except DecisionError as error:
            raise ValidationError(str(error)) from error
        return _filed(request, claim)

    if answer := save_once(request, form, save):
        return answer
    context |= {"form": form, "own_contact": claim.claimant_contact}
    context["cancel_url"] = reverse("compliance:claim_detail", args=[claim.pk])
    return render(request, "compliance/claims/file.html", context)


@only_for(Role.CONSULTANT)
def claim_withdraw(request, pk):
    """The claimant lets the claim go, after being asked once."""
    claim = get_object_or_404(claims_for(request.user).filter(claimant=request.user), pk=pk)
    back = reverse("compliance:claim_detail", args=[claim.pk])
    if request.method == "POST":
        try:
            withdraw_claim(claim, by=request.user, now=request.now)
        except DecisionError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("The claim is withdrawn."))
        return redirect(back)
    context = {"claim": claim, "submit": _("Withdraw"), "tone": "danger", "cancel_url": back}
    return render(request, "compliance/claims/withdraw.html", context)


@only_for(Role.CONSULTANT)
def claim_object(request, pk):
    """The present owner says why the customer should stay with them."""
    against = claims_for(request.user).filter(owner=request.user)
    claim = get_object_or_404(against, pk=pk)
    back = reverse("compliance:claim_detail", args=[claim.pk])
    if not claim.is_waiting:
        messages.warning(request, _("This claim has been decided."))
        return redirect(back)
    form = ObjectionForm(sent(request), initial={"objection": claim.objection})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["objection"]
        try:
            object_to(claim, by=request.user, now=request.now, text=text)
        except DecisionError as error:
            messages.warning(request, str(error))
            return redirect(back)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The director will see your objection."))
            return redirect(back)
    context = {"claim": claim, "form": form, "submit": _("Object"), "cancel_url": back}
    return render(request, "compliance/claims/object.html", context)


@only_for(Role.DIRECTOR)
def claim_approve(request, pk):
    """Move the customer, with a look at what goes with them."""

    form, said = OptionalReasonForm(sent(request)), _("%(name)s has the customer now.")
    return _decide(request, pk, form, APPROVE, said, _("Approve"))


@only_for(Role.DIRECTOR)
def claim_refuse(request, pk):
    """The customer stays; the reason is kept."""
    form, said = ReasonForm(sent(request)), _("Refused: the customer stays with %(name)s.")
    return _decide(request, pk, form, REFUSE, said, _("Refuse"))


def _decide(request, pk, form, act, said, submit):
    claim = get_object_or_404(claims_for(request.user), pk=pk)
    back = reverse("compliance:claim_detail", args=[claim.pk])
    if request.method != "POST" and not claim.is_waiting:
        messages.warning(request, _("There is nothing to decide here any more."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        how = {"shown": marks_of(request.POST).get(act), "reason": form.cleaned_data["reason"]}
        try:
            problem = decide(KIND, claim, act=act, by=request.user, now=request.now, **how)
        except Changed as error:
            messages.warning(request, str(error))
            return redirect(request.path)
        except DecisionError as error:
            problem = str(error)
        if problem:
            messages.warning(request, problem)
        else:
            name = claim.claimant if act == APPROVE else claim.owner
            messages.success(request, said % {"name": name})
        return redirect(back)
    context = claim_context(claim, request)
    shown = words_of(KIND, claim.pk, now=request.now)
    context |= {"form": form, "shown": shown, "submit": submit, "cancel_url": back}
    return render(request, f"compliance/claims/{act}.html", context)
