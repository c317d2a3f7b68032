"""What a long run remembers of its records, in a bit each: of a million keys 125 kB."""

from collections.abc import Iterable, Iterator
from typing import Any


class KeySet:
    """Holds positive integers; iterates in ascending order."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, key: int) -> None:
        byte, bit = divmod(key, 8)
        if byte >= len(self._bits):
            self._bits.extend(bytes(byte + 1024 - len(self._bits)))
        self._bits[byte] |= 1 << bit

    def discard(self, key: int) -> None:
        if key in self:
            byte, bit = divmod(key, 8)
            self._bits[byte] &= ~(1 << bit)

    def __contains__(self, key: int) -> bool:
        byte, bit = divmod(key, 8)
        return byte < len(self._bits) and bool(self._bits[byte] >> bit & 1)

    def __iter__(self) -> Iterator[int]:
        for byte, bits in enumerate(self._bits):
            if bits:
                yield from (byte * 8 + bit for bit in range(8) if bits >> bit & 1)

    def __len__(self) -> int:
        return sum(bits.bit_count() for bits in self._bits)


class FieldMemory:
    """Which fields of which records the rows of a run have told, those of the present batch by object."""

    def __init__(self, names: Iterable[str]) -> None:
        self._kept = {name: KeySet() for name in names}
        self._batch: dict[int, tuple[Any, set[str]]] = {}

    def forget_batch(self) -> None:
        """Begin a batch, or begin it once more."""
        self._batch = {}

    def add(self, record: Any, names: Iterable[str]) -> None:
        """A row has told these fields of the record."""
        # Holding the record keeps its ``id`` from being given to another one.
        _record, told = self._batch.setdefault(id(record), (record, set()))
        told.update(names)

    def has(self, record: Any, name: str) -> bool:
        """Whether a row told this field."""
        _record, names = self._batch.get(id(record), (None, set()))
        return name in names or (record.pk is not None and record.pk in self._kept[name])

    def keep(self) -> None:
        """The batch is written, and its records have keys."""
        for record, names in self._batch.values():
            for name in names:
                self._kept[name].add(record.pk)
        self._batch = {}
