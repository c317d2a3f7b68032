"""The consultants' side of a claim: filing, withdrawing, objecting (R7.1–R7.3)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages import only_for
from leads.services.customers import clean_phone, find_by_phone
from leads.views.saving import add_errors, save_once, sent

from ..claim_queries import claims_for, neglect_of
from ..forms.claims import ClaimForm, ObjectionForm
from ..models import ClaimState
from ..services.claims_filing import claim_customer, file_draft, object_to, withdraw_claim
from ..services.errors import DecisionError
from .claims import claim_context


@only_for(Role.CONSULTANT)
def claim_create(request):
    """Claim a customer by their exact number: nothing else of them is told (R1.3)."""
    text = request.GET.get("phone", "")[:40]
    customer, error = _customer(request.user, text)
    on = request.user.store.business_date(request.now)
    neglect = neglect_of(customer, on=on) if customer else None
    context = {"phone": text, "error": error, "today": on}
    if customer and not error:
        context |= {"owner": customer.consultant, "neglect": neglect}
    if neglect is None or error:
        return render(request, "compliance/claim_form.html", context)
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
    return render(request, "compliance/claim_form.html", context)


def _files(request):
    return request.FILES if request.method == "POST" else None


def _customer(user, text):
    """``(customer, error)`` for the number typed."""
    if not text.strip():
        return None, ""
    try:
        customer = find_by_phone(user.store, clean_phone(text))
    except ValidationError as error:
        return None, error.messages[0]
    if customer is None:
        return None, _("No card has this number.")
    if customer.consultant_id == user.pk:
        return customer, _("This is your own customer.")
    return customer, ""


def _filed(request, claim):
    messages.success(request, _("The claim is filed. The director decides."))
    return reverse("compliance:claim_detail", args=[claim.pk])


@only_for(Role.CONSULTANT)
def claim_file(request, pk):
    """File a draft of the night with one's grounds."""
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
    return render(request, "compliance/claim_file.html", context)


@only_for(Role.CONSULTANT)
def claim_withdraw(request, pk):
    """The claimant lets their claim go, after being asked once."""
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
    return render(request, "compliance/claim_withdraw.html", context)


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
    return render(request, "compliance/claim_object.html", context)
