"""What people are told of leads as they arrive (R5.1, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice
from foundation.reason_codes import declare
from leads.customers.models import Channel

# How a notice names a channel, in each reader's language.
CHANNEL_SAID = {code: declare(f"channel.{code}", label) for code, label in Channel.choices}

OWN_CUSTOMER_ASKS = notice(
    "lead.known",
    _("Your customer asks again: %(customer)s, %(channel)s"),
    icon="person-raised-hand",
    page="intake:lead",
    act=_("First contact by %(time)s"),
)
ASKED_AGAIN = notice(
    "lead.again",
    _("Asked once more: %(customer)s, %(channel)s"),
    icon="arrow-repeat",
    page="intake:lead",
)
NEGLECTED_ASKS = notice(
    "lead.neglected",
    _("A customer whom nobody contacted for 30 days asks: %(customer)s, of %(name)s"),
    icon="person-exclamation",
    page="intake:lead",
    act=_("They are open to claims."),
)
NOBODY_LEFT = notice(
    "lead.nobody",
    _("A lead that nobody can take: %(customer)s, %(channel)s"),
    icon="person-x",
    page="intake:lead",
    act=_("Give it to somebody by hand."),
)
OWNER_AWAY = notice(
    "lead.owner_away",
    _("A customer of %(name)s asks, who is not there: %(customer)s, %(channel)s"),
    icon="person-slash",
    page="intake:lead",
    act=_("First contact by %(time)s"),
)
KINDS = (OWN_CUSTOMER_ASKS, ASKED_AGAIN, NEGLECTED_ASKS, NOBODY_LEFT, OWNER_AWAY)
