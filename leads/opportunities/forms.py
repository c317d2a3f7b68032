"""The filters and orders of the customer list (R3.5)."""

from contextlib import suppress
from functools import cached_property

import django_filters
from django import forms
from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.fields import PersonChoiceFilter
from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role, User
from foundation.edits import EditForm
from foundation.searching import reads_as, reads_like
from foundation.words import visible

from ..customers.models import Customer
from ..customers.rules import PhoneError, normalise_phone
from .fields import IntentDetails
from .models import Opportunity, State

ORDERS = {
    "grade": (_("Grade"), ["grade__sort_order", "expected_on"]),
    "-grade": (_("Grade, the coldest first"), ["-grade__sort_order", "expected_on"]),
    "expected": (_("Expected purchase date"), ["expected_on"]),
    "-expected": (_("Expected purchase date, the latest first"), ["-expected_on"]),
    "name": (pgettext_lazy("person", "name"), ["customer__name"]),
    "model": (_("Model"), ["brand", "model"]),
    "contact": (_("Longest without contact"), [F("last_contact_on").asc(nulls_first=True)]),
    "-contact": (_("Latest contact"), [F("last_contact_on").desc(nulls_last=True)]),
    "note": (_("Note"), ["note"]),
    "-registered": (_("Newest"), ["-registered_on"]),
}
DEFAULT_ORDER = "grade"
# What a click on a head of the table sorts by, and what a second one.
HEADS = {
    "customer": ("name", "name"),
    "grade": ("grade", "-grade"),
    "model": ("model", "model"),
    "expected": ("expected", "-expected"),
    "note": ("note", "note"),
    "contact": ("contact", "-contact"),
}
ALL = "all"
OUT = "out"
FOUND_ONCE = 1000


def name_or_phone(text, of="customer__"):
    """A ``Q`` over opportunities: the exact number, its last four digits, or part of the name.

    ``of``: where the rows have the card.
    """
    text = visible(text)
    found = reads_like(f"{of}name", text)
    if text.isdecimal() and len(text) == 4:
        found |= Q(**{f"{of}phone__endswith": text})
    with suppress(PhoneError):
        found |= Q(**{f"{of}phone": normalise_phone(text)})
    return found


class IntentDetailsForm(IntentDetails, EditForm):
    """What is known of an intent beside its note and date (R2.2)."""

    def __init__(self, *args, opportunity, on, **kwargs):
        initial = self.present_details(opportunity)
        super().__init__(*args, of=[opportunity], initial=initial, **kwargs)
        self.offer_events(opportunity.store_id, on=on, present=opportunity.event_id)
        self.fields["model"].widget.attrs |= {"list": "models-in-use", "autocomplete": "off"}


# What of it can be kept under a name: what somebody looks for is personal.
KEPT = ("brand", "model", "state", "consultant", "sort", "grade", "step")


