"""Importing the vehicles of a stock list (R9.7)."""

from functools import cached_property

from django.utils.translation import gettext as _

from accounts.people.models import Store
from accounts.staff.imports import OpenDays, StoreImporter
from foundation.history import change_all, create_all
from foundation.importing.cells import amount, day, identity, text
from foundation.importing.importer import Outcome
from foundation.importing.problems import RowErrors
from foundation.words import folded, words_of

from .models import Vehicle
from .rules import VinError, normalise_vin

FIELDS = ("model", "colour", "arrived_on", "engine_number", "list_price", "note")


def vin(cell):
    try:
        return normalise_vin(cell)
    except VinError as error:
        raise ValueError(_("A VIN has 17 letters and digits, none of them I, O or Q.")) from error


def words(max_length):
    """A text whose words are parted by one space each."""
    read = text(max_length)
    return lambda cell: read(words_of(cell))


class VehiclesImporter(StoreImporter):
    """A vehicle is known by its VIN; a blank cell leaves what is there.

    It stays in its store, and what an order has keeps its model.
    """

    columns = {
        "store": text(20),
        "vin": vin,
        "model": words(80),
        "colour": words(40),
        "arrived_on": day,
        "engine_number": identity(text(40)),
        "list_price": amount(12, 2),
        "note": text(200),
    }
    headers = {
        "store": ("门店", "特约店"),
        "vin": ("车架号", "VIN码"),
        "model": ("车型", "品牌车型"),
        "colour": ("颜色",),
        "arrived_on": ("到店日期", "入库日期"),
        "engine_number": ("发动机号",),
        "list_price": ("指导价", "标价"),
        "note": ("备注",),
    }
    required = ("store", "vin", "model", "colour", "arrived_on")

    def __init__(self, context):
        super().__init__(context)
        self._first = {}

    @cached_property
    def _open_days(self):
        return OpenDays(self.context)

    @cached_property
    def _stores(self):
        return {store.code: store for store in Store.objects.all()}

    def read(self, row):
        values = super().read(row)
        store = self._stores.get(values["store"])
        if store is None:
            raise RowErrors(("store", _("There is no store with this code.")))
        if self.context.stores is not None and store.pk not in self.context.stores:
            raise RowErrors(("store", _("You may import into your own store only.")))
        self._open_days.require_right(store.pk, "store")
        if self._first.setdefault(values["vin"], values) != values:
            reason = _("This VIN stands in the file twice, with different values.")
            raise RowErrors(("vin", reason))
        return values

    def save(self, entries):
        keys = {values["vin"] for _row, values in entries}
        vehicles = {car.vin: car for car in Vehicle.objects.filter(vin__in=keys)}
        has_order = {"orders__isnull": False, "orders__cancelled_on": None}
        given = set(Vehicle.objects.filter(vin__in=keys, **has_order).values_list("pk", flat=True))
        new, changed, results = [], [], []
        for _row, values in entries:
            car = vehicles.get(values["vin"])
            if car is None:
                car = Vehicle(vin=values["vin"], store=self._stores[values["store"]])
                vehicles[car.vin] = car
                _fill(car, values)
                new.append(car)
                results.append(Outcome.CREATED)
                continue
            try:
                results.append(self._compare(car, values, given))
            except RowErrors as errors:
                results.append(errors)
                continue
            if results[-1] == Outcome.UPDATED:
                changed.append(car)
        create_all(Vehicle, new, self.context)
        change_all(Vehicle, changed, FIELDS, self.context)
        return results

    def _compare(self, car, values, given):
        if car.store_id != self._stores[values["store"]].pk:
            raise RowErrors(("store", _("This vehicle belongs to another store.")))
        if car.pk in given and folded(values["model"]) != folded(car.model):
            raise RowErrors(("model", _("An order has this vehicle; take it back first.")))
        if car.left_on and values["arrived_on"] > car.left_on:
            raise RowErrors(("arrived_on", _("It was delivered before that.")))
        return Outcome.UPDATED if _fill(car, values) else Outcome.UNCHANGED


def _fill(car, values):
    """Set what the row says; whether that changed anything."""
    changed = [n for n in FIELDS if n in values and getattr(car, n) != values[n]]
    for name in changed:
        setattr(car, name, values[name])
    return bool(changed)
