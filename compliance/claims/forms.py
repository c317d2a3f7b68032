"""Filing a claim, objecting to it, and finding claims (R7)."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.fields import PersonChoiceFilter
from accounts.access.queries import staff_visible_to
from accounts.people.models import Role
from followups.activities.models import Mode
from followups.recordings.fields import RecordingFields
from foundation.fields import DayField, text_area
from foundation.once import OnceForm

from .models import OPEN_STATES, Claim, ClaimState
from .services import OwnContact, Proof

OPEN, ALL = "open", "all"
MINE, AGAINST = "mine", "against"
STATES = [
    (OPEN, _("Open")),
    (ClaimState.FILED, _("Waiting for the director")),
    (ClaimState.DRAFT, _("Drafts")),
    (ClaimState.APPROVED, _("Approved")),
    (ClaimState.REFUSED, _("Refused")),
    (ClaimState.WITHDRAWN, _("Withdrawn")),
    (ALL, _("All")),
]


class ClaimForm(RecordingFields, OnceForm):
    """The grounds, a recording, and a contact of the claimant's own.

    ``contact_needed``: none is on record yet.
    """

    grounds = forms.CharField(
        label=_("Grounds"),
        max_length=2000,
        widget=text_area(3, maxlength=2000),
        help_text=_("Why the customer should be yours; the director reads this."),
    )
    mode = forms.ChoiceField(
        label=_("Mode"), choices=Mode, initial=Mode.PHONE, required=False, widget=forms.RadioSelect
    )
    executed_on = DayField(label=_("Date of the contact"), required=False)
    content = forms.CharField(
        label=_("What was said"), required=False, max_length=10_000, widget=text_area(4)
    )

    def __init__(self, *args, contact_needed, **kwargs):
        super().__init__(*args, **kwargs)
        self.contact_needed = contact_needed

    def clean(self):
        values = super().clean()
        wanted = self.contact_needed or values.get("content") or values.get("executed_on")
        if wanted and not values.get("content") and "content" not in self.errors:
            self.add_error(
                "content",
                _("Say what was said: without an effective contact of yours there is no claim."),
            )
        if wanted and not values.get("executed_on") and "executed_on" not in self.errors:
            self.add_error("executed_on", _("Give the day of the contact."))
        return values

    def contact(self):
        """The contact to be put on record, or ``None``."""
        values = self.cleaned_data
        if not values["content"]:
            return None
        return OwnContact(
            mode=values["mode"] or Mode.PHONE,
            executed_on=values["executed_on"],
            content=values["content"],
        )

    def proof(self):
        """The recording, a file or where it is kept, or ``None``."""
        if not self.has_recording:
            return None
        return Proof(self.cleaned_data["recording"], self.cleaned_data["reference"])


class ObjectionForm(forms.Form):
    objection = forms.CharField(
        label=_("Objection"), max_length=2000, widget=text_area(4, maxlength=2000)
    )


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, widget=text_area(2, maxlength=300)
    )


class ClaimFilter(django_filters.FilterSet):
    """The list's filters; what makes no sense in them is left out.

    Of one customer all claims are shown; else those that are open, or for a director those waiting.
    """

    state = django_filters.ChoiceFilter(
        choices=STATES, method="by_state", label=_("State"), empty_label=None
    )
    side = django_filters.ChoiceFilter(
        choices=[(MINE, _("Filed by me")), (AGAINST, _("Against me"))],
        method="by_side",
        label=_("Side"),
        empty_label=_("All"),
    )
    person = PersonChoiceFilter(
        method="by_person", label=_("Consultant"), empty_label=_("All consultants")
    )
    customer = django_filters.NumberFilter(
        widget=forms.HiddenInput, method="by_customer", max_value=2**62, min_value=1
    )

    class Meta:
        model = Claim
        fields = []

    def __init__(self, data, *args, user, **kwargs):
        data = data.copy()
        self.default = ALL if data.get("customer") else OPEN if user.is_consultant else "filed"
        data["state"] = data.get("state") or self.default
        super().__init__(data, *args, **kwargs)
        self.user = user
        if user.is_consultant:
            del self.filters["person"]
        else:
            del self.filters["side"]
            people = staff_visible_to(user).filter(role=Role.CONSULTANT)
            self.filters["person"].queryset = people

    @property
    def is_active(self):
        values = self.form.cleaned_data
        return any(value for name, value in values.items() if name != "state") or (
            values.get("state") not in ("", None, self.default)
        )

    def by_state(self, rows, name, value):
        if value == OPEN:
            return rows.filter(state__in=OPEN_STATES)
        return rows if value == ALL else rows.filter(state=value)

    def by_side(self, rows, name, value):
        return rows.filter(**{"claimant" if value == MINE else "owner": self.user})

    def by_person(self, rows, name, value):
        return rows.filter(Q(claimant=value) | Q(owner=value))

    def by_customer(self, rows, name, value):
        return rows.filter(customer=int(value))
