"""Which part of a register is shown; what makes no sense is left out (R9.1)."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.fields import PersonField
from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role, User
from foundation.fields import DayField

from ..models import VisitKind
from ..queries import consultants_of


class RegisterForm(forms.Form):
    """``since`` and ``until`` are today unless given.

    ``open``: who should have been signed out by now, on whatever day; ``closed``: today counts as well.
    """

    LOOK_BACK = timedelta(days=366)

    kind = forms.ChoiceField(choices=VisitKind, required=False, widget=forms.HiddenInput)
    open = forms.BooleanField(required=False, widget=forms.HiddenInput)
    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("Last day"), required=False)
    manager = PersonField(None, label=_("Team"), required=False, empty_label=_("All teams"))
    consultant = PersonField(
        None, label=_("Consultant"), required=False, empty_label=_("All consultants")
    )

    def __init__(self, data, *, user, today, closed):
        data = data.copy()
        for name in ("since", "until"):
            data[name] = (
                data.get(name) or data.get("until") or data.get("since") or today.isoformat()
            )
        super().__init__(data)
        self.today, self.closed = today, closed
        everybody = User.objects.filter(store__in=stores_of(user), is_active=True)
        if user.role in (Role.CONSULTANT, Role.MANAGER):
            del self.fields["manager"]
        else:
            self.fields["manager"].queryset = everybody.filter(role=Role.MANAGER)
        if user.is_consultant:
            del self.fields["consultant"]
        elif user.role == Role.RECEPTION:
            self.fields["consultant"].queryset = consultants_of(user.store)
        else:
            people = staff_visible_to(user).filter(role=Role.CONSULTANT)
            self.fields["consultant"].queryset = people
        self.is_valid()

    @property
    def chosen(self):
        """The arguments of ``register_rows``."""
        until = self._given("until") or self.today
        since = self._given("since") or until
        if self._given("open"):
            until = self.today if self.closed else self.today - timedelta(days=1)
            since = until - self.LOOK_BACK
        return {
            "kind": self._given("kind") or VisitKind.WALK_IN,
            "since": min(since, until),
            "until": until,
            "consultant": self._given("consultant"),
            "manager": self._given("manager"),
            "open_only": bool(self._given("open")),
        }

    @property
    def is_active(self):
        chosen = self.chosen
        return (
            (chosen["since"], chosen["until"]) != (self.today, self.today)
            or chosen["consultant"] is not None
            or chosen["manager"] is not None
            or chosen["open_only"]
        )

    def _given(self, name):
        return self.cleaned_data.get(name)
