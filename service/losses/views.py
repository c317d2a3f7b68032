"""Losses that are looked at again: the list, the call, taking one up again, the store's policy (R2.7, R9.6)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import ASSESSING_ROLES, READING_ROLES, store_asked_for
from accounts.people.models import Role
from followups.plans.queries import NextDate
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.customers.models import Customer
from leads.grading.queries import Intent, IntentReader

from .forms import CallForm, LossFilter, LossPolicyForm, TakeBackForm
from .models import LossReview
from .queries import policy_of, reviews_for
from .services import read_review, record_call, set_policy, take_back

READERS = (*READING_ROLES, Role.SERVICE)
PER_PAGE = 25


@only_for(*READERS)
def loss_list(request):
    """What waits for a call first, by its due time; then what was decided."""
    found = LossFilter(request.GET, reviews_for(request.user), user=request.user)
    context = {
        "filter": found,
        "page_obj": page_of(request, found.qs.in_turn(), PER_PAGE),
        "now": request.now,
        "has_sheet": request.user.role in READING_ROLES,
    }
    return render(request, "service/losses/list.html", context)


@only_for(*READERS)
def loss(request, pk):
    """What was said of the loss, the calls so far, and for who calls the form of theirs."""
    user = request.user
    found = get_object_or_404(reviews_for(user), pk=pk)
    may_review = LossReview.objects.reviewable_by(user).filter(pk=pk).exists()
    form = CallForm(sent(request))
    if request.method == "POST" and not may_review and found.is_waiting:
        raise PermissionDenied
    read_review(found, by=user, now=request.now)

    def save():
        values = form.cleaned_data
        done = record_call(
            found,
            by=user,
            now=request.now,
            word=values["word"],
            said=values["said"],
            agrees=values["agrees"] == "yes",
            reason=values["reason"],
        )
        text = _("The call is noted.") if done.is_waiting else _("Agreed: the sale is lost.")
        messages.success(request, text)
        still = LossReview.objects.visible_to(user).filter(pk=pk).exists()
        return reverse("service:loss", args=[pk]) if still else reverse("service:loss_list")

    if answer := save_once(request, form, save):
        return answer
    context = {
        "review": found,
        "customer": found.customer,
        "calls": found.calls.select_related("by"),
        "form": form if may_review else None,
        "may_take_back": may_review and user.role in ASSESSING_ROLES,
        "may_open_card": Customer.objects.visible_to(user)
        .filter(pk=found.opportunity.customer_id)
        .exists(),
        "now": request.now,
        "cancel_url": reverse("service:loss_list"),
    }
    return render(request, "service/losses/loss.html", context)


@only_for(*ASSESSING_ROLES)
def loss_take_back(request, pk):
    """The customer is not lost: note, date and next contact, as at a reopening (R2.7)."""
    found = get_object_or_404(reviews_for(request.user), pk=pk)
    if request.method != "POST" and not found.is_waiting:
        messages.info(
            request, _("This has been decided: %(state)s.") % {"state": found.get_state_display()}
        )
        return redirect("service:loss", pk)
    if (
        not LossReview.objects.reviewable_by(request.user).filter(pk=pk).exists()
        and found.is_waiting
    ):
        raise PermissionDenied
    opportunity = found.opportunity
    on = found.store.business_date(request.now)
    form = TakeBackForm(
        sent(request),
        person=opportunity.consultant,
        opportunity=opportunity,
        reader=IntentReader.of_opportunity(opportunity, on=on),
        initial={"note": opportunity.note},
    )

    def save():
        values = form.cleaned_data
        take_back(
            found,
            by=request.user,
            now=request.now,
            on=on,
            intent=Intent(form.grade, values["note"], values["expected_on"]),
            plan=form.plan(form.next_day),
            said=values["said"],
            reason=values["reason"],
        )
        name = opportunity.consultant
        messages.success(request, _("Taken up again; %(name)s is told why.") % {"name": name})
        return reverse("service:loss", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "review": found,
        "opportunity": opportunity,
        "customer": found.customer,
        "next_date": NextDate.of(form, "", now=request.now),
    }
    return render(request, "service/losses/take_back.html", context)


@only_for(Role.DIRECTOR)
def loss_policy(request):
    """Which losses are reviewed, how soon and by whom; ``?store=`` names one of a region's."""
    asked = request.GET.get("store", "")
    store, stores = store_asked_for(request.user, asked)
    policy = policy_of(store)
    names = ("codes", "within_hours", "sample_percent", "sampled_by")
    initial = {name: getattr(policy, name) for name in names}
    form = LossPolicyForm(sent(request), initial=initial)
    address = f"{reverse('service:loss_policy')}?store={store.pk}"
    if asked != str(store.pk) and (asked or len(stores) > 1):
        return redirect(address)

    def save():
        values = {name: form.cleaned_data[name] for name in names}
        set_policy(by=request.user, now=request.now, store=store, **values)
        messages.success(request, _("Saved: it holds for every loss from now on."))
        return address

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "store": store,
        "stores": stores,
        "cancel_url": reverse("service:loss_list"),
    }
    return render(request, "service/losses/policy.html", context)
