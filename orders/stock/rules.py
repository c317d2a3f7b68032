"""Vehicle identification numbers: 17 Latin letters and digits without I, O and Q (ISO 3779). Pure."""

import re
import unicodedata

VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")


class VinError(ValueError):
    """Not a vehicle identification number."""


def normalise_vin(text: str) -> str:
    """The number in upper-case ASCII without spaces and dashes; raises ``VinError``."""
    plain = "".join(unicodedata.normalize("NFKC", str(text)).split()).replace("-", "").upper()
    if not VIN.fullmatch(plain):
        raise VinError(text)
    return plain
