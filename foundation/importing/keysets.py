"""A set of database keys in one bit each: a million of them in 125 kB."""

from collections.abc import Iterator


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
