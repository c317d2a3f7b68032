"""Words compared as people read them: width, case and invisible characters tell nothing apart. Pure."""

import re
import unicodedata

# What a copied text may hold unseen: zero-width and soft characters, and marks of the writing direction.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


def visible(text: str) -> str:
    """The text without characters that nobody sees, at its ends without blanks."""
    return INVISIBLE.sub("", text).strip()


def words_of(text: str) -> str:
    """The text with its words parted by one blank each, and without what nobody sees."""
    return " ".join(INVISIBLE.sub("", text).split())


def folded(text: str) -> str:
    """What two spellings have in common: ``ＧＯＬＦ`` and ``golf`` fold to the same."""
    return words_of(unicodedata.normalize("NFKC", text)).casefold()