class OpportunityFilter(django_filters.FilterSet):
    """The list but for the grade and what is out of step, which the chips beside this form choose and count.

    ``brands``, ``models``: the names to choose from; ``user``: whose list it is; ``windows``: the day's.
    """

    q = django_filters.CharFilter(label=_("Name or phone"), method="by_name_or_phone")
    note = django_filters.CharFilter(label=_("Note contains"), method="by_note")
    brand = django_filters.ChoiceFilter(label=_("Brand"), empty_label=_("All"))
    model = django_filters.ChoiceFilter(label=_("Model"), empty_label=_("All"), method="by_model")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*State.choices, (ALL, _("All"))],
        empty_label=None,
        method="by_state",
    )
    consultant = PersonChoiceFilter(
        label=_("Consultant"), queryset=User.objects.none(), empty_label=_("All")
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=[(code, label) for code, (label, _fields) in ORDERS.items()],
        empty_label=None,
        method="by_order",
    )
    grade = django_filters.CharFilter(widget=forms.HiddenInput, method="keep")
    step = django_filters.CharFilter(widget=forms.HiddenInput, method="keep")

    class Meta:
        model = Opportunity
        fields = []

    def __init__(self, data, *args, user, brands, models, windows, **kwargs):
        self.windows = windows
        self.user = user
        data = data.copy()
        data.setdefault("state", State.EXECUTING)
        data.setdefault("sort", DEFAULT_ORDER)
        super().__init__(data, *args, **kwargs)
        self.filters["model"].extra["choices"] = [(name, name) for name in models]
        self.filters["brand"].extra["choices"] = [(name, name) for name in brands]
        if len(brands) < 2:
            del self.filters["brand"]
        if user.is_consultant:
            del self.filters["consultant"]
        else:
            people = staff_visible_to(user).filter(role=Role.CONSULTANT)
            self.filters["consultant"].queryset = people
        self.form.fields["q"].widget.input_type = "search"

    @property
    def chosen_grade(self):
        """The grade that was chosen, or an empty text."""
        return self.form.cleaned_data.get("grade", "") if self.form.is_bound else ""

    @property
    def is_active(self):
        """Whether the person narrowed the list down."""
        narrowing = ("q", "note", "brand", "model", "consultant", "grade", "step")
        return any(self.data.get(name) for name in narrowing) or (
            self.data.get("state") != State.EXECUTING
        )

    @property
    def is_out_of_step(self):
        """Whether only those are wanted whose date no longer fits their grade (R3.3)."""
        return self.form.is_bound and self.form.cleaned_data.get("step") == OUT

    @property
    def out_of_step(self):
        """How many of the grade that was chosen are out of step."""
        return sum(out for code, _number, out in self._counted if self._is_chosen(code))

    @property
    def number(self):
        """How many rows the list has."""
        return sum(number for code, number in self.chips if self._is_chosen(code))

    @property
    def heads(self):
        """``{column: (what a click sorts by, what aria-sort says)}``."""
        chosen = self.data.get("sort")
        found = {}
        for column, (first, second) in HEADS.items():
            said = {first: "ascending", second: "ascending" if first == second else "descending"}
            found[column] = (second if chosen == first else first, said.get(chosen, ""))
        return found

    @property
    def chips(self):
        """``(code, number of rows)`` of each grade in the list, hottest first (R3.5)."""
        counted = self._counted
        if self.is_out_of_step:
            return [(code, out) for code, _number, out in counted if out]
        return [(code, number) for code, number, _out in counted]

    @cached_property
    def _counted(self):
        """``(code, number, out of step)`` of each grade: all that the page counts, in one query."""
        rows = self.qs.order_by().values_list("grade__code")
        out = Count("pk", filter=self.windows.outside())
        rows = rows.annotate(number=Count("pk"), out=out, order=Min("grade__sort_order"))
        return [row[:3] for row in rows.order_by("order", "grade__code")]

    def _is_chosen(self, code):
        return self.chosen_grade in ("", code)

    def rows(self):
        """The list itself."""
        rows = self._of_grade()
        return self.windows.out_of_step(rows) if self.is_out_of_step else rows

    def _of_grade(self):
        return self.qs.filter(grade__code=self.chosen_grade) if self.chosen_grade else self.qs

    def by_name_or_phone(self, rows, name, value):
        if not self.user.heads:
            return rows.filter(name_or_phone(value))
        cards = Customer.objects.filter(name_or_phone(value, of=""))
        cards = cards.filter(store__in=stores_of(self.user)).values_list("pk", flat=True)
        # Few are found once instead of by each query of the page.
        few = list(cards[: FOUND_ONCE + 1])
        return rows.filter(customer__in=few if len(few) <= FOUND_ONCE else cards)

    def by_state(self, rows, name, value):
        return rows if value == ALL else rows.filter(state=value)

    def by_model(self, rows, name, value):
        return rows.filter(reads_as("model", value))

    def by_note(self, rows, name, value):
        return rows.filter(reads_like("note", value))

    def keep(self, rows, name, value):
        return rows

    def by_order(self, rows, name, value):
        return rows.order_by(*ORDERS[value][1], "pk")
