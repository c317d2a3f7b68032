"""The grades that sheets count by: those of the stores' policies, hottest first (R3.2)."""

from django.utils.translation import gettext_lazy as _

from leads.grading.models import Grade
from leads.grading.queries import policies_in_force

from .sheet import Figure, Group


def open_grades(scope, *found):
    """Codes of the grades in force in the stores of the scope, then further ones among ``found``.

    Grades of those who have ordered are no prospects and are left out of the former.
    """
    policies = {held.code for held in policies_in_force(list(scope.stores()), on=scope.last)}
    grades = Grade.objects.filter(policy__code__in=policies, is_ordered=False)
    codes = list(dict.fromkeys(grades.order_by("sort_order").values_list("code", flat=True)))
    return codes + sorted({code for code in found if code} - set(codes))


def by_grade(title, show, part, found, codes):
    """A group of figures: one for each of the grades ``codes``, and their sum."""
    figures = [Figure(found.get(code, 0), show, {part: code}, label=code) for code in codes]
    return Group(title, [*figures, Figure(sum(found.values()), show, label=_("Total"))])
