"""Kinds and causes, terms, and what was changed about a cause (R14.1)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.edits import EditForm
from foundation.fields import DayField, text_area
from foundation.once import OnceForm

from ..models import Severity
from ..rules import LONGEST_TERM, SHORTEST, TERMS


class CausesForm(EditForm):
    """Every kind with its causes, each by name and whether it is offered, and a place for a new one."""

    is_grid = True

    def __init__(self, *args, causes, **kwargs):
        super().__init__(*args, **kwargs)
        self.causes = list(causes)
        for row in self.causes:
            self.fields[f"name_{row.pk}"] = _name(_("Name"), initial=row.name, required=True)
            self.fields[f"retired_{row.pk}"] = forms.BooleanField(
                label=_("No longer offered"), required=False, initial=row.is_retired
            )
        for row in self.kinds:
            label = _("New cause of %(kind)s") % {"kind": row.name}
            self.fields[f"new_{row.pk}"] = _name(label)
        self.fields["new_kind"] = _name(_("New kind"))

    @property
    def kinds(self):
        return [row for row in self.causes if row.kind_id is None]

    @property
    def groups(self):
        """``(kind, rows of it, the new one)``; a row is ``(record, name, retired)``."""
        for kind in self.kinds:
            rows = [row for row in self.causes if kind.pk in (row.pk, row.kind_id)]
            bound = [(row, self[f"name_{row.pk}"], self[f"retired_{row.pk}"]) for row in rows]
            yield kind, bound, self[f"new_{kind.pk}"]

    def kept(self):
        values = self.cleaned_data
        return {
            row.pk: (values[f"name_{row.pk}"].strip(), values[f"retired_{row.pk}"])
            for row in self.causes
        }

    def new(self):
        found = {row.pk: self.cleaned_data[f"new_{row.pk}"].strip() for row in self.kinds}
        return found | {None: self.cleaned_data["new_kind"].strip()}


def _name(label, *, initial="", required=False):
    return forms.CharField(
        label=label,
        max_length=40,
        required=required,
        initial=initial,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ComplaintTermsForm(EditForm):
    """Minutes of opening hours for each severity; blank is as usual."""

    is_grid = True
    PARTS = ("minutes", "further")

    def __init__(self, *args, terms, **kwargs):
        super().__init__(*args, **kwargs)
        for severity, label in Severity.choices:
            own = terms.get(severity, (None, None))
            for part, value, usual in zip(self.PARTS, own, TERMS[severity], strict=True):
                self.fields[f"{part}_{severity}"] = forms.IntegerField(
                    label=label,
                    min_value=SHORTEST,
                    max_value=LONGEST_TERM,
                    required=False,
                    initial=value,
                    widget=forms.NumberInput({"inputmode": "numeric", "placeholder": usual}),
                )

    @property
    def rows(self):
        for severity in Severity.values:
            yield [self[f"{part}_{severity}"] for part in self.PARTS]

    def terms(self):
        """``{severity: (minutes, further)}``, ``None`` where both are blank."""
        found = {}
        for severity in Severity.values:
            typed = [self.cleaned_data[f"{part}_{severity}"] for part in self.PARTS]
            whole = zip(typed, TERMS[severity], strict=True)
            found[severity] = tuple(a or b for a, b in whole) if any(typed) else None
        return found


class ChangeForm(OnceForm):
    on = DayField(label=gettext_lazy("Date"))
    text = forms.CharField(
        label=gettext_lazy("What was changed"),
        max_length=1000,
        widget=text_area(3, maxlength=1000),
    )


class PageForm(OnceForm):
    """Pause the page, or let it go on: the button says which."""
