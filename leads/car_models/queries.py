"""What a store offers, and how its list reads what people write (R2.2)."""

from functools import cache, cached_property

from .models import CarModel
from .rules import Car, read_car


class Cars:
    """The store's list of brands and models, read once."""

    def __init__(self, store_id: int):
        self.store_id = store_id
        # A file names the same few cars in all its rows.
        self._read = cache(lambda text: read_car(text, self._listed))

    @cached_property
    def _listed(self) -> list[Car]:
        rows = CarModel.objects.filter(store=self.store_id).order_by("retired_on", "pk")
        return [Car(brand, name) for brand, name in rows.values_list("brand", "name")]

    def read(self, text: str, *, present: Car | None = None) -> Car:
        """The car that is meant; the one that is ``present`` keeps its brand while its model stays."""
        car = self._read(text)
        if present and not car.brand and car.model == present.model:
            return present
        return car
