"""Digests by e-mail, several over one connection (R10.1)."""

from contextlib import suppress
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection

from foundation.deliveries import NoConnection, NotDelivered, Unclear


class Mailer:
    """Opens the connection when the first message is sent; a context manager closes it."""

    def __init__(self) -> None:
        self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def send(self, *, to: str, subject: str, text: str, html: str) -> None:
        """Raises ``NotDelivered`` (``NoConnection`` where nothing can be sent) or ``Unclear``."""
        self._open()
        message = EmailMultiAlternatives(subject, text, to=[to], connection=self._connection)
        message.attach_alternative(html, "text/html")
        try:
            message.send()
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            # The server said no, in so many words. SMTPSenderRefused is such an answer as well.
            self._close()
            raise NotDelivered(_named(error)) from error
        except (OSError, SMTPException) as error:
            self._close()
            raise Unclear(_named(error)) from error

    def _open(self) -> None:
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (OSError, SMTPException) as error:
                raise NoConnection(_named(error)) from error
            self._connection = connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # The messages are out by now: a farewell that fails changes nothing.
            with suppress(OSError, SMTPException):
                connection.close()


def _named(error: Exception) -> str:
    """The kind of failure and the server's code; its words may quote the address."""
    return f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
