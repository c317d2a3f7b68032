"""Where a customer came from (R2.4): the detailed channel where it is known, else the source code."""

from django.db.models import Q

from leads.customers.models import Channel, Source

LABELS = dict(Channel.choices) | {str(code): label for code, label in Source.choices}


def origin_of(channel, source):
    return channel or str(source)


def by_origin(origin, customer):
    """A ``Q`` over rows whose customer lies at the path ``customer``; raises ``ValueError``."""
    if origin in Channel.values:
        return Q(**{f"{customer}__channel": origin})
    if origin not in LABELS:
        raise ValueError(f"{origin!r} is no channel")
    return Q(**{f"{customer}__channel": "", f"{customer}__source": int(origin)})
