"""A task, what came of it, why it is cancelled, and the filters of the list (R14.3)."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.fields import PersonChoiceFilter, PersonField
from accounts.people.models import User
from foundation.edits import EditForm
from foundation.fields import MomentField, ReasonField
from foundation.filters import PageFilter
from foundation.once import OnceForm
from foundation.searching import reads_like

from ..activities.models import Priority
from .models import LONGEST, Errand, ErrandKind
from .services import people_to_give


class ErrandForm(EditForm, forms.ModelForm):
    """A new one or a changed one; who leads says for whom it is."""

    due_at = MomentField(label=_("Due at"))
    remind_at = MomentField(
        label=_("Reminder at"), required=False, help_text=_("Rings the bell and the calendar.")
    )

    class Meta:
        model = Errand
        fields = ["person", "kind", "text", "due_at", "remind_at", "priority"]
        field_classes = {"person": PersonField}
        widgets = {"kind": forms.RadioSelect, "priority": forms.RadioSelect}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_to_give(by)
        self.fields["person"].empty_label = None
        if by.is_consultant:
            del self.fields["person"]

    def values(self):
        """The fields for the services."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}

    def _post_clean(self):
        # The service writes: the instance stays as it is, so that the page shows what is saved.
        pass


class DoneForm(EditForm):
    result = forms.CharField(label=_("What came of it"), max_length=LONGEST)


class CancelForm(OnceForm):
    reason = ReasonField(max_length=LONGEST)


OPEN, LATE, DONE, CANCELLED, ALL = "open", "late", "done", "cancelled", "all"
STATES = [
    (OPEN, pgettext_lazy("tasks", "Open")),
    (LATE, pgettext_lazy("tasks", "Late")),
    (DONE, pgettext_lazy("tasks", "Done")),
    (CANCELLED, pgettext_lazy("tasks", "Cancelled")),
    (ALL, _("All")),
]


class ErrandFilter(PageFilter):
    """The list: what is open unless something else is asked for; ``now`` says what is late."""

    defaults = {"state": OPEN}

    q = django_filters.CharFilter(method="by_words", label=_("Search"))
    state = django_filters.ChoiceFilter(
        choices=STATES, method="by_state", label=_("State"), empty_label=None
    )
    kind = django_filters.ChoiceFilter(
        choices=ErrandKind.choices, label=pgettext_lazy("task", "Kind"), empty_label=_("All")
    )
    priority = django_filters.ChoiceFilter(
        choices=Priority.choices, label=_("Priority"), empty_label=_("All")
    )
    person = PersonChoiceFilter(
        queryset=User.objects.none(), label=pgettext_lazy("task", "For"), empty_label=_("All")
    )
    given = django_filters.ChoiceFilter(
        choices=[("me", _("Me"))], method="by_giver", label=_("Given by"), empty_label=_("All")
    )

    class Meta:
        model = Errand
        fields = ["q", "state", "kind", "priority", "person", "given"]

    def __init__(self, *args, user, now, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.now = now
        if user.is_consultant:
            del self.filters["person"], self.filters["given"]
        else:
            self.filters["person"].queryset = people_to_give(user)

    def by_words(self, rows, name, value):
        wanted = reads_like("text", value) | reads_like("customer__name", value)
        return rows.filter(wanted | reads_like("target__name", value))

    def by_giver(self, rows, name, value):
        return rows.filter(given_by=self.user).exclude(person=self.user)

    def by_state(self, rows, name, value):
        if value in (OPEN, LATE):
            rows = rows.open().order_by("due_at", "priority", "pk")
            return rows.filter(due_at__lt=self.now) if value == LATE else rows
        if value == DONE:
            return rows.filter(done_at__isnull=False).order_by("-done_at", "-pk")
        if value == CANCELLED:
            return rows.filter(cancelled_at__isnull=False).order_by("-cancelled_at", "-pk")
        return rows.order_by("-due_at", "-pk")
