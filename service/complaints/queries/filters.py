"""The filter of the list, to which the bars of the analysis lead as well (R14.1)."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.fields import PersonChoiceFilter
from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role, User
from foundation.fields import DayField
from foundation.filters import PageFilter
from foundation.finding import begins
from foundation.months import months_on, parse_month
from foundation.spelling import spelled

from ...questions.models import Department
from ..models import ComplaintCause, ComplaintKey, Severity

# What stands for "none" in an address.
NONE, TEAM = "none", "team"
OPEN, LATE, MINE, CLOSED, ALL = "open", "late", "mine", "closed", "all"
STATES = [
    (OPEN, pgettext_lazy("complaints", "Open")),
    (LATE, pgettext_lazy("complaints", "Late")),
    (MINE, pgettext_lazy("complaints", "With me")),
    (CLOSED, pgettext_lazy("complaints", "Closed")),
    (ALL, _("All")),
]


class _Day(django_filters.DateFilter):
    field_class = DayField


class ComplaintFilter(PageFilter):
    """``now``: what is late by then. What the analysis narrows by stands in its address alone."""

    defaults = {"state": OPEN}

    q = django_filters.CharFilter(label=_("Name or plate"), method="by_words")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, empty_label=None, method="by_state"
    )
    severity = django_filters.ChoiceFilter(
        label=_("Severity"), choices=Severity.choices, empty_label=_("All")
    )
    kind = django_filters.ModelChoiceFilter(
        label=_("Kind"), queryset=None, empty_label=_("All"), method="by_kind"
    )
    department = django_filters.ChoiceFilter(
        label=_("Department"), choices=Department.choices, empty_label=_("All")
    )
    assignee = PersonChoiceFilter(
        label=pgettext_lazy("complaints", "With"), queryset=None, empty_label=_("All")
    )
    store = django_filters.ModelChoiceFilter(
        label=_("Store"), queryset=None, empty_label=_("All stores")
    )
    start = _Day(
        field_name="registered_on", lookup_expr="gte", label=pgettext_lazy("period", "From")
    )
    end = _Day(field_name="registered_on", lookup_expr="lte", label=pgettext_lazy("period", "To"))

    class Meta:
        fields = []

    def __init__(self, data, rows, *, user, now):
        super().__init__(data, rows, user=user)
        self.now = now
        self.is_of_team = self.data.get("held") == TEAM
        stores = stores_of(user)
        self.filters["store"].queryset = stores
        if user.store_id:
            del self.filters["store"]
        kinds = ComplaintCause.objects.filter(store__in=stores, kind=None)
        self.filters["kind"].queryset = kinds
        with_case = rows.order_by().exclude(assignee=None).values("assignee")
        people, chosen = Q(pk__in=with_case), self.data.get("assignee") or ""
        if chosen.isdecimal() and len(chosen) < 19:
            # The board leads here for whoever has none as well.
            people |= Q(pk=int(chosen), store__in=stores)
        self.filters["assignee"].queryset = User.objects.filter(people)

    def filter_queryset(self, queryset):
        """``held=team``, said by the evening board: those that consultants of the team have."""
        rows = super().filter_queryset(queryset)
        if not self.is_of_team:
            return rows
        people = staff_visible_to(self.user).filter(role=Role.CONSULTANT)
        return rows.filter(assignee__in=people)

    def by_words(self, rows, name, value):
        stores = stores_of(self.user).values_list("pk", flat=True)
        typed = spelled(value)
        if not typed:
            return rows.none()
        return rows.filter(pk__in=begins(ComplaintKey, stores, typed).values("of"))

    def by_kind(self, rows, name, value):
        return rows.filter(Q(cause=value) | Q(cause__kind=value))

    def by_state(self, rows, name, value):
        """Each in the order of an index."""
        if value == ALL:
            return rows.order_by("-registered_on", "-pk")
        if value == CLOSED:
            return rows.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
        rows = rows.late(self.now) if value == LATE else rows.open()
        rows = rows.filter(assignee=self.user) if value == MINE else rows
        return rows.order_by("due_at", "pk")


def narrowed(rows, by, key):
    """The rows behind a bar of the analysis; raises ``ValueError`` for nonsense."""
    if by == "month":
        start = parse_month(key)
        return rows.filter(registered_on__gte=start, registered_on__lt=months_on(start, 1))
    if by == "model":
        if "\x00" in key:
            raise ValueError("no such model")
        return rows.filter(model="" if key == NONE else key)
    path = {"cause": "cause", "kind": "cause", "person": "consultant"}[by]
    if key == NONE:
        return rows.filter(**{path: None})
    number = int(key)
    if not 0 <= number < 2**63:
        raise ValueError("no such key")
    if by == "kind":
        return rows.filter(Q(cause=number) | Q(cause__kind=number))
    return rows.filter(**{path: number})
