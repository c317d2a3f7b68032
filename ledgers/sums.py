"""The exact sums of ledger entries."""

from collections import defaultdict

from foundation.money import EXACT, ZERO


def sums_of(entries):
    """``{(person id, month): (amount, number)}`` of the entries; the key ``None`` is the whole.

    Months are named by their first day, amounts are exact yuan.
    """
    sums = defaultdict(lambda: (ZERO, 0))
    for person, on, value in entries.values_list("person_id", "on", "amount").iterator():
        for key in ((person, on.replace(day=1)), None):
            amount, number = sums[key]
            sums[key] = (EXACT.add(amount, value), number + 1)
    return dict(sums)
