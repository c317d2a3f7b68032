"""What people are told of customers who change hands (R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

GIVEN = notice(
    "hand_over.given",
    _("Customers given to you: %(number)s. By %(name)s"),
    icon="person-plus",
    page="leads:customer_list",
)
TAKEN = notice(
    "hand_over.taken",
    _("Customers taken from you: %(number)s. By %(name)s"),
    icon="person-dash",
    page="leads:customer_list",
)
KINDS = (GIVEN, TAKEN)
