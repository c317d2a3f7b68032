"""Whose contact counts in a claim (R7.1–R7.3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Contact:
    """An effective contact: the day it took place, its activity, who had it."""

    on: date
    activity: int
    person: int


@dataclass(frozen=True)
class Grounds:
    """``owner_contact`` is the owner's last; ``others`` what each other person has had since it.

    ``since``: the day after which a contact of another counts.
    """

    owner_contact: Contact | None
    others: dict[int, list[Contact]]
    since: date

    def last_of(self, person: int) -> Contact | None:
        """The person's last contact that counts, or ``None``."""
        return max(self.others.get(person, ()), default=None)


def grounds(contacts: Iterable[Contact], *, owner: int, assigned_on: date) -> Grounds:
    """The ``Grounds`` of a customer of ``owner``, who was given to them on ``assigned_on``.

    What another consultant had with the customer before the owner's last effective contact, or
    before the customer was the owner's, gives no claim: it is what the owner was given (R6.6).
    """
    own = max((c for c in contacts if c.person == owner), default=None)
    since = max(own.on, assigned_on) if own else assigned_on
    others: dict[int, list[Contact]] = {}
    for contact in sorted(contacts):
        if contact.person != owner and contact.on > since:
            others.setdefault(contact.person, []).append(contact)
    return Grounds(own, others, since)
