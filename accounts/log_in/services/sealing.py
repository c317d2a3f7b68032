"""Secrets of second factors lie encrypted in the database; the key follows from SECRET_KEY."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _key(secret: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"accounts.log_in.sealing")
    return Fernet(urlsafe_b64encode(derived.derive(secret.encode())))


def _keys() -> MultiFernet:
    """The present key first; earlier ones only open what they sealed."""
    return MultiFernet([_key(s) for s in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(text: str) -> str:
    """Raises ``cryptography.fernet.InvalidToken`` where no key of today or before opens it."""
    return _keys().decrypt(text.encode()).decode()
