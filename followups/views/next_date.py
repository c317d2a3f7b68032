"""The date of the next contact, proposed anew while the note is being written (R4.3)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.pages import only_for
from followups.forms.contact import ContactForm
from followups.forms.customer import CustomerForm, OpportunityForm
from followups.forms.plans import PlanFields
from followups.services.intake import consultants_for
from leads.queries import SALES_ROLES, get_customer_for, get_opportunity_for
from leads.services.intent import IntentReader

from .workload import hint_for


@dataclass
class NextDate:
    """The date field with its default, as a part of the page and as a fragment of its own.

    ``form`` has the fields; ``url`` answers with the fragment; ``default_on`` is what blank means;
    ``person`` will owe the contact.
    """

    form: object
    url: str
    default_on: date | None
    person: User
    now: datetime
    grade: object = None

    @classmethod
    def of(cls, form, url, *, now, fill=True):
        """For a page's form; fills the default into a form not yet sent, unless another plan stands."""
        if fill and not form.is_bound:
            form.initial["planned_on"] = form.default_on
        return cls(form, url, form.default_on, form.person, now, form.grade)

    @property
    def _chosen(self):
        if self.form.is_bound:
            return getattr(self.form, "cleaned_data", {}).get("planned_on")
        return self.form.initial.get("planned_on")

    @property
    def is_late(self):
        """Whether a reason for the date must be given."""
        late = bool(self._chosen and self.default_on and self._chosen > self.default_on)
        return late or bool(self.form.errors.get("stretch_reason"))

    @property
    def hint(self):
        """The day that is meant, where it is full already (R4.11)."""
        return hint_for(self.person, self._chosen or self.default_on, now=self.now)


@only_for(*SALES_ROLES)
@require_POST
def next_date(request, pk):
    """For a contact about an opportunity."""
    opportunity = get_opportunity_for(request.user, pk)
    on = opportunity.store.business_date(request.now)
    reader = IntentReader.of_opportunity(opportunity, on=on)
    form = ContactForm(request.POST, opportunity=opportunity, reader=reader)
    return _fragment(request, form, reverse("followups:next_date", args=[pk]))


@only_for(*SALES_ROLES)
@require_POST
def first_date_of_opportunity(request, pk):
    """For a further opportunity of a customer."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    reader = IntentReader.of_store(customer.store, on=on)
    form = OpportunityForm(request.POST, person=customer.consultant, reader=reader)
    return _fragment(request, form, reverse("followups:opportunity_first_date", args=[pk]))


@only_for(*SALES_ROLES)
@require_POST
def first_date(request):
    """For a new customer."""
    form = new_customer_form(request, request.POST)
    return _fragment(request, form, reverse("followups:first_date"))


def new_customer_form(request, data=None):
    """The form of a new customer in the user's own store; a region director has none."""
    store = request.user.store
    if store is None:
        raise PermissionDenied
    return CustomerForm(
        data,
        user=request.user,
        now=request.now,
        consultants=consultants_for(request.user),
        reader=IntentReader.of_store(store, on=store.business_date(request.now)),
    )


def _fragment(request, form, url):
    """A date that still is the default proposed before follows the default; another one stays."""
    form.is_valid()  # reads what is complete so far; its errors are not shown while one types
    sent = request.POST
    planned_on = form.cleaned_data.get("planned_on")
    if sent.get("planned_on", "") == sent.get("default_on", ""):
        planned_on = form.default_on
    shown = PlanFields(
        initial={"planned_on": planned_on, "stretch_reason": sent.get("stretch_reason", "")}
    )
    proposal = NextDate(shown, url, form.default_on, form.person, request.now, form.grade)
    return render(request, "followups/_next_date.html", {"next_date": proposal})
