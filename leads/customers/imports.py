"""Numbers as files have them, and whose a row is that nobody may have yet, of which store (R2.5)."""

from functools import cached_property, lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.people.models import Store, User
from accounts.staff.imports import StoreImporter
from foundation.importing.cells import identity
from foundation.importing.problems import RowErrors
from foundation.words import visible

from .services import clean_phone


@lru_cache(maxsize=100_000)
def _normalised(cell):
    return clean_phone(visible(cell))


@identity
def phone(cell):
    """The normalised number (R2.5)."""
    try:
        return _normalised(cell)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from error


class PlacedImporter(StoreImporter):
    """A row belongs to the store of its consultant, else to the one that it names, else to the only one.

    That is the one of whoever imports.
    """

    @cached_property
    def _stores(self):
        """``{code: store}`` of those into which is imported."""
        rows = Store.objects.all()
        if self.context.stores is not None:
            rows = rows.filter(pk__in=self.context.stores)
        return {store.code: store for store in rows}

    @cached_property
    def _people(self):
        return {person.username: person for person in User.objects.select_related("store")}

    def place(self, values):
        """``(person or None, store)`` by the columns ``consultant`` and ``store``; raises ``RowErrors``."""
        person = self._consultant(values)
        return person, self._store(values, person)

    def _consultant(self, values):
        name = values.get("consultant")
        if name is None:
            return None
        person = self._people.get(name)
        if person is None:
            message = _("There is no person with the user name “%(name)s”.")
            raise RowErrors(("consultant", message % {"name": name}))
        if not person.is_consultant:
            raise RowErrors(("consultant", _("This person is no sales consultant.")))
        if person.store_id not in {store.pk for store in self._stores.values()}:
            raise RowErrors(("consultant", _("This person belongs to another store.")))
        if not person.is_active:
            raise RowErrors(("consultant", _("This person's account is closed.")))
        return person

    def _store(self, values, person):
        code = values.get("store")
        if code is not None and code not in self._stores:
            if self.context.stores is not None and Store.objects.filter(code=code).exists():
                raise RowErrors(("store", _("You may import into your own store only.")))
            raise RowErrors(("store", _("There is no store with this code.")))
        if person and code is not None and self._stores[code].pk != person.store_id:
            raise RowErrors(("consultant", _("This person belongs to another store.")))
        if person:
            return person.store
        if code is not None:
            return self._stores[code]
        if len(self._stores) != 1:
            reason = _("To which store does it belong? Name a store or a consultant.")
            raise RowErrors(("store", reason))
        return next(iter(self._stores.values()))
