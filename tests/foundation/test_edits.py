"""A form that changes what exists writes only what was changed in it."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.people.models import Region, Store
from foundation.edits import EditForm
from foundation.fields import DayField
from foundation.shown import MARKS


class SaleForm(EditForm):
    is_grid = True
    name = forms.CharField()
    note = forms.CharField(required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "Apple"), ("b", "Pear")])
    on = DayField(required=False)
    is_open = forms.BooleanField(required=False)
    tags = forms.MultipleChoiceField(choices=[("x", "X"), ("y", "Y")], required=False)


BEFORE = {"name": "Ann", "note": "one\ntwo", "kind": "a", "on": date(2026, 11, 1), "is_open": True}
BEFORE |= {"tags": ["x"]}


def page_of(stored):
    """What a browser sends of an untouched page that shows these values."""
    form = SaleForm(initial=stored)
    data = QueryDict(mutable=True)
    for bound in form:
        if isinstance(bound.field, forms.BooleanField):
            if bound.value():
                data[bound.html_name] = "on"
        elif isinstance(bound.value(), list):
            data.setlist(bound.html_name, bound.value())
        elif bound.value() is not None:
            data[bound.html_name] = str(bound.value()).replace("\n", "\r\n")
    data[MARKS] = form.marks_as_text()
    return data


def sent(data, stored, **typed):
    for name, value in typed.items():
        data.pop(name, None)
        if value is not None:
            data[name] = value
    form = SaleForm(data, initial=stored)
    return form.is_valid(), form


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ("name", "Bob"),
        ("note", ""),
        ("kind", "b"),
        ("on", date(2026, 12, 24)),
        ("on", None),
        ("is_open", False),
        ("tags", ["x", "y"]),
        ("tags", []),
    ],
)
def test_what_was_left_alone_takes_what_is_stored(changed, value):
    now = BEFORE | {changed: value}
    other = "kind" if changed == "name" else "name"
    valid, form = sent(page_of(BEFORE), now, **{other: "b"})
    assert valid, form.errors
    assert form.cleaned_data[changed] == ("" if value is None and changed != "on" else value)
    assert form.cleaned_data[other] == "b"


def test_what_was_changed_on_both_sides_is_refused_with_both_shown():
    page = page_of(BEFORE)
    valid, form = sent(page, BEFORE | {"kind": "b", "name": "Bob"}, name="Cid")
    assert not valid
    assert form.errors == {
        "name": ["Somebody changed this meanwhile to “Bob”. Send it again to put yours in."]
    }
    assert form["name"].value() == "Cid"
    assert form["kind"].value() == "b"
    # Sent again as it stands on the page, it is a decision.
    page[MARKS] = form.marks_as_text()
    valid, form = sent(page, BEFORE | {"kind": "b", "name": "Bob"}, name="Cid", kind="b")
    assert valid and form.cleaned_data["name"] == "Cid"


def test_the_same_change_twice_is_no_conflict():
    valid, form = sent(page_of(BEFORE), BEFORE | {"name": "Bob"}, name="Bob")
    assert valid, form.errors


@pytest.mark.parametrize("marks", ["", "::: name: :x", "name:0000", "name"])
def test_nonsense_in_the_marks_is_no_error_page(marks):
    page = page_of(BEFORE)
    page[MARKS] = marks
    sent(page, BEFORE)


def test_a_choice_and_a_day_are_named_as_the_page_names_them():
    now = BEFORE | {"kind": "b", "on": date(2026, 12, 24), "note": ""}
    _valid, form = sent(page_of(BEFORE), now, kind="c", on="2026-12-01", note="three")
    assert "“Pear”" in str(form.errors["kind"])
    assert "24 Dec 2026" in str(form.errors["on"])
    assert "emptied" in str(form.errors["note"])


class StoreForm(EditForm, forms.ModelForm):
    class Meta:
        model = Store
        fields = ["name"]


def test_a_change_between_the_answer_and_the_saving_is_refused(db):
    region = Region.objects.create(code="r", name="R")
    store = Store.objects.create(code="s", name="S", region=region)
    form = StoreForm({"name": "T"}, instance=Store.objects.get(pk=store.pk))
    assert form.is_valid()
    form.require_unchanged()
    Store.objects.filter(pk=store.pk).update(name="U")
    with pytest.raises(ValidationError):
        form.require_unchanged()
    Store.objects.all().delete()
    with pytest.raises(ValidationError):
        form.require_unchanged()
