"""A small dealership for tests: people by factory_boy, business by the real services."""

from datetime import date, timedelta

import factory

from accounts.people.models import Region, Role, Store, User
from followups.contacts.services import Contact, record_care, record_contact
from followups.new_customers.services import open_customer
from followups.plans.services import Plan


def plan_on(day):
    return Plan(day, expected_content="确认配置", stretch_reason="customer is away")


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"R{n}")
    name = factory.Sequence(lambda n: f"Region {n}")


class StoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Store

    code = factory.Sequence(lambda n: f"JY{n:02}")
    name = factory.Sequence(lambda n: f"Store {n}")
    region = factory.SubFactory(RegionFactory)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.CONSULTANT
    store = factory.SubFactory(StoreFactory)
    password = factory.PostGenerationMethodCall("set_password", "secret-word")

    @classmethod
    def _after_postgeneration(cls, instance, create, results=None):
        if create and results:
            instance.save()


class ManagerFactory(UserFactory):
    role = Role.MANAGER


class DirectorFactory(UserFactory):
    role = Role.DIRECTOR


class Floor:
    """One store's sales floor: a director, a manager and a consultant of their team."""

    def __init__(self, store=None):
        self.store = store or StoreFactory()
        self.director = DirectorFactory(store=self.store)
        self.manager = ManagerFactory(store=self.store)
        self.consultant = self.new_consultant()
        self._phones = 13800000000 + self.store.pk * 100000

    def new_consultant(self, **fields):
        return UserFactory(store=self.store, manager=self.manager, **fields)

    def new_phone(self):
        self._phones += 1
        return str(self._phones)

    def card(self, **fields):
        return {
            "name": "王小明",
            "gender": "M",
            "phone": self.new_phone(),
            "birthday": date(1900, 1, 1),
            "source": 3,
            "customer_type": "private",
            "district": "朝阳区",
        } | fields

    def open(self, *, now, on, consultant=None, grade="H", days=5, plan_in=3, model="Golf", **card):
        """A new customer with an opportunity of ``grade`` and a first plan; returns the opportunity."""
        consultant = consultant or self.consultant
        return open_customer(
            by=consultant,
            now=now,
            on=on,
            consultant=consultant,
            card=self.card(**card),
            intent={
                "model": model,
                "note": f"{grade} 客户",
                "expected_on": on + timedelta(days=days),
            },
            plan=plan_on(on + timedelta(days=plan_in)),
        )

    def care(self, opportunity, *, now, on, activity=None, by=None, **fields):
        """A contact of today with who has bought."""
        values = {
            "mode": "phone",
            "result": "reached",
            "executed_on": on,
            "content": "问候",
            "feedback": "满意",
        } | fields
        return record_care(
            by=by or opportunity.consultant,
            now=now,
            on=on,
            opportunity=opportunity,
            activity=activity,
            contact=Contact(**values),
        )

    def contact(self, opportunity, *, now, on, activity=None, by=None, next_in=3, **fields):
        """Log a contact of today with a next plan ``next_in`` days away (``None``: no plan)."""
        plan = None
        if next_in is not None:
            plan = plan_on(on + timedelta(days=next_in))
        values = {
            "mode": "phone",
            "result": "reached",
            "executed_on": on,
            "content": "谈了价格",
            "feedback": "再考虑",
            "next_plan": plan,
        } | fields
        return record_contact(
            by=by or opportunity.consultant,
            now=now,
            on=on,
            opportunity=opportunity,
            activity=activity,
            contact=Contact(**values),
        )
