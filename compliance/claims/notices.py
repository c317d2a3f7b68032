"""What people are told of claims (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

CLAIM = "compliance:claim_detail"

FILED = notice(
    "claim.filed",
    _("%(name)s claims your customer %(customer)s"),
    icon="person-raised-hand",
    page=CLAIM,
    act=_("Object"),
    stands=True,
)
WITHDRAWN = notice(
    "claim.withdrawn",
    _("%(name)s no longer claims your customer %(customer)s"),
    icon="check-circle",
    page=CLAIM,
)
LOST = notice(
    "claim.lost",
    _("Decided: your customer %(customer)s goes to %(name)s"),
    icon="exclamation-triangle",
    page=CLAIM,
    stands=True,
)
KEPT = notice(
    "claim.kept",
    _("Decided: your customer %(customer)s stays with you"),
    icon="check-circle",
    page=CLAIM,
)
GIVEN = notice(
    "claim.given",
    _("Decided: customer %(customer)s, whom you claimed, is yours"),
    icon="check-circle",
    page=CLAIM,
)
REFUSED = notice(
    "claim.refused",
    _("Decided: customer %(customer)s, whom you claimed, does not come to you"),
    icon="x-circle",
    page=CLAIM,
)
KINDS = (FILED, WITHDRAWN, LOST, KEPT, GIVEN, REFUSED)
