"""The pages on which a store's rules of leads are laid down, with a trial run (R5.2, R5.3)."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import store_asked_for
from accounts.people.models import User
from foundation.once import save_once, sent
from foundation.pages import only_for

from ..arrivals.models import IntakePolicy
from ..distribution.models import CHOSEN_BY, Strength
from ..distribution.queries import rules_of
from ..distribution.rules import USUAL, Ordered
from ..first_contact.models import FirstContactTerm, StoreHours
from .forms import RulesForm, StrengthsForm, TermsForm
from .queries import last_month, shares_given, try_rules
from .services import KEEPERS, set_rules, set_strengths, set_terms

keepers_only = only_for(*KEEPERS)
RULE_SAID = dict(CHOSEN_BY)
USUAL_RULES = [Ordered(kind) for kind in USUAL]


def _store(request):
    """The store that the page is about: the user's, or the one chosen of several."""
    return store_asked_for(request.user, request.GET.get("store", ""))


def _page(request, name, store, stores, form, **more):
    context = {"form": form, "store": store, "stores": stores, "page": name, **more}
    return render(request, f"intake/store_rules/{name}.html", context)


def _back(name, store):
    return f"{reverse(f'intake:{name}')}?store={store.pk}"


@keepers_only
def rule_list(request):
    """The order of the rules; they are tried on last month's leads before they are saved."""
    store, stores = _store(request)
    on = store.business_date(request.now)
    form = RulesForm(sent(request), rules=rules_of(store))
    trial = None

    def save():
        set_rules(by=request.user, now=request.now, store=store, rules=form.ordered())
        messages.success(request, _("The rules are saved."))
        return _back("rule_list", store)

    if request.method == "POST" and "try" in request.POST:
        if form.is_valid():
            trial = try_rules(store, form.ordered() or USUAL_RULES, on=on)
    elif answer := save_once(request, form, save):
        return answer
    shares = shares_given(store, since=on.replace(day=1))
    more = {
        "trial": trial,
        "month": last_month(on)[0],
        "shares": [(each, [(RULE_SAID[rule], n) for rule, n in each.by_rule]) for each in shares],
        "rules_said": RULE_SAID,
    }
    return _page(request, "rules", store, stores, form, **more)


@keepers_only
def strength_list(request):
    """What leads each person is best given."""
    store, stores = _store(request)
    people = User.objects.consultants().filter(store=store).order_by("full_name", "pk")
    rows = {row.person_id: row for row in Strength.objects.filter(person__in=people)}
    form = StrengthsForm(sent(request), people=people, strengths=rows)

    def save():
        set_strengths(by=request.user, now=request.now, store=store, strengths=form.strengths())
        messages.success(request, _("The strengths are saved."))
        return _back("strength_list", store)

    if answer := save_once(request, form, save):
        return answer
    return _page(request, "strengths", store, stores, form)


@keepers_only
def term_list(request):
    """Opening hours, districts, and how soon a lead is contacted."""
    store, stores = _store(request)
    form = TermsForm(
        sent(request),
        hours=StoreHours.objects.filter(store=store).first(),
        policy=IntakePolicy.objects.filter(store=store).first(),
        terms={row.channel: row for row in FirstContactTerm.objects.filter(store=store)},
    )

    def save():
        values = form.cleaned_data
        names = ("opens_at", "closes_at", "open_daily", "districts", "last_counts")
        set_terms(
            by=request.user,
            now=request.now,
            store=store,
            terms=form.terms(),
            **{name: values[name] for name in names},
        )
        messages.success(request, _("Hours and terms are saved."))
        return _back("term_list", store)

    if answer := save_once(request, form, save):
        return answer
    return _page(request, "terms", store, stores, form)
