"""A sender who goes away in the middle of a request is no fault of the site's: nothing is logged of it."""

import logging

from django.http import UnreadablePostError


class SenderStayed(logging.Filter):
    """Lets through all but what could not be read because its sender had gone."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = record.exc_info[0] if record.exc_info else None
        return not (kind and issubclass(kind, UnreadablePostError))
