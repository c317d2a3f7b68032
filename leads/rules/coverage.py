"""Whether the windows of a policy's grades leave out any expected date (R3.3). Pure."""


def first_gap(windows):
    """The fewest days ahead that fit none of the ``(from, to)`` windows; ``None`` if each day fits one.

    ``None`` as ``from`` means 0, as ``to`` no limit. Such a date could not be entered at all.
    """
    day = 0
    for start, end in sorted(((a or 0, b) for a, b in windows), key=lambda window: window[0]):
        if start > day:
            return day
        if end is None:
            return None
        day = max(day, end + 1)
    return day
