"""What whoever has a lead, and who leads them, are told when it is urged (R5.6, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice
from foundation.reason_codes import declare

from .models import Step

# How a notice says what lags, in each reader's language.
LAG_SAID = {step.value: declare(f"lead.lag.{step.value}", step.label) for step in Step}

URGED = notice(
    "lead.urged",
    _("%(name)s urges: %(customer)s, %(channel)s (%(lag)s)"),
    icon="megaphone",
    page="intake:lead",
)
KINDS = (URGED,)
