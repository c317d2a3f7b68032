"""Orders, cars, money and care of those who ordered in their story (R9.2, R9.5, R9.7, R9.10)."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from followups.activities.models import Activity, ActivityState, Mode, Result
from followups.activities.rules import is_effective
from orders.buyers.models import CARE as TOPICS
from orders.buyers.models import CareItem, CareKind, OwnedVehicle
from orders.buyers.rules import contact_plan
from orders.buyers.services import greeting_days
from orders.orders.models import DueKind, Order, PaidBy, Payment, PaymentDue
from orders.orders.rules import next_number
from orders.stock.models import Vehicle
from orders.targets.models import Target

from .words import CARE, COLOURS, INSURERS, MODELS, plate_number
from .write import create, keep_history

VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
FREE_CARS = 26


@dataclass
class Sale:
    """What one order leaves behind, unsaved."""

    story: object
    order: Order
    vehicle: Vehicle | None
    dues: list = field(default_factory=list)
    payments: list = field(default_factory=list)
    car: OwnedVehicle | None = None
    care: list = field(default_factory=list)


class Sales:
    """The sales of all stories; ``prepare`` before the stories are written, ``write`` after."""

    def __init__(self, rng, *, now):
        self.rng, self.now = rng, now
        self.sales, self.numbers, self.vins = [], {}, set()

    def prepare(self, stories):
        for story in stories:
            ordered = [c for c, _ in story.changes if c.grade and c.grade.is_ordered]
            if ordered:
                self.sales.append(self._sell(story, ordered[0].changed_on))

    def _sell(self, story, ordered_on):
        rng, opportunity = self.rng, story.opportunity
        delivered_on = opportunity.ended_on if opportunity.is_won else None
        price = Decimal(dict(MODELS)[story.model] * 10000 - rng.randrange(0, 90) * 100)
        order = Order(
            store=opportunity.store,
            customer=story.card,
            opportunity=opportunity,
            consultant=story.consultant,
            number=self._number(opportunity.store, ordered_on),
            ordered_on=ordered_on,
            model=story.model,
            colour=story.colour,
            price=price,
            contract_number=f"HT{ordered_on:%Y%m}{rng.randrange(1000, 9999)}",
            contract_signed_on=ordered_on,
            converted_on=ordered_on,
            delivery_expected_on=opportunity.expected_on,
            delivered_on=delivered_on,
        )
        sale = Sale(story, order, self._car_for(story, ordered_on, delivered_on))
        if sale.vehicle:
            order.vehicle = sale.vehicle
            order.allocated_on = max(ordered_on, sale.vehicle.arrived_on)
        if delivered_on is None:
            opportunity.ordered_on = ordered_on
        self._agree_on_payment(sale, story.world.today)
        if delivered_on:
            self._hand_over(sale, story.world.today)
        return sale

    def _number(self, store, day):
        taken = self.numbers.setdefault((store.pk, day), [])
        taken.append(next_number(day, taken))
        return taken[-1]

    def _vin(self):
        while True:
            vin = "LFV" + "".join(self.rng.choices(VIN_LETTERS, k=14))
            if vin not in self.vins:
                self.vins.add(vin)
                return vin

    def _vehicle(self, store, model, colour, arrived_on):
        return Vehicle(
            store=store,
            vin=self._vin(),
            model=model,
            colour=colour,
            list_price=Decimal(dict(MODELS)[model] * 10000),
            arrived_on=arrived_on,
        )

    def _car_for(self, story, ordered_on, delivered_on):
        """The delivered have their car; of the others half wait for one to arrive."""
        if delivered_on is None and self.rng.random() < 0.5:
            return None
        latest = delivered_on or story.world.today
        arrived_on = min(latest, ordered_on + timedelta(self.rng.randint(-40, 12)))
        store = story.opportunity.store
        vehicle = self._vehicle(store, story.model, story.colour, arrived_on)
        vehicle.left_on = delivered_on
        return vehicle

    def _agree_on_payment(self, sale, today):
        """A deposit at once, a part soon, the rest by the delivery or by loan; some are late (R9.5)."""
        order, rng = sale.order, self.rng
        deposit = Decimal(rng.choice((5000, 10000, 20000)))
        part = (order.price * Decimal("0.3")).quantize(Decimal(100))
        last = DueKind.LOAN if rng.random() < 0.35 else DueKind.BALANCE
        last_on = order.delivered_on or order.delivery_expected_on
        part_on = min(last_on, order.ordered_on + timedelta(rng.randint(4, 10)))
        for kind, due_on, amount in (
            (DueKind.DEPOSIT, order.ordered_on, deposit),
            (DueKind.INSTALMENT, part_on, part),
            (last, last_on, order.price - deposit - part),
        ):
            due = PaymentDue(order=order, kind=kind, due_on=due_on, amount=amount, paid=0)
            sale.dues.append(due)
            may_be_late = order.delivered_on is None and kind != DueKind.DEPOSIT
            if due_on <= today and not (may_be_late and rng.random() < 0.4):
                self._pay(sale, due)

    def _pay(self, sale, due):
        from_bank = {DueKind.LOAN: [PaidBy.LOAN]}
        way = self.rng.choice(from_bank.get(due.kind, [PaidBy.TRANSFER, PaidBy.MOBILE]))
        due.paid = due.amount
        sale.payments.append(
            Payment(
                due=due,
                received_on=due.due_on,
                amount=due.amount,
                way=way,
                recorded_at=sale.story.moment(due.due_on),
            )
        )

    def _hand_over(self, sale, today):
        order, rng = sale.order, self.rng
        order.invoiced_on = order.delivered_on
        order.invoice_number = f"{rng.randrange(10**7, 10**8)}"
        order.plate_number = plate_number(rng, order.store.code)
        order.plated_on = min(today, order.delivered_on + timedelta(rng.randint(1, 6)))
        sale.car = OwnedVehicle(
            store=order.store,
            customer=order.customer,
            opportunity=order.opportunity,
            order=order,
            model=order.model,
            colour=order.colour,
            vin=sale.vehicle.vin,
            plate_number=order.plate_number,
            licensed_on=order.plated_on,
            model_code=f"{order.model[:2].upper()}{sale.vehicle.arrived_on:%y}",
            made_in=(sale.vehicle.arrived_on - timedelta(40)).replace(day=1),
            accessories="脚垫 行车记录仪",
            price=order.price,
            loan_amount=sum(due.amount for due in sale.dues if due.kind == DueKind.LOAN) or None,
            delivered_on=order.delivered_on,
            sum_insured=order.price,
            insurer=rng.choice(INSURERS),
            insurance_expires_on=order.delivered_on + timedelta(365),
            service_due_on=order.delivered_on + timedelta(90),
        )
        lines = contact_plan(
            order.delivered_on,
            birthday=order.customer.known_birthday,
            greeting_days=greeting_days(order.delivered_on),
        )
        for line in lines:
            activity = self._care(sale.story, line, order.delivered_on, today)
            sale.story.activities.append(activity)
            sale.care.append((line.kind, activity))

    def _care(self, story, line, delivered_on, today):
        activity = Activity(
            opportunity=story.opportunity,
            consultant=story.consultant,
            planned_for=story.consultant,
            recorded_on=delivered_on,
            planned_on=line.on,
            mode=line.mode,
            purpose="care",
            expected_content=TOPICS[CareKind(line.kind)],
            state=ActivityState.PLANNED,
        )
        if line.on < today:
            content = self.rng.choice(CARE)
            result = Result.VISITED if line.mode == Mode.HOME_VISIT else Result.REACHED
            activity.state, activity.result, activity.content = "executed", result, content
            activity.feedback = "满意"
            activity.executed_on = activity.ended_on = line.on
            activity.executed_at = story.moment(line.on)
            activity.is_effective = is_effective(result, content)
        return activity

    def write(self, staff):
        """All rows in order of their keys, with history; ``staff`` gives who recorded what."""
        finance = {person.store_id: person for person in staff.of("finance")}
        vehicles = [sale.vehicle for sale in self.sales if sale.vehicle]
        vehicles += self._free_cars(staff)
        create(Vehicle, vehicles)
        orders = [sale.order for sale in self.sales]
        create(Order, orders)
        dues = [due for sale in self.sales for due in sale.dues]
        create(PaymentDue, dues)
        payments = [payment for sale in self.sales for payment in sale.payments]
        for payment in payments:
            payment.recorded_by = finance[payment.due.order.store_id]
        create(Payment, payments)
        cars = [sale.car for sale in self.sales if sale.car]
        create(OwnedVehicle, cars)
        lines = [(s.car, kind, act) for s in self.sales if s.car for kind, act in s.care]
        create(CareItem, [CareItem(vehicle=c, kind=k, activity=a) for c, k, a in lines])
        targets = self._targets(staff)
        create(Target, targets)
        for model, rows in (
            (Vehicle, vehicles),
            (Order, orders),
            (PaymentDue, dues),
            (OwnedVehicle, cars),
            (Target, targets),
        ):
            keep_history(model, rows, by=None, moments=[self.now] * len(rows))

    def _free_cars(self, staff):
        for store in staff.stores:
            today = store.business_date(self.now)
            for _ in range(FREE_CARS):
                model, _price = self.rng.choice(MODELS)
                arrived_on = today - timedelta(int(200 * self.rng.random() ** 2))
                yield self._vehicle(store, model, self.rng.choice(COLOURS), arrived_on)

    def _targets(self, staff):
        """A target a month for the store, its consultants and models, near to what was sold."""
        rows = []
        for store in staff.stores:
            sold = [s.order for s in self.sales if s.order.store_id == store.pk]
            consultants = staff.of("consultant", store)
            for month in months_back(store.business_date(self.now), 12):
                number = sum(1 for o in sold if o.ordered_on.replace(day=1) == month)
                wanted = max(len(consultants), round(number * self.rng.uniform(0.8, 1.3)))
                common = {"store": store, "month": month}
                rows.append(Target(**common, orders=wanted, deliveries=wanted))
                each = -(-wanted // len(consultants))
                for person in consultants:
                    rows.append(Target(**common, consultant=person, orders=each, deliveries=each))
                for model, _price in MODELS:
                    part = -(-wanted // len(MODELS))
                    rows.append(Target(**common, model=model, orders=part, deliveries=part))
        return rows


def months_back(today, number):
    """The first days of the last ``number`` months, the present one included."""
    month = today.replace(day=1)
    for _ in range(number):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)
