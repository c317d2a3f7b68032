"""Second factors: a code is right once, whichever process is asked."""

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from ...people.models import User
from .sealing import unseal


def use_code(user: User, code: str) -> Authenticator | None:
    """What the code is of, an authenticator app or the recovery codes; ``None`` where it is wrong or used."""
    code = "".join(code.split())
    mine = Authenticator.objects.filter(user=user)
    app = mine.filter(type=Authenticator.Type.TOTP).first()
    if app and _use_app(app.pk, code):
        return app
    codes = mine.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    return codes if codes and codes.wrap().validate_code(code) else None


@transaction.atomic
def _use_app(pk: int, code: str) -> bool:
    """The library remembers used codes in a cache, which several processes do not share."""
    app = Authenticator.objects.select_for_update().get(pk=pk)
    secret = unseal(app.data["secret"])
    for counter in totp.yield_hotp_counters_from_time():
        value = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if counter > app.data.get("used", 0) and compare_user_code(actual=code, expected=value):
            app.data["used"] = counter
            app.save(update_fields=["data"])
            return True
    return False


def remove_factors(user: User) -> bool:
    """Take away all second factors of a person; whether there were any."""
    return bool(Authenticator.objects.filter(user=user).delete()[0])


def remove_links(user: User) -> list[str]:
    """No account elsewhere lets the person in any more; returns the ways that did."""
    mine = SocialAccount.objects.filter(user=user)
    ways = list(mine.order_by("provider").values_list("provider", flat=True))
    mine.delete()
    return ways
