"""The choice of a person among those whose work one oversees (R1.3), for the filters of list pages."""

import django_filters
from django.utils.translation import gettext_lazy as _

from foundation.filters import PageFilter

from .queries import FINED_ROLES, staff_visible_to


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
    person = django_filters.ModelChoiceFilter(label=_("Person"), empty_label=_("All"))
