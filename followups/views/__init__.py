from .contacts import log_contact, log_plan
from .customers import (
    customer_card,
    customer_create,
    customer_history,
    phone_check,
    phone_lookup,
)
from .lists import consultant_home, plan_list
from .next_date import first_date, first_date_of_opportunity, next_date
from .opportunities import opportunity_create, opportunity_reopen
from .plans import plan_cancel, plan_create, plan_move

__all__ = [
    "consultant_home",
    "customer_card",
    "customer_create",
    "customer_history",
    "first_date",
    "first_date_of_opportunity",
    "log_contact",
    "log_plan",
    "next_date",
    "opportunity_create",
    "opportunity_reopen",
    "phone_check",
    "phone_lookup",
    "plan_cancel",
    "plan_create",
    "plan_list",
    "plan_move",
]
