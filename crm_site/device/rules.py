"""Words that a device is told: who it works for, and what seals what is kept on it."""

from base64 import b64encode

from django.utils.crypto import salted_hmac


def word_for(pk: int) -> str:
    """A person as their device names them: it says nothing to whoever finds the device."""
    return salted_hmac("device person", str(pk), algorithm="sha256").hexdigest()[:24]


def key_for(pk: int) -> str:
    """The person's key of 256 bits, the same at every log-in: what waits unsent can be read again then."""
    return b64encode(salted_hmac("device key", str(pk), algorithm="sha256").digest()).decode()
