"""How often was tried, and who needs a second factor or has one."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..people.models import Messenger, User
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


def ways_in() -> dict[str, str]:
    """By what accounts elsewhere one may come in here: ``{way: its name}``, in the order of the buttons."""
    providers = settings.SOCIALACCOUNT_PROVIDERS.items()
    ways = [app.get("provider_id", code) for code, its in providers for app in its["APPS"]]
    return {way: name_of(way) for way in ways}


def name_of(way: str) -> str:
    return str(dict(Messenger.choices).get(way) or settings.OIDC_NAME or _("SSO"))


def links_of(user: User) -> dict[str, SocialAccount]:
    """The person's accounts elsewhere, by way."""
    return {link.provider: link for link in SocialAccount.objects.filter(user=user).order_by("pk")}


def has_ways_in(user: User) -> bool:
    """Whether anything but the password lets the person in: a second factor, or an account elsewhere."""
    return has_factor(user) or SocialAccount.objects.filter(user=user).exists()
