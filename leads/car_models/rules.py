"""Reading brand and model 品牌车型 from one text, by the store's list (R2.2). Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from foundation.words import folded, words_of


class Car(NamedTuple):
    """``brand`` is empty where none was named and the model is on no list."""

    brand: str
    model: str

    def __str__(self) -> str:
        return f"{self.brand} {self.model}".strip()


def read_car(text: str, listed: Iterable[Car]) -> Car:
    """The car that ``text`` names: as ``listed`` where it has it, with or without its brand.

    A free model keeps its words; after a brand of the list they are that brand's.

    >>> golf = Car("大众", "Golf")
    >>> read_car("ＧＯＬＦ", [golf]), read_car("大众 golf", [golf]), read_car("大众 ID.4", [golf])
    (Car(brand='大众', model='Golf'), Car(brand='大众', model='Golf'), Car(brand='大众', model='ID.4'))
    """
    listed = list(listed)
    told = words_of(text)
    name = folded(told)
    for of_car in (lambda car: car.model, str):
        if found := next((car for car in listed if folded(of_car(car)) == name), None):
            return found
    for brand in sorted({car.brand for car in listed if car.brand}, key=len, reverse=True):
        first = words_of(brand).count(" ") + 1
        words = told.split(" ")
        if len(words) > first and folded(" ".join(words[:first])) == folded(brand):
            return Car(brand, " ".join(words[first:]))
    return Car("", told)
