"""What was shown is what is decided, for each kind: two values that change places are noticed."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest

from compliance.claims.models import Claim
from compliance.claims.services import claim_customer
from compliance.findings.models import Finding
from compliance.penalties.models import LedgerEntry, Proposal, RectificationReport
from compliance.penalties.services.appeals import file_appeal
from compliance.penalties.services.deciding import approve
from compliance.penalties.services.reports import submit_report
from followups.absences.models import AbsencePlan
from followups.absences.services.requesting import request_absence
from followups.contacts.services import record_foreign_contact
from foundation.decisions import APPROVE, REFUSE, decide_all, kinds
from leads.change_requests.models import ChangeRequest
from leads.change_requests.services import ask_change
from orders.quotations.models import Quotation
from orders.quotations.services.making import Offer, make_quotation
from tests.penalties.conftest import Evening
from tests.reception.test_at_once import at_once
from tests.shown import choices_of


@pytest.fixture
def evening(db, now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield Evening(now)


def swap(model, first, second, *names):
    """Let two records change places in the database, without anybody's doing."""
    one, other = (model.objects.values(*names).get(pk=row.pk) for row in (first, second))
    model.objects.filter(pk=first.pk).update(**other)
    model.objects.filter(pk=second.pk).update(**one)


def proposals(evening):
    """Two of three: the last one costs less where these are waived."""
    evening.break_promises(days_ago=7)
    evening.break_promises(days_ago=6, customers=2)
    evening.break_promises(days_ago=5)
    evening.audit(3, 2, 1)
    found = evening.fines()[:2]
    return found, lambda: swap(Proposal, *found, "amount")


def claims(evening):
    rival, found = evening.new_consultant(), []
    for _ in range(2):
        then = timedelta(days=40)
        opened = evening.open(
            now=evening.now - then, on=evening.today - then, grade="C", days=400, plan_in=29
        )
        on = evening.today - timedelta(days=3)
        record_foreign_contact(
            by=rival,
            now=evening.now - timedelta(days=3),
            on=on,
            opportunity=opened,
            mode="phone",
            executed_on=on,
            content="问了保养",
        )
        filed = {"phone": opened.customer.phone, "grounds": opened.customer.phone}
        found.append(claim_customer(**evening.by(rival), on=evening.today, **filed))
    return found, lambda: swap(Claim, *found, "grounds")


def requests(evening):
    found = []
    for name in ("李雷", "韩梅梅"):
        customer = evening.open(now=evening.now, on=evening.today).customer
        by = evening.by(evening.consultant)
        found.append(ask_change(**by, customer=customer, name=name, reason="misspelt"))
    return found, lambda: swap(ChangeRequest, *found, "name")


def absences(evening):
    """Each moves a plan; one is to go where the other should have gone."""
    found = []
    for start in (2, 20):
        evening.open(now=evening.now, on=evening.today, days=60, grade="C", plan_in=start)
        day = evening.today + timedelta(days=start)
        asked = request_absence(
            **evening.by(evening.consultant),
            on=evening.today,
            user=evening.consultant,
            kind="leave",
            from_on=day,
            to_on=day,
            plans="postpone",
            reason="家事",
        )
        found.append(asked)
    plans = [absence.proposed_plans.get() for absence in found]
    return found, lambda: swap(AbsencePlan, *plans, "to_on")


def reports(evening):
    people = evening.consultant, evening.new_consultant()
    for person in people:
        evening.miss_plan(days_ago=4, consultant=person)
    evening.audit(3, 2, 1)
    for proposal in evening.expiries()[:2]:
        approve(proposal, **evening.by(evening.director), on=evening.today)
        submit_report(
            proposal.report, **evening.by(proposal.person), text=f"I, {proposal.person}, forgot"
        )
    found = list(RectificationReport.objects.filter(person__in=people).order_by("pk"))
    return found, lambda: swap(RectificationReport, *found, "text")


def suspicions(evening):
    evening.break_promises(days_ago=2)
    evening.break_promises(days_ago=2, consultant=evening.new_consultant())
    evening.audit(1)
    found = list(evening.suspicions().order_by("pk"))[:2]
    days = [evening.today + timedelta(days=n) for n in (3, 4)]
    for finding, day in zip(found, days, strict=True):
        Finding.objects.filter(pk=finding.pk).update(planned_on=day)
    return found, lambda: swap(Finding, *found, "planned_on")


