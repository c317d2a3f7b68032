"""How the rows behind the figures of the dashboard are listed."""

from django.utils.translation import gettext_lazy as _

from followups.activities.models import Activity
from foundation.sayings import in_words
from leads.opportunities.models import Opportunity, OpportunityChange
from orders.orders.models import Order
from rewards.models import RewardEntry

from ...sheets.queries.listings import LISTINGS, PERSON, Listing
from ...sheets.queries.sheet import DAY, MARK, MONEY, Column, Customer, Phone


def _who(scope, customer, model):
    return [
        Customer(customer.name, customer.pk),
        model,
        Phone(customer.phone, scope.shows_phones),
    ]


def _plan(scope, row):
    opportunity = row.opportunity
    return [
        *_who(scope, opportunity.customer, opportunity.model),
        row.planned_on,
        row.get_mode_display(),
        row.get_state_display(),
        row.executed_on,
        row.ended_on,
        str(row.consultant),
    ]


def _order(scope, row):
    return [
        *_who(scope, row.customer, row.model),
        row.number,
        row.ordered_on,
        row.converted_on,
        row.delivered_on,
        row.price,
        str(row.consultant),
    ]


def _entry(scope, row):
    opportunity = row.opportunity
    return [
        *_who(scope, opportunity.customer, opportunity.model),
        row.grade.code,
        row.changed_on,
        row.raised_on,
        opportunity.grade.code,
        opportunity.get_state_display(),
        str(opportunity.consultant),
    ]


def _incentive(scope, row):
    """No customer: whoever is paid may have handed them over since (R1.3)."""
    order = row.reward.order
    return [
        str(row.person),
        row.on,
        row.get_kind_display(),
        order.number,
        order.model,
        row.reward.price,
        in_words(row.reason),
        row.amount,
    ]


PLANS = Listing(
    [
        *PERSON,
        Column("planned", _("Planned for"), DAY),
        Column("mode", _("Mode")),
        Column("state", _("State")),
        Column("on", _("Executed on"), DAY),
        Column("recorded", _("Recorded on"), DAY),
        Column("consultant", _("Consultant")),
    ],
    ["opportunity__customer", "consultant"],
    ["planned_on", "consultant__full_name", "consultant", "pk"],
    _plan,
)
ORDERS = Listing(
    [
        *PERSON,
        Column("number", _("Order number")),
        Column("ordered", _("Ordered on"), DAY),
        Column("converted", _("Converted on"), DAY),
        Column("delivered", _("Delivered on"), DAY),
        Column("price", _("Price"), MONEY),
        Column("consultant", _("Consultant")),
    ],
    ["customer", "consultant"],
    ["converted_on", "pk"],
    _order,
)
ENTRIES = Listing(
    [
        *PERSON,
        Column("grade", _("Grade"), MARK, 7),
        Column("entered", _("Entered on"), DAY),
        Column("raised", _("Raised on"), DAY),
        Column("now", _("Grade now"), MARK, 7),
        Column("state", _("State")),
        Column("consultant", _("Consultant")),
    ],
    ["opportunity__customer", "opportunity__consultant", "opportunity__grade", "grade"],
    ["changed_on", "pk"],
    _entry,
)
INCENTIVES = Listing(
    [
        Column("person", _("Person")),
        Column("on", _("Date"), DAY),
        Column("kind", _("Kind")),
        Column("number", _("Order number")),
        Column("model", _("Model")),
        Column("price", _("Price"), MONEY),
        Column("reason", _("Reason"), width=30),
        Column("amount", _("Amount"), MONEY),
    ],
    ["person", "reward__order"],
    ["on", "person__full_name", "pk"],
    _incentive,
)
LISTS = {
    Opportunity: LISTINGS[Opportunity],
    Activity: PLANS,
    Order: ORDERS,
    RewardEntry: INCENTIVES,
    OpportunityChange: ENTRIES,
}
