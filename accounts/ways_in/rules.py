"""What an account elsewhere is known by here."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Identity:
    """Somebody as a provider knows them. ``email`` stands only where the provider has verified it."""

    way: str
    uid: str
    email: str = ""


def uid_of(scope: str, subject: Any) -> str:
    """A digest of who it is and of whose list they are on: another company may have the same name on its own.

    Raises ``ValueError`` where the provider named nobody.

    >>> uid_of("corp-1", "zhang") == uid_of("corp-1", "zhang")
    True
    >>> uid_of("corp-1", "zhang") == uid_of("corp-2", "zhang")
    False
    """
    if not isinstance(subject, str) or not subject.strip():
        raise ValueError("nobody was named")
    return sha256(f"{len(scope)}:{scope}{subject}".encode("utf-8", "surrogatepass")).hexdigest()


def verified_email(claims: dict[str, Any]) -> str:
    """The address that the provider has verified, if any; letters that merely look alike are not taken.

    >>> verified_email({"email": "He@example.com", "email_verified": True})
    'He@example.com'
    >>> verified_email({"email": "he@example.com"})
    ''
    >>> verified_email({"email": "he@example.com", "email_verified": "no"})
    ''
    >>> verified_email({"email": "hé@example.com", "email_verified": True})
    ''
    """
    email = claims.get("email")
    if claims.get("email_verified") not in (True, "true") or not isinstance(email, str):
        return ""
    return email if email.isascii() and email.isprintable() and "@" in email else ""
