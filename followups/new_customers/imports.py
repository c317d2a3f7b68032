"""Importing customers with their purchase intents (R2, R3)."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.staff.imports import StaffByName, StoreImporter
from foundation.bulk import insert_objects, make
from foundation.history import change_all, create_all
from foundation.importing.cells import day, one_of, short, text
from foundation.importing.importer import Outcome
from foundation.importing.keysets import FieldMemory
from foundation.importing.problems import RowErrors
from foundation.words import folded
from leads.car_models.queries import Cars
from leads.customers.imports import phone
from leads.customers.models import Customer, Lifecycle
from leads.grading.imports import Intents
from leads.opportunities.imports import (
    CARD_FIELDS,
    CARD_HEADERS,
    INTENT_FIELDS,
    car_keys,
    field_readers,
    model_name,
)
from leads.opportunities.models import Opportunity, OpportunityChange, State

from ..deadlines.services import sync_new

CARD, INTENT = frozenset(CARD_FIELDS), frozenset(INTENT_FIELDS)


@dataclass
class Known:
    """A card of the store, saved or of this batch, with its opportunities and their registrations."""

    customer: Customer
    opportunities: list = field(default_factory=list)


@dataclass
class Work:
    """What a batch is about to write."""

    customers: list = field(default_factory=list)
    opportunities: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    changed_customers: dict = field(default_factory=dict)
    changed_opportunities: dict = field(default_factory=dict)


class CustomersImporter(StoreImporter):
    """A customer is known by store and phone (R2.5), an opportunity by its customer and model.

    - A card of another consultant is never taken over: the row is rejected.
    - A further model is a further opportunity; a model whose opportunity has ended opens a new one if
      the row's registration lies after that end (R2.2).
    - Card fields that differ are updated, the name too; a blank cell leaves what is there. A second
      row of the file that says otherwise than the first is rejected, whatever stood there before.
    - A card out of use takes no row, and no row takes a card out of use (R2.6).
    - Note and expected date are those of the registration and are never changed by an import: a row
      that says otherwise is rejected, as what came later is told by the activities (R3.4). Later
      changes of grade therefore survive a second import of the same file.
    - Grade and date must fit as of ``registered_on`` (R3.3), by the store's policy in force that day or
      by the one named in ``policy_code``.
    """

    headers = CARD_HEADERS | {
        "phone": ("手机", "手机号", "手机号码", "电话", "联系电话"),
        "model": ("车型", "品牌车型", "意向车型"),
        "expected_purchase_date": ("预购日期", "预计购车日期"),
        "note": ("备注",),
        "consultant": ("销售顾问", "顾问"),
        "registered_on": ("登记日期", "建卡日期", "录入日期"),
        "policy_code": ("分级方案",),
    }
    required = (
        "name",
        "gender",
        "phone",
        "birthday",
        "source",
        "customer_type",
        "district",
        "model",
        "expected_purchase_date",
        "note",
        "consultant",
        "registered_on",
    )

    def __init__(self, context):
        super().__init__(context)
        self.columns = field_readers() | {
            "phone": phone,
            "model": model_name,
            "expected_purchase_date": day,
            "note": text(),
            "consultant": text(60),
            "registered_on": day,
            "policy_code": one_of(self._intents.codes),
        }

        self._told = FieldMemory((*CARD_FIELDS, *INTENT_FIELDS))
        self._cars = {}

    @cached_property
    def _people(self):
        return StaffByName(self.context)

    @cached_property
    def _intents(self):
        return Intents()

    def read(self, row):
        values = super().read(row)
        consultant = self._people.find(values["consultant"], "consultant")
        if not consultant.is_consultant:
            raise RowErrors(("consultant", _("This person is no sales consultant.")))
        today = consultant.store.business_date(self.context.now)
        for column in ("registered_on", "birthday", "first_visit_on"):
            if column in values and values[column] > today:
                raise RowErrors((column, _("This date lies in the future.")))
        values["consultant"] = consultant
        cars = self._cars.setdefault(consultant.store_id, Cars(consultant.store_id))
        values["car"] = cars.read(values["model"])
        return values

    def save(self, entries):
        self._told.forget_batch()
        known = _load(values for _row, values in entries)
        work = Work()
        results = []
        for _row, values in entries:
            try:
                results.append(self._place(values, known, work))
            except RowErrors as errors:
                results.append(errors)
        self._write(work)
        self._told.keep()
        return results

    def _require_agreement(self, record, names, values):
        """Raise ``RowErrors`` where an earlier row of the file told another value."""
        message = _("This number stands in the file twice; the other row says “%(value)s”.")
        errors = [
            (name, message % {"value": short(str(getattr(record, name)))})
            for name in names
            if name in values
            and self._told.has(record, name)
            and _differs(name, getattr(record, name), values[name])
        ]
        if errors:
            raise RowErrors(*errors)

    def _place(self, values, known, work):
        consultant = values["consultant"]
        key = consultant.store_id, values["phone"]
        found = known.get(key)
        if found is None:
            intent = self._read_intent(values)
            found = known[key] = Known(self._new_customer(values))
            work.customers.append(found.customer)
            self._register(found, values, intent, work)
            return Outcome.CREATED
        if found.customer.lifecycle == Lifecycle.INACTIVE:
            raise RowErrors(("phone", _("This number is on a card that is out of use.")))
        if found.customer.consultant_id != consultant.pk:
            message = _("This phone number is on a card of %(owner)s.")
            owner = found.customer.consultant
            raise RowErrors(("consultant", message % {"owner": owner.username}))
        self._require_agreement(found.customer, CARD_FIELDS, values)
        opportunity, registration = _same_model(found, values)
        if opportunity is None:
            self._register(found, values, self._read_intent(values), work)
            _update(found.customer, CARD_FIELDS, values, work.changed_customers)
            return Outcome.CREATED
        self._compare_registration(opportunity, registration, values)
        self._require_agreement(opportunity, INTENT_FIELDS, values)
        self._told.add(found.customer, values.keys() & CARD)
        self._told.add(opportunity, values.keys() & INTENT)
        changed = _update(found.customer, CARD_FIELDS, values, work.changed_customers)
        changed |= _update(opportunity, INTENT_FIELDS, values, work.changed_opportunities)
        return Outcome.UPDATED if changed else Outcome.UNCHANGED

    def _read_intent(self, values):
        consultant, on = values["consultant"], values["registered_on"]
        if not consultant.is_active:
            raise RowErrors(("consultant", _("This person's account is closed.")))
        if "policy_code" in values:
            reader = self._intents.of_code(values["policy_code"], on)
        else:
            reader = self._intents.of_person(consultant, on)
        try:
            return reader.read(values["note"], values["expected_purchase_date"])
        except ValidationError as error:
            columns = {"expected_on": "expected_purchase_date"}
            raise RowErrors(
                *(
                    (columns.get(name, name), " ".join(messages))
                    for name, messages in error.message_dict.items()
                )
            ) from error

    def _new_customer(self, values):
        consultant = values["consultant"]
        return make(
            Customer,
            {"consultant": consultant},
            store_id=consultant.store_id,
            phone=values["phone"],
            registered_on=values["registered_on"],
            **{name: values[name] for name in CARD_FIELDS if name in values},
        )

    def _register(self, known, values, intent, work):
        consultant, on = values["consultant"], values["registered_on"]
        opportunity = make(
            Opportunity,
            {"customer": known.customer, "consultant": consultant, "grade": intent.grade},
            store_id=consultant.store_id,
            registered_on=on,
            assigned_on=on,
            brand=values["car"].brand,
            model=values["car"].model,
            note=intent.note,
            expected_on=intent.expected_on,
            **{name: values[name] for name in INTENT_FIELDS if name in values},
        )
        registration = make(
            OpportunityChange,
            {"opportunity": opportunity},
            store_id=opportunity.store_id,
            changed_on=on,
            by_id=self.context.by and self.context.by.pk,
            grade_id=intent.grade.pk,
            note=intent.note,
            expected_on=intent.expected_on,
            consultant_id=consultant.pk,
            state=State.EXECUTING,
        )
        self._told.add(known.customer, values.keys() & CARD)
        self._told.add(opportunity, values.keys() & INTENT)
        known.opportunities.append((opportunity, registration))
        work.opportunities.append(opportunity)
        work.changes.append(registration)

    def _compare_registration(self, opportunity, registration, values):
        if opportunity.registered_on != values["registered_on"]:
            message = _("Already registered on %(date)s.")
            raise RowErrors(("registered_on", message % {"date": opportunity.registered_on}))
        errors = []
        if not self._same_note(registration.note, values):
            message = _("Registered as “%(note)s”; what changed later belongs into the activities.")
            errors.append(("note", message % {"note": short(registration.note)}))
        if registration.expected_on != values["expected_purchase_date"]:
            message = _("Registered as %(date)s; what changed later belongs into the activities.")
            errors.append(("expected_purchase_date", message % {"date": registration.expected_on}))
        if errors:
            raise RowErrors(*errors)

    def _same_note(self, registered, values):
        if values["note"] == registered:
            return True
        try:
            return self._read_intent(values).note == registered
        except RowErrors:
            return False

    def _write(self, work):
        create_all(Customer, work.customers, self.context)
        for opportunity in work.opportunities:
            opportunity.customer_id = opportunity.customer.pk
        create_all(Opportunity, work.opportunities, self.context)
        for change in work.changes:
            change.opportunity_id = change.opportunity.pk
        insert_objects(OpportunityChange, work.changes)
        saved = [c for c in work.changed_customers.values() if c not in work.customers]
        change_all(Customer, saved, CARD_FIELDS, self.context)
        saved = [o for o in work.changed_opportunities.values() if o not in work.opportunities]
        change_all(Opportunity, saved, INTENT_FIELDS, self.context)
        sync_new(work.opportunities)


def _load(rows):
    """``{(store, phone): Known}`` of the rows' cards that exist: three queries."""
    keys = {(values["consultant"].store_id, values["phone"]) for values in rows}
    stores = {store for store, _phone in keys}
    customers = Customer.objects.filter(store__in=stores, phone__in={p for _s, p in keys})
    # The number of a card that was merged leads to the one that stands for it (R2.5).
    standing = {
        (c.store_id, c.phone): c.merged_into or c
        for c in customers.select_related("consultant", "merged_into__consultant")
    }
    found = {c.pk: Known(c) for c in standing.values()}
    opportunities = Opportunity.objects.filter(customer__in=list(found)).order_by("pk")
    by_pk = {opportunity.pk: opportunity for opportunity in opportunities}
    registrations = defaultdict(lambda: None)
    rows = OpportunityChange.objects.filter(
        opportunity__customer__in=list(found), state=State.EXECUTING, grade__isnull=False
    )
    for change in rows.order_by("-changed_on", "-pk"):
        registrations[change.opportunity_id] = change
    for pk, opportunity in by_pk.items():
        found[opportunity.customer_id].opportunities.append((opportunity, registrations[pk]))
    return {key: found[c.pk] for key, c in standing.items()}


def _same_model(known, values):
    """The customer's opportunity that the row is about, with its registration, or two ``None``."""
    on, keys = values["registered_on"], car_keys(values["car"])
    same = [pair for pair in known.opportunities if keys & car_keys(pair[0].car)]
    for pair in same:
        if pair[0].registered_on == on:
            return pair
    executing = [pair for pair in same if pair[0].is_executing]
    if executing:
        return executing[0]
    ended = [pair for pair in same if pair[0].ended_on is None or on <= pair[0].ended_on]
    return max(ended, key=lambda pair: pair[0].registered_on) if ended else (None, None)


def _differs(name, present, value):
    """Two spellings of a name that read alike are one name."""
    return folded(present) != folded(value) if name == "name" else present != value


def _update(instance, names, values, changed):
    """Set the fields that differ; remembers and tells whether any did."""
    differing = {
        n: values[n] for n in names if n in values and _differs(n, getattr(instance, n), values[n])
    }
    for name, value in differing.items():
        setattr(instance, name, value)
    if differing:
        changed[id(instance)] = instance
    return bool(differing)
