"""A sealed copy: encrypted and authenticated piece by piece, so that memory does not grow with it.

AES-256-GCM with a key made of `BACKUP_KEY` (scrypt), in the STREAM construction: each piece carries its
number and whether it is the last, so that none can be changed, left out, exchanged or cut off.
"""

import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from . import BackupError

MAGIC = b"CRM sealed backup 1\n"
SALT, PREFIX, TAG = 16, 7, 16
PIECE = 1024**2
SHORTEST_KEY = 16


def _cipher(key: str, salt: bytes) -> AESGCM:
    if len(key) < SHORTEST_KEY:
        raise BackupError(f"BACKUP_KEY is too short: at least {SHORTEST_KEY} characters.")
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key.encode()))


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


class Sealer:
    """A stream for writing; what is written goes sealed to ``target``. `close` ends it."""

    def __init__(self, target: IO[bytes], key: str) -> None:
        salt, self._prefix = os.urandom(SALT), os.urandom(PREFIX)
        self._cipher = _cipher(key, salt)
        self._head = MAGIC + salt + self._prefix
        self._target, self._waiting, self._number = target, bytearray(), 0
        target.write(self._head)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing goes out before its piece is whole."""

    def close(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last)
        self._target.write(self._cipher.encrypt(nonce, piece, self._head))
        self._number += 1


def is_sealed(source: IO[bytes]) -> bool:
    """Whether a copy begins as a sealed one does; ``source`` stands at its start afterwards."""
    start = source.read(len(MAGIC))
    source.seek(0)
    return start == MAGIC


def unseal(source: IO[bytes], target: IO[bytes], key: str) -> None:
    """Write what was sealed to ``target``; raises ``BackupError`` where it was not sealed with this key."""
    if not key:
        raise BackupError("This backup is sealed: set BACKUP_KEY to the key it was made with.")
    head = source.read(len(MAGIC) + SALT + PREFIX)
    cipher, prefix = _cipher(key, head[len(MAGIC) : -PREFIX]), head[-PREFIX:]
    number, piece = 0, source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            plain = cipher.decrypt(_nonce(prefix, number, not following), piece, head)
        except InvalidTag:
            raise BackupError(
                "This backup was sealed with another BACKUP_KEY, or was changed or cut off since."
            ) from None
        target.write(plain)
        if not following:
            return
        number, piece = number + 1, following
