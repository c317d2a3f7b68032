"""What apps above give to an app below, which knows none of them; filled in ``AppConfig.ready()``."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Entries in the order in which they were registered."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def register(self, entry: Entry) -> None:
        self._entries.append(entry)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)


# Templates that apps above add to a place of a page, by the name of the place: `{% fragments place %}`.
fragments: defaultdict[str, Registry[str]] = defaultdict(Registry)
# Addresses before which people prove once more who they are: what is sent there, and what is fetched.
weighty_to_send: set[str] = set()
weighty_to_fetch: set[str] = set()
# The pages above to which a page below leads back, by what they are: `{% address_of page %}`.
addresses: dict[str, str] = {}
