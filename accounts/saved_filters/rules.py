"""What of a list's address may be kept. Pure."""

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlencode

from foundation.looked_for import PERSONAL

# So many a person has for a list; so long is a value, an address, a name.
MOST, LONGEST_VALUE, LONGEST, LONGEST_NAME = 20, 80, 300, 30


def keepable(asked: Mapping[str, Iterable[str]], *, fields: Collection[str]) -> str:
    """The query string of what was chosen, in one order; "" where nothing of it may be kept.

    Only ``fields`` of the list, each once; what somebody typed in to look for is personal and is left out,
    and so is the page.
    """
    kept = []
    for name in sorted(set(fields) - PERSONAL):
        value = next(iter(asked.get(name, ())), "")
        if value and len(value) <= LONGEST_VALUE and value.isprintable():
            kept.append((name, value))
    query = urlencode(kept)
    return query if len(query) <= LONGEST else ""
