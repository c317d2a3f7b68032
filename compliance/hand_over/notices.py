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
REST_GIVEN = notice(
    "hand_over.rest_given",
    _("Target customers given to you: %(targets)s, tasks: %(tasks)s. By %(name)s"),
    icon="person-plus",
    page="leads:target_list",
)
REST_TAKEN = notice(
    "hand_over.rest_taken",
    _("Target customers taken from you: %(targets)s, tasks: %(tasks)s. By %(name)s"),
    icon="person-dash",
    page="leads:target_list",
)
KINDS = (GIVEN, TAKEN, REST_GIVEN, REST_TAKEN)
