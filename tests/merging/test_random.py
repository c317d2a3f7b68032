"""Random merges and partings among random lives: `check_deadlines` finds no difference (R2.5, R4.2, R6).

``MERGES=1000`` makes so many; the suite makes 60.
"""

import os
import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F

from compliance.audit.services import run_audit
from followups.activities.models import Activity
from followups.deadlines.services import compare
from followups.merging.models import Merge, MergeState
from followups.merging.rules import FIELDS
from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from followups.ownership.services import reassign
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

pytestmark = pytest.mark.django_db
MERGES = int(os.environ.get("MERGES", "60"))
MODELS = ("Golf", "golf", "Polo", "Tiguan", "ID.4")


class Life:
    """A floor on which customers come, are contacted, change hands, are merged and parted."""

    def __init__(self, floor, now, seed):
        self.floor, self.now, self.chance = floor, now, random.Random(seed)
        self.people = [floor.consultant, floor.new_consultant(), floor.new_consultant()]
        self.merged = self.parted = self.refused = 0

    @property
    def when(self):
        return {"now": self.now, "on": self.now.date()}

    def pick(self, rows):
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.model.objects.get(pk=self.chance.choice(keys)) if keys else None

    def cards(self):
        return Customer.objects.in_use()

    def come(self):
        self.floor.open(
            **self.when,
            consultant=self.chance.choice(self.people),
            model=self.chance.choice(MODELS),
            grade=self.chance.choice("HAB"),
            days=self.chance.randint(0, 7),
            plan_in=self.chance.randint(0, 9),
            email=self.chance.choice(["", "a@example.cn", "b@example.cn"]),
        )

    def contact(self):
        intent = self.pick(Opportunity.objects.executing())
        if intent is None:
            return
        plan = self.chance.choice([None, intent.activities.planned().first()])
        ends = self.chance.random() < 0.15
        how = {"next_in": None, "outcome": "lost", "lost_reason": "price"} if ends else {}
        result = self.chance.choice(["reached", "no_answer"])
        self.floor.contact(intent, **self.when, activity=plan, result=result, **how)

    def move(self):
        card = self.pick(self.cards())
        if card:
            to = self.chance.choice(self.people)
            reassign(by=self.floor.director, **self.when, customer=card, to=to, reason="调整")

    def merge(self):
        keys = list(self.cards().order_by("pk").values_list("pk", flat=True))
        if len(keys) < 2:
            return
        kept, other = (Customer.objects.get(pk=k) for k in self.chance.sample(keys, 2))
        merge_cards(
            by=self.floor.director,
            now=self.now,
            kept=kept,
            merged=other,
            owner=self.chance.choice([kept, other]).consultant,
            taken=self.chance.sample(FIELDS, 4),
            reason="同一人",
        )
        self.merged += 1

    def part(self):
        merge = self.pick(Merge.objects.undoable(now=self.now))
        if merge:
            undo_merge(merge, by=self.floor.director, now=self.now, reason="两个人")
            self.parted += 1

    def night(self):
        on = self.now.date()
        self.now += timedelta(days=1)
        run_audit(self.floor.store, on=on, now=self.now)

    def step(self):
        acts = [self.come, self.contact, self.move, self.merge, self.part, self.night]
        act = self.chance.choices(acts, weights=[5, 6, 1, 6, 3, 1])[0]
        if self.cards().count() > 14:
            act = self.merge
        try:
            with transaction.atomic():
                act()
        except ValidationError:
            self.refused += 1  # leaves nothing behind: the invariants look


def check(life):
    recent = Opportunity.objects.order_by("-pk").values_list("pk", flat=True)[:40]
    assert list(compare(list(recent)).lines()) == []
    doubled = Opportunity.objects.executing().values("customer", "model").annotate(n=Count("pk"))
    assert not doubled.filter(n__gt=1).exists()
    tombstones = Customer.objects.filter(merged_into__isnull=False)
    assert not tombstones.filter(opportunities__isnull=False).exists()
    assert not tombstones.filter(merged_into__merged_into__isnull=False).exists()
    assert tombstones.count() == Merge.objects.filter(state=MergeState.DONE).count()
    bare = Opportunity.objects.executing().exclude(activities__state="planned")
    assert not bare.exists(), "R4.2: whatever goes on has a next plan"
    ended = Opportunity.objects.filter(merged_into__isnull=False)
    assert not ended.exclude(customer=F("merged_into__customer")).exists()
    strays = Activity.objects.planned().exclude(opportunity__state="executing")
    assert not strays.exists()


def test_no_difference_after_random_merges_and_partings(floor, now):
    life = Life(floor, now, seed=MERGES)
    for _ in range(6):
        life.come()
    steps = 0
    while life.merged < MERGES:
        life.step()
        steps += 1
        if steps % 5 == 0:
            check(life)
    check(life)
    assert life.parted > MERGES / 100
    said = StringIO()
    call_command("check_deadlines", stdout=said)
    print(f"{life.merged} merges, {life.parted} parted, {life.refused} refused, {steps} steps")
    print(said.getvalue())
