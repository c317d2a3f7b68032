"""The lists whose filters can be kept, and a person's own (R3.5)."""

from dataclasses import dataclass

from .models import SavedFilter
from .rules import MOST, keepable

# ``{address of a list: the fields of its filter}``; the rooms of the lists register them.
_FIELDS: dict[str, frozenset[str]] = {}


def register(page, fields):
    """Let filters of the list at the address ``page`` be kept, of these fields."""
    _FIELDS[page] = frozenset(fields)


def fields_of(page):
    """The fields that may be kept of the list, or ``None`` where it is not registered."""
    return _FIELDS.get(page)


@dataclass(frozen=True)
class SavedFilters:
    """``rows`` are the person's own, ``query`` is what is chosen at present, as far as it can be kept."""

    page: str
    rows: list
    query: str

    @property
    def current(self):
        return next((row for row in self.rows if row.query == self.query), None)

    @property
    def may_save(self):
        return bool(self.query) and self.current is None and len(self.rows) < MOST


def saved_filters_of(request, page):
    """Of the list that the request is for; one query."""
    rows = list(SavedFilter.objects.filter(user=request.user, page=page))
    return SavedFilters(page, rows, keepable(dict(request.GET.lists()), fields=fields_of(page)))
