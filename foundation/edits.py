"""A form that changes what exists writes only what was changed in it.

It carries a mark of every value that it showed. A field left as it was shown takes what is stored by
now; a field that was changed here and meanwhile elsewhere is refused: both values are shown, what was
typed stays, and whoever sends it again decides. So an old form never undoes newer data.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .display import day
from .once import OnceForm
from .shown import MARKS, fingerprint


class TokenInput(forms.HiddenInput):
    """The token, and beside it the marks of what the form shows."""

    def __init__(self, form: "EditForm") -> None:
        super().__init__()
        self.form = form

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        name = self.form.add_prefix(MARKS)
        own = '<input type="hidden" name="{}" value="{}">'
        text = self.form.marks_as_text()
        return super().render(*args, **kwargs) + format_html(own, name, text)

    def __deepcopy__(self, memo: dict[int, Any]) -> "TokenInput":
        return self


class EditForm(OnceForm):
    """``of``: the rows of which the form shows values, in the order in which services lock them.

    Without any it adds something, unless ``is_grid``: then it shows a table that always exists. ``edited``
    names the fields that show what is stored, where not all do; ``firm`` those that must be as they were
    shown, whatever was typed. What is stored is the initial value, unless ``stored`` says otherwise.
    """

    is_grid = False
    edited: Iterable[str] | None = None
    firm: Iterable[str] = ()

    def __init__(self, *args: Any, of: Iterable[models.Model] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].widget = TokenInput(self)
        rows = [*of, *filter(None, [getattr(self, "instance", None)])]
        self._rows = [(row, values_of(row)) for row in rows if row.pk]
        self._conflicts: dict[str, Any] = {}
        self._is_merged = False

    def marks(self) -> dict[str, str]:
        """``{field: mark}`` of what is stored now."""
        return {name: fingerprint(self._stored(name)) for name in self._compared()}

    def marks_as_text(self) -> str:
        """The marks as the page carries them."""
        return " ".join(f"{name}:{mark}" for name, mark in self.marks().items())

    def stored(self, name: str) -> Any:
        """The value of the field that is on record now."""
        return self.get_initial_for_field(self.fields[name], name)

    def said_of(self, name: str, stored: list[str]) -> str:
        """What is on record now, to somebody whose form says otherwise."""
        return said_of(self, name, stored)

    @property
    def conflicts(self) -> list[tuple[forms.BoundField, str, str]]:
        """``(field, on record now, sent)`` of each field that somebody else changed meanwhile."""
        return [
            (
                self[name],
                words_of(self, name, stored),
                words_of(self, name, self._typed(name)),
            )
            for name, stored in self._conflicts.items()
            if not self.fields[name].widget.is_hidden
        ]

    def full_clean(self) -> None:
        """Clean what was sent, with what is stored in the fields that were left alone."""
        if self.is_bound and not self._is_merged:
            self._is_merged = True
            self._merge()
        super().full_clean()
        for name, stored in self._conflicts.items():
            field = None if self.fields[name].widget.is_hidden else name
            self.add_error(field, ValidationError(self.said_of(name, stored), code="changed"))

    def require_unchanged(self) -> None:
        """Lock the rows; raise ``ValidationError`` where one changed since the page was answered."""
        for row, before in self._rows:
            manager = type(row)._base_manager
            now = manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
            if now is None or values_of(now) != before:
                raise ValidationError(
                    _("Somebody changed this at the same moment. Look at it and send it again."),
                    code="changed",
                )

    def _merge(self) -> None:
        marks = sent_marks(self.data.get(self.add_prefix(MARKS)))
        sent: Any = self.data
        data = sent.copy()
        for name in self._compared():
            stored, typed = self._stored(name), self._typed(name)
            shown = marks.get(name)
            if shown is None or shown == fingerprint(stored):
                continue
            if name in self.firm:
                self._conflicts[name] = stored
            if shown == fingerprint(typed):
                self._put(data, name, stored)
            elif fingerprint(typed) != fingerprint(stored):
                self._conflicts[name] = stored
        self.data = data

    def _put(self, data: Any, name: str, value: list[str]) -> None:
        key = self.add_prefix(name)
        if isinstance(self.fields[name].widget, forms.CheckboxInput):
            value = ["on"] if value == ["True"] else []
        if not value:
            data.pop(key, None)
        elif hasattr(data, "setlist"):
            data.setlist(key, value)
        else:
            data[key] = value if len(value) > 1 else value[0]

    def _compared(self) -> list[str]:
        if not self._rows and not self.is_grid:
            return []
        names = self.fields if self.edited is None else self.edited
        return [
            name
            for name, field in self.fields.items()
            if name in names
            and name != "token"
            and not field.disabled
            and not isinstance(field, forms.FileField)
        ]

    def _stored(self, name: str) -> list[str]:
        field = self.fields[name]
        return as_sent(field.widget, field.prepare_value(self.stored(name)))

    def _typed(self, name: str) -> list[str]:
        widget = self.fields[name].widget
        value = widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return as_sent(widget, value)


def as_sent(widget: forms.Widget, value: Any) -> list[str]:
    """A value as a browser sends it, in one form whether it was stored or typed."""
    if isinstance(widget, forms.CheckboxInput):
        return [str(bool(value))]
    formatted = widget.format_value(value)
    if formatted is None:
        return [""]
    parts = formatted if isinstance(formatted, list | tuple) else [formatted]
    return ["\n".join(str(part).strip().splitlines()) for part in parts]


def sent_marks(text: str | None) -> dict[str, str]:
    """``{field: mark}`` as they came back; nonsense is left out."""
    pairs = (word.rpartition(":") for word in (text or "").split())
    return {name: mark for name, _colon, mark in pairs if name}


def words_of(form: forms.BaseForm, name: str, values: list[str]) -> str:
    """What ``values`` say in the field, to people."""
    field = form.fields[name]
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Yes") if values == ["True"] else _("No")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        labels = {str(key): str(label) for key, label in flat(field.choices)}
        return ", ".join(labels.get(part, part) for part in values if part)
    if isinstance(field, forms.DateField) and values != [""]:
        try:
            return day(field.to_python(values[0]))
        except ValidationError:
            pass
    return ", ".join(values)


def said_of(form: forms.BaseForm, name: str, stored: list[str]) -> str:
    """What stands in the field now, to somebody who wanted something else."""
    value = words_of(form, name, stored)
    if not value.strip():
        return _("Somebody emptied this meanwhile. Send it again to put yours in.")
    return _("Somebody changed this meanwhile to “%(value)s”. Send it again to put yours in.") % {
        "value": value
    }


def flat(choices: Any) -> Iterable[tuple[Any, Any]]:
    """The choices of all groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from flat(label)
        else:
            yield key, label


def values_of(row: models.Model) -> Mapping[str, Any]:
    """What the row's own columns hold."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
