"""How often was tried, and who needs a second factor or has one."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Q

from ..people.models import User
from .models import Attempt, Outcome

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def tries_of(attempt: Attempt, *, since: datetime) -> dict[str, int]:
    """How often was tried in vain: by this name from this address, by the name, from the address."""
    name, address = Q(name=attempt.name), Q(address=attempt.address)
    rows = Attempt.objects.filter(
        name | address, what=attempt.what, outcome=Outcome.WRONG, at__gt=since
    )
    return rows.aggregate(
        pair=Count("pk", filter=name & address),
        name=Count("pk", filter=name),
        address=Count("pk", filter=address),
    )


def must_have_factor(user: User) -> bool:
    """Whether the policy asks the person for a second factor."""
    return user.role in settings.SECOND_FACTOR_ROLES and not user.is_spared_second_factor


def has_factor(user: User) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
