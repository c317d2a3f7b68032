"""How the records behind a figure are listed: the same columns wherever they turn up."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.people.models import Role, User
from followups.activities.models import Activity
from followups.errands.models import Errand
from intake.arrivals.models import Lead
from intake.cleaning.models import InvalidRecord
from intake.cleaning.models.invalid import LOADED as INVALID_LOADED
from leads.companies.models import FleetVehicle
from leads.customers.models import Customer as Card
from leads.customers.rules import mask_name
from leads.opportunities.models import Opportunity
from leads.prospecting.models import TargetCustomer
from orders.buyers.models import OwnedVehicle
from orders.expenses.models import Expense
from orders.orders.models import Order, PaymentDue
from orders.stock.models import Vehicle
from reception.models import Visit
from service.complaints.models import Complaint
from service.losses.models import LossReview
from service.questions.models import Question
from service.surveys.models import Survey

from .complaints import COLUMNS as COMPLAINT_COLUMNS
from .complaints import RELATED, complaint_line
from .fleets import FLEET_COLUMNS, fleet_line
from .fleets import LOADED as FLEET_LOADED
from .invalid import INVALID_COLUMNS, invalid_line
from .prospecting import ERRAND_COLUMNS, TARGET_COLUMNS, errand_line, target_line
from .questions import QUESTION_COLUMNS, QUESTION_RELATED, question_line
from .registers import visit_line
from .sheet import DAY, MARK, MONEY, Column, Customer, Link, Phone
from .signatures import SIGNATURE_COLUMNS, signature_line
from .surveys import SURVEY_COLUMNS, survey_line


@dataclass(frozen=True)
class Listing:
    """``related``: what a line reads besides the record; ``line(scope, record)``: its values."""

    columns: list
    related: list
    order: list
    line: Callable

    def prepare(self, rows):
        return rows.select_related(*self.related).order_by(*self.order)

    def lines(self, scope, rows):
        return [self.line(scope, row) for row in rows]


def _person(scope, customer):
    """``(name, phone)``: of a card that the viewer may not open both are masked (R1.3).

    Finance reads whose order it is, and no number.
    """
    if scope.opens(customer):
        return Customer(customer.name, customer.pk), Phone(customer.phone, scope.shows_phones)
    is_finance = scope.viewer.role == Role.FINANCE
    name = customer.name if is_finance else mask_name(customer.name)
    return name, Phone(customer.phone, False)


def _opportunity(scope, row):
    name, phone = _person(scope, row.customer)
    return [
        name,
        str(row.car),
        phone,
        row.grade.code,
        row.get_state_display(),
        row.registered_on,
        row.last_contact_on,
        str(row.consultant),
    ]


def _card(scope, card):
    name, phone = _person(scope, card)
    return [
        name,
        phone,
        card.get_source_display(),
        card.introducer_name,
        card.get_lifecycle_display(),
        card.registered_on,
        str(card.consultant),
    ]


def _contact(scope, row):
    name, phone = _person(scope, row.opportunity.customer)
    return [
        name,
        str(row.opportunity.car),
        phone,
        row.executed_on,
        row.get_mode_display(),
        row.get_result_display(),
        row.content,
        str(row.consultant),
    ]


def _order(scope, row):
    """Customer service reads what is to be done, and no price (R1.3)."""
    name, phone = _person(scope, row.customer)
    return [
        name,
        row.model,
        phone,
        row.number,
        row.ordered_on,
        None if scope.viewer.role == Role.SERVICE else row.price,
        row.state.label,
        str(row.consultant),
    ]


def _due(scope, due):
    name, phone = _person(scope, due.order.customer)
    return [
        name,
        due.order.model,
        phone,
        due.due_on,
        due.label,
        due.order.number,
        due.amount,
        due.paid,
        due.outstanding,
    ]


def _expense(scope, row):
    name, phone = _person(scope, row.opportunity.customer)
    return [
        name,
        str(row.opportunity.car),
        phone,
        row.spent_on,
        row.get_kind_display(),
        row.amount,
        row.remark,
        str(row.consultant),
        str(row.entered_by),
    ]


def _vehicle(scope, vehicle):
    return [
        vehicle.model,
        vehicle.colour,
        vehicle.vin,
        vehicle.arrived_on,
        vehicle.left_on,
        str(vehicle.store),
    ]


def _car(scope, car):
    name, phone = _person(scope, car.customer)
    return [
        name,
        car.model,
        phone,
        car.plate_number,
        car.insurance_expires_on,
        car.service_due_on,
        str(car.customer.consultant),
    ]


def _lead(scope, lead):
    """Who works with leads reads whose they are; no number, whoever looks (R1.3)."""
    received = lead.received_at.astimezone(ZoneInfo(lead.store.time_zone))
    return [
        Link(lead.name or f"#{lead.pk}", "intake:lead", lead.pk),
        lead.get_channel_display(),
        lead.model,
        f"{received:%Y-%m-%d %H:%M}",
        lead.get_state_display(),
        str((lead.into.assigned_to if lead.into else lead.assigned_to) or ""),
    ]


def _loss(scope, review):
    name, phone = _person(scope, review.opportunity.customer)
    return [
        name,
        str(review.opportunity.car),
        phone,
        review.grade,
        review.get_reason_display(),
        review.lost_on,
        review.get_word_display(),
        review.get_state_display(),
        str(review.consultant),
    ]


PERSON = [
    Column("customer", _("Customer"), width=12),
    Column("model", _("Model"), width=12),
    Column("phone", _("Phone"), width=13),
]
LISTINGS = {
    Card: Listing(
        [
            PERSON[0],
            PERSON[2],
            Column("source", _("Source")),
            Column("introducer", _("Introducer")),
            Column("lifecycle", _("Life cycle")),
            Column("registered", _("Registered on"), DAY),
            Column("consultant", _("Consultant")),
        ],
        ["consultant"],
        ["consultant__full_name", "consultant", "registered_on", "pk"],
        _card,
    ),
    Survey: Listing(
        SURVEY_COLUMNS,
        ["customer__consultant", "consultant"],
        ["-opened_on", "-pk"],
        survey_line,
    ),
    Opportunity: Listing(
        [
            *PERSON,
            Column("grade", _("Grade now"), MARK, 7),
            Column("state", _("State")),
            Column("registered", _("Registered on"), DAY),
            Column("contact", _("Last contact"), DAY),
            Column("consultant", _("Consultant")),
        ],
        ["customer__consultant", "grade", "consultant"],
        ["consultant__full_name", "consultant", "registered_on", "pk"],
        _opportunity,
    ),
    Activity: Listing(
        [
            *PERSON,
            Column("on", _("Date"), DAY),
            Column("mode", _("Mode")),
            Column("result", _("Result")),
            Column("content", _("Content"), width=40),
            Column("consultant", _("Consultant")),
        ],
        ["opportunity__customer__consultant", "consultant"],
        ["executed_on", "consultant__full_name", "consultant", "pk"],
        _contact,
    ),
    Order: Listing(
        [
            *PERSON,
            Column("number", _("Order number")),
            Column("ordered", _("Ordered on"), DAY),
            Column("price", _("Price"), MONEY),
            Column("state", _("State")),
            Column("consultant", _("Consultant")),
        ],
        ["customer__consultant", "consultant"],
        ["ordered_on", "pk"],
        _order,
    ),
    PaymentDue: Listing(
        [
            *PERSON,
            Column("due", _("Due on"), DAY),
            Column("kind", _("Kind")),
            Column("order", _("Order number")),
            Column("amount", _("Amount"), MONEY),
            Column("paid", _("Paid"), MONEY),
            Column("left", _("Outstanding"), MONEY),
        ],
        ["order__customer__consultant"],
        ["due_on", "pk"],
        _due,
    ),
    Expense: Listing(
        [
            *PERSON,
            Column("spent", _("Spent on"), DAY),
            Column("kind", _("Kind")),
            Column("amount", _("Amount"), MONEY),
            Column("remark", pgettext_lazy("expense", "Remark"), width=24),
            Column("consultant", _("Consultant")),
            Column("by", pgettext_lazy("expense", "Entered by")),
        ],
        ["opportunity__customer__consultant", "consultant", "entered_by"],
        ["spent_on", "pk"],
        _expense,
    ),
    Vehicle: Listing(
        [
            Column("model", _("Model")),
            Column("colour", _("Colour")),
            Column("vin", _("VIN"), width=18),
            Column("arrived", _("Arrived on"), DAY),
            Column("left", _("Left on"), DAY),
            Column("store", _("Store")),
        ],
        ["store"],
        ["model", "colour", "arrived_on", "pk"],
        _vehicle,
    ),
    OwnedVehicle: Listing(
        [
            *PERSON,
            Column("plate", _("Plate number")),
            Column("insurance", _("Insurance expires on"), DAY),
            Column("service", _("Next service due on"), DAY),
            Column("consultant", _("Consultant")),
        ],
        ["customer__consultant"],
        ["insurance_expires_on", "service_due_on", "pk"],
        _car,
    ),
    User: Listing(
        SIGNATURE_COLUMNS,
        ["store", "region"],
        ["has_signed", "full_name", "pk"],
        signature_line,
    ),
    Lead: Listing(
        [
            Column("name", _("Name"), width=14),
            Column("channel", _("Channel"), width=12),
            Column("model", _("Model"), width=12),
            Column("received", _("Received"), width=14),
            Column("state", _("State")),
            Column("consultant", _("Consultant")),
        ],
        ["store", "assigned_to", "into__assigned_to"],
        ["-received_at", "-pk"],
        _lead,
    ),
    InvalidRecord: Listing(
        INVALID_COLUMNS,
        [*INVALID_LOADED],
        ["kind", "-found_at", "pk"],
        invalid_line,
    ),
    FleetVehicle: Listing(
        FLEET_COLUMNS,
        [*FLEET_LOADED],
        ["company", "-bought_on", "pk"],
        fleet_line,
    ),
    TargetCustomer: Listing(
        TARGET_COLUMNS,
        ["consultant"],
        ["-registered_on", "-pk"],
        target_line,
    ),
    Errand: Listing(
        ERRAND_COLUMNS,
        ["store", "person", "given_by", "customer", "target", "event"],
        ["due_at", "pk"],
        errand_line,
    ),
    Complaint: Listing(COMPLAINT_COLUMNS, RELATED, ["-registered_on", "-pk"], complaint_line),
    Question: Listing(QUESTION_COLUMNS, QUESTION_RELATED, ["-asked_at", "-pk"], question_line),
    LossReview: Listing(
        [
            *PERSON,
            Column("grade", _("Grade before"), MARK, 7),
            Column("reason", _("Reason")),
            Column("lost", _("Lost on"), DAY),
            Column("word", _("What the customer said"), width=14),
            Column("state", _("State")),
            Column("consultant", _("Consultant")),
        ],
        ["opportunity__customer__consultant", "consultant"],
        ["lost_on", "pk"],
        _loss,
    ),
    Visit: Listing(
        [
            Column("name", _("Name")),
            Column("phone", _("Phone"), width=13),
            Column("on", _("Date"), DAY),
            Column("in", _("Time in"), MARK),
            Column("kind", _("Kind")),
            Column("note", _("Note"), width=30),
            Column("consultant", _("Consultant")),
        ],
        ["store", "customer__consultant", "consultant"],
        ["on", "arrived_at", "pk"],
        visit_line,
    ),
}