def discounts(evening):
    found = []
    for discount in (4000, 5000):
        offer = Offer(
            model="Golf",
            price=Decimal(150000),
            discount=Decimal(discount),
            discount_reason="竞品便宜",
            valid_until=evening.today,
        )
        opened = evening.open(now=evening.now, on=evening.today)
        by = evening.by(evening.consultant)
        found.append(make_quotation(**by, on=evening.today, opportunity=opened, offer=offer))
    return found, lambda: swap(Quotation, *found, "discount")


MADE = {
    "discount": discounts,
    "proposal": proposals,
    "claim": claims,
    "request": requests,
    "absence": absences,
    "report": reports,
    "suspicion": suspicions,
}
# Rewards and their reversals: tests/rewards; appointments: tests/staff; leads: tests/lead_changes.
ELSEWHERE = {"reward", "reversal", "appointment", "merge", "lead_change"}


def decider(code, evening):
    return evening.director if code in ("proposal", "claim") else evening.manager


def test_each_kind_that_is_decided_in_the_inbox_is_tested():
    assert {kind.code for kind in kinds() if kind.approve or kind.refuse} == {*MADE, *ELSEWHERE}


@pytest.mark.parametrize("code", MADE)
def test_what_changed_places_is_noticed(code, evening):
    things, change_places = MADE[code](evening)
    choices = choices_of(code, things, now=evening.now)
    change_places()
    by = evening.by(decider(code, evening))
    results = decide_all(choices, act=APPROVE, reason="x", **by)
    assert [result.changed for result in results] == [True, True]
    assert not LedgerEntry.objects.exclude(kind="report").exists()
    # As it stands now it is decided.
    again = decide_all(choices_of(code, things, now=evening.now), act=APPROVE, reason="x", **by)
    assert {result.problem for result in again} == {""}


@pytest.mark.parametrize("code", MADE)
def test_several_are_refused_as_shown(code, evening):
    things, _change_places = MADE[code](evening)
    choices = choices_of(code, things, now=evening.now, act=REFUSE)
    by = evening.by(decider(code, evening))
    results = decide_all(choices, act=REFUSE, reason="no", **by)
    assert {result.problem for result in results} == {""}


def test_an_appeal_filed_meanwhile_is_read_first(evening):
    fines, _swap = proposals(evening)
    choices = choices_of("proposal", fines[:1], now=evening.now)
    file_appeal(fines[0], **evening.by(fines[0].person), text="They were reached")
    (result,) = decide_all(choices, act=APPROVE, **evening.by(evening.director))
    assert result.changed


def test_what_a_waiver_makes_of_later_ones_is_part_of_what_was_shown(evening):
    (first, second), _swap = proposals(evening)
    choices = choices_of("proposal", [first], now=evening.now, act=REFUSE)
    Proposal.objects.filter(pk=second.pk).update(items=5)
    (result,) = decide_all(choices, act=REFUSE, reason="ill", **evening.by(evening.director))
    assert result.changed


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("code", ["proposal", "claim", "request", "absence", "suspicion"])
def test_two_presses_at_once_have_one_effect(code, now):
    evening = Evening(now)
    things, _change_places = MADE[code](evening)
    choices = choices_of(code, things[:1], now=evening.now)
    by, outcomes = evening.by(decider(code, evening)), []

    def press():
        (result,) = decide_all(choices, act=APPROVE, reason="x", by=by["by"], now=next(moments))
        outcomes.append(result.problem)

    moments = iter([evening.now + timedelta(seconds=n) for n in range(3)])
    at_once(*[press] * 3)
    assert sorted(bool(problem) for problem in outcomes) == [False, True, True]


@pytest.mark.parametrize("act", [APPROVE, REFUSE])
@pytest.mark.parametrize("code", MADE)
def test_the_pages_ask_no_more_for_more_rows(code, act, evening, client, queries):
    things, _change_places = MADE[code](evening)
    client.force_login(decider(code, evening))
    keys = [f"&item={code}-{record.pk}" for record in things]
    url = f"/inbox/decide/?act={act}"
    queries(url + keys[0])
    assert queries(url + keys[0]) == queries(url + "".join(keys))
