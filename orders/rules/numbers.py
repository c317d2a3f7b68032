"""Order numbers: the day and a running number of the store, 20261121-003. Pure."""


def prefix_of(day):
    return f"{day:%Y%m%d}-"


def next_number(day, taken):
    """The number after the highest of ``taken`` that was given on the day in this form."""
    prefix = prefix_of(day)
    tails = [number.removeprefix(prefix) for number in taken if number.startswith(prefix)]
    used = [int(tail) for tail in tails if tail.isascii() and tail.isdigit()]
    return f"{prefix}{max(used, default=0) + 1:03}"
