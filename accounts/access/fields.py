"""The choice of a person among those whose work one oversees (R1.3): in filters of lists, and in forms.

Where there are few it is a list. Of a region's thousands one types a name, with or without a script.
"""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField as FilterChoiceField

from foundation.chosen import key_in
from foundation.filters import PageFilter

from .queries import FINED_ROLES, staff_visible_to

# More than this are not listed; so many are proposed while one types.
MOST_LISTED, PROPOSED = 200, 20
MARK = " · "


def name_typed(person):
    """What stands in the field for a person, and is understood when it comes back."""
    return f"{person}{MARK}{person.username}"


def named(people, text):
    """Those of ``people`` whom a text may mean, whoever is meant exactly alone."""
    name = text.rpartition(MARK)[2].strip()
    if "\0" in name:
        return people.none()
    exact = people.filter(Q(username__iexact=name) | Q(full_name__iexact=name))
    found = exact.order_by("full_name", "username")[: PROPOSED + 1]
    return (
        found
        or people.filter(Q(full_name__icontains=name) | Q(username__istartswith=name)).order_by(
            "full_name", "username"
        )[: PROPOSED + 1]
    )


def proposals(name, list_id):
    """Attributes by which a field asks for names; what its form says of its own asking is not meant here."""
    apart = dict.fromkeys(("hx-select", "hx-select-oob", "hx-indicator", "hx-confirm"), "unset")
    return apart | {
        "list": list_id,
        "hx-post": reverse("people_named"),
        "hx-params": name,
        "hx-trigger": "input changed delay:200ms",
        "hx-target": f"#{list_id}",
        "hx-swap": "innerHTML",
        "hx-push-url": "false",
    }


class PersonSelect(forms.Select):
    """A list of few people; else a field to type a name in, which proposes some meanwhile."""

    def value_from_datadict(self, data, files, name):
        """Of whoever is meant exactly the key, so that it compares with what is stored."""
        value = super().value_from_datadict(data, files, name)
        if not (isinstance(value, str) and MARK in value and hasattr(self.choices, "queryset")):
            return value
        meant = list(named(self.choices.queryset, value))
        return str(meant[0].pk) if len(meant) == 1 else value

    def get_context(self, name, value, attrs):
        offered = self.choices
        if not hasattr(offered, "queryset"):
            return super().get_context(name, value, attrs)
        people = list(offered.queryset[: MOST_LISTED + 1])
        field, first = offered.field, []
        if field.empty_label is not None:
            first.append(("", field.empty_label))
        if getattr(field, "null_label", None) is not None:
            first.append((field.null_value, field.null_label))
        if len(people) <= MOST_LISTED:
            self.choices = first + [offered.choice(person) for person in people]
            return super().get_context(name, value, attrs)
        attrs = {"placeholder": field.empty_label or "", "autocomplete": "off"} | (attrs or {})
        attrs |= proposals(name, f"{attrs.get('id', name)}-people")
        text = forms.TextInput(self.attrs)
        context = text.get_context(name, self._shown(offered.queryset, value), attrs)
        context["widget"] |= {"template_name": "accounts/access/person.html", "first": first[1:]}
        return context

    def render(self, name, value, attrs=None, renderer=None):
        context = self.get_context(name, value, attrs)
        return self._render(context["widget"]["template_name"], context, renderer)

    @staticmethod
    def _shown(people, value):
        key = key_in(str(value or ""))
        person = people.filter(pk=key).first() if key else None
        return name_typed(person) if person else value


class TypedPerson:
    """``to_python`` takes the key of a person, or a name."""

    widget = PersonSelect

    def to_python(self, value):
        text = value.strip() if isinstance(value, str) else ""
        if not text or text.isdecimal() or text == getattr(self, "null_value", None):
            return super().to_python(value)
        if text == str(getattr(self, "null_label", None)):
            return super().to_python(self.null_value)
        found = list(named(self.queryset, text))
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("There is nobody of that name here."), code="nobody")
        names = [name_typed(person) for person in found[:PROPOSED]]
        raise ValidationError(
            _("Several have such a name. Take one: %(names)s"),
            code="several",
            params={"names": _(", ").join(names)},
        )


class PersonField(TypedPerson, forms.ModelChoiceField):
    pass


class _PersonInFilter(TypedPerson, FilterChoiceField):
    pass


class PersonChoiceFilter(django_filters.ModelChoiceFilter):
    field_class = _PersonInFilter


class PeopleFilter(PageFilter):
    """``whose``: the filter that offers the people; a consultant, who sees but one, gets none."""

    whose = "person"

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if user.is_consultant:
            del self.filters[self.whose]
        else:
            people = staff_visible_to(user).filter(role__in=FINED_ROLES)
            self.filters[self.whose].queryset = people


class PersonFilter(PeopleFilter):
    person = PersonChoiceFilter(label=_("Person"), empty_label=_("All"))
