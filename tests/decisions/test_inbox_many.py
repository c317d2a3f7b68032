"""Claims, absences and suspicions decided many at once, with what will change shown before."""

from datetime import timedelta
from unittest import mock

import pytest

from compliance.claims.models import Claim
from compliance.claims.services import claim_customer, refuse_claim
from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from followups.absences.services.requesting import impose_absence, refuse_absence, request_absence
from followups.activities.models import Activity
from followups.calendars.models import Absence
from followups.contacts.services import record_foreign_contact
from foundation.decisions import APPROVE, REFUSE, decide_all
from foundation.patience import TookTooLong
from tests.decisions.test_inbox import decide
from tests.penalties.conftest import said
from tests.shown import choices_of


def evasion_fines(page):
    return page.context["together"]["evasion_fines"]


def keys(code, things):
    return [f"{code}-{record.pk}" for record in things]


@pytest.fixture
def neglected(evening):
    """Three customers without a contact for 40 days, each claimed by a colleague who had one."""
    evening.rival = evening.new_consultant(full_name="李强")
    for _ in range(3):
        claim_one(evening)
    return evening


def claim_one(evening):
    then = timedelta(days=40)
    opened = evening.open(
        now=evening.now - then, on=evening.today - then, grade="C", days=400, plan_in=29
    )
    day = timedelta(days=3)
    record_foreign_contact(
        by=evening.rival,
        now=evening.now - day,
        on=evening.today - day,
        opportunity=opened,
        mode="phone",
        executed_on=evening.today - day,
        content="问了保养",
    )
    return claim_customer(
        **evening.by(evening.rival),
        on=evening.today,
        phone=opened.customer.phone,
        grounds="客户找我",
    )


def ask(evening, start, end, *, person=None, plans="postpone"):
    person = person or evening.consultant
    return request_absence(
        **evening.by(person),
        on=evening.today,
        user=person,
        kind="leave",
        from_on=evening.today + timedelta(days=start),
        to_on=evening.today + timedelta(days=end),
        plans=plans,
        reason="家事",
    )


def test_claims_are_approved_together_r7_3(neglected, client):
    claims = list(Claim.objects.order_by("pk"))
    client.force_login(neglected.director)
    page, answer = decide(client, APPROVE, keys("claim", claims))
    assert [c.moves for c in page.context["records"]] == 3 * [
        {"opportunities": 1, "open": 1, "plans": 1}
    ]
    text = page.content.decode()
    assert "1 opportunity" in text and "1 open plan" in text and text.count("李强</strong>") == 3
    assert said(answer) == ["3 decisions taken."]
    assert neglected.rival.customers.count() == 3 and not neglected.consultant.customers.exists()


def test_refusing_claims_needs_a_reason_and_leaves_the_customers(neglected, client):
    items = keys("claim", Claim.objects.order_by("pk"))
    client.force_login(neglected.director)
    page, answer = decide(client, REFUSE, items, reason=" ")
    assert "stays with" in page.content.decode() and answer.context["form"].errors
    decide(client, REFUSE, items, reason="the owner was ill")
    assert {claim.reason for claim in Claim.objects.all()} == {"the owner was ill"}
    assert neglected.consultant.customers.count() == 3


def test_a_claim_that_fails_stops_no_other(neglected):
    first, second, third = Claim.objects.order_by("pk")
    refuse_claim(second, **neglected.by(neglected.director), reason="no")
    choices = choices_of("claim", [first, second, third], now=neglected.now)
    results = decide_all(choices, act=APPROVE, **neglected.by(neglected.director))
    problems = {result.choice.record: result.problem for result in results}
    assert (problems[first], problems[third]) == ("", "")
    assert "already been decided" in problems[second]
    assert neglected.rival.customers.count() == 2


def test_one_that_took_too_long_is_said_to_wait_and_the_others_are_decided(neglected, client):
    """Of what is decided already it must not be said that nothing was saved."""
    client.force_login(neglected.director)
    in_time = [None, TookTooLong, None]
    with mock.patch("foundation.decisions.require_same", side_effect=in_time):
        _page, answer = decide(client, APPROVE, keys("claim", Claim.objects.order_by("pk")))
    late, done = said(answer)
    assert "still waits" in late and done == "2 decisions taken."
    assert neglected.rival.customers.count() == 2 and Claim.objects.waiting().count() == 1


def test_absences_are_approved_together_and_their_plans_move_r4_7(evening, client):
    colleague = evening.new_consultant()
    for person in (evening.consultant, colleague):
        evening.open(now=evening.now, on=evening.today, consultant=person, plan_in=3)
    asked = [ask(evening, 2, 4), ask(evening, 2, 4, person=colleague), ask(evening, 20, 21)]
    client.force_login(evening.manager)
    page, answer = decide(client, APPROVE, keys("absence", asked))
    assert [absence.number for absence in page.context["records"]] == [1, 1, 0]
    assert "1 plan moves" in page.content.decode()
    assert said(answer) == ["3 decisions taken."]
    assert set(Absence.objects.values_list("state", "decided_by")) == {
        ("approved", evening.manager.pk)
    }
    plan = evening.consultant.opportunities.get().activities.planned().get()
    assert plan.planned_on == evening.today + timedelta(days=5)


@pytest.mark.parametrize("what", ["moved", "other"])
def test_what_was_shown_is_what_moves_r4_7(what, evening, client):
    """The plans are as many as before, but one goes to another day, or is another."""
    opened = evening.open(now=evening.now, on=evening.today, plan_in=3)
    asked = ask(evening, 2, 4)
    client.force_login(evening.manager)
    page = client.get("/inbox/decide/", {"act": APPROVE, "item": keys("absence", [asked])})
    plan = opened.activities.planned().get()
    if what == "moved":
        taken = {**evening.by(evening.manager), "on": evening.today, "kind": "training"}
        day = evening.today + timedelta(days=5)
        user = evening.consultant
        impose_absence(**taken, user=user, from_on=day, to_on=day, plans="postpone")
    else:
        Activity.objects.filter(pk=plan.pk).update(planned_on=evening.today + timedelta(days=9))
        evening.open(now=evening.now, on=evening.today, plan_in=3)
    values = {"act": APPROVE, "item": keys("absence", [asked]), "shown": page.context["shown"]}
    answer = client.post("/inbox/decide/", values)
    assert said(answer) == [
        f"{evening.consultant}: It has changed meanwhile. Please look once more."
    ]
    assert answer.context["records"][0].number == 1
    asked.refresh_from_db()
    assert asked.state == "requested"
    client.post("/inbox/decide/", values | {"shown": answer.context["shown"]})
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_absences_are_refused_together(evening, client):
    asked = [ask(evening, 2, 4), ask(evening, 20, 21)]
    client.force_login(evening.director)
    decide(client, REFUSE, keys("absence", asked), reason="motor show " * 15)
    assert set(Absence.objects.values_list("state", "decision_reason")) == {
        ("refused", ("motor show " * 15).strip())
    }


def test_an_absence_too_late_to_pull_forward_is_named_and_stops_no_other(evening, client, now):
    evening.open(now=evening.now, on=evening.today, plan_in=1)
    late = ask(evening, 1, 2, plans="pull-forward")
    Absence.objects.filter(pk=late.pk).update(from_on=evening.today)
    good = ask(evening, 20, 21)
    client.force_login(evening.manager)
    _page, answer = decide(client, APPROVE, keys("absence", [late, good]))
    warned, done = said(answer)
    assert str(evening.consultant) in warned and "too late" in warned
    assert done == "1 decision taken."
    late.refresh_from_db()
    assert late.state == "requested"


def test_one_who_decided_elsewhere_is_told(evening):
    asked = ask(evening, 2, 4)
    refuse_absence(**evening.by(evening.director), absence=asked, reason="no")
    choices = choices_of("absence", [asked], now=evening.now)
    (result,) = decide_all(choices, act=APPROVE, **evening.by(evening.manager))
    assert "already been decided" in result.problem


@pytest.fixture
def suspected(evening):
    """Three suspicions of one consultant, one of another."""
    evening.break_promises(days_ago=2, customers=3)
    evening.break_promises(days_ago=2, consultant=evening.new_consultant())
    evening.audit(1)
    assert evening.suspicions().count() == 4
    return evening


def test_the_fine_shown_is_the_one_proposed_tonight_r8_2(suspected, client):
    client.force_login(suspected.manager)
    chosen = suspected.suspicions().filter(responsible=suspected.consultant)[:2]
    page, _answer = decide(client, APPROVE, keys("suspicion", chosen), reason="said so to me")
    (fine,) = evasion_fines(page)
    assert (fine.items, fine.price.occasion, fine.price.amount, fine.price.share) == (2, 1, 100, 50)
    assert "¥100.00" in page.content.decode()
    page, _answer = decide(
        client, APPROVE, keys("suspicion", suspected.suspicions()), reason="and these"
    )
    fines = {fine.person: fine.price.amount for fine in evasion_fines(page)}
    suspected.audit(0)
    proposed = Proposal.objects.filter(family="evasion", share_of=None)
    assert {p.person: p.amount for p in proposed} == fines
    assert sorted(fines.values()) == [50, 150]
    assert {f.verdict_reason for f in suspected.suspicions()} == {"said so to me", "and these"}


def test_a_day_already_decided_keeps_its_penalty(suspected, client):
    first, *others = suspected.suspicions().filter(responsible=suspected.consultant)
    client.force_login(suspected.manager)
    decide(client, APPROVE, keys("suspicion", [first]), reason="seen")
    suspected.audit(0)
    Proposal.objects.filter(family="evasion").update(state="approved")
    page, _answer = decide(client, APPROVE, keys("suspicion", others), reason="seen")
    (fine,) = evasion_fines(page)
    assert fine.price is None and "already" in page.content.decode()


def test_confirming_needs_a_reason_and_dismissing_too(suspected, client):
    items = keys("suspicion", suspected.suspicions())
    client.force_login(suspected.manager)
    for act in (APPROVE, REFUSE):
        _page, answer = decide(client, act, items, reason="")
        assert answer.context["form"].errors
    decide(client, REFUSE, items, reason="the customer was abroad")
    assert set(Finding.objects.values_list("verdict", "verdict_by")) >= {
        ("dismissed", suspected.manager.pk)
    }


def test_nobody_decides_in_another_team(suspected, client):
    stranger = suspected.new_consultant().manager
    foreign = type(stranger).objects.create(
        username="other", role="manager", store=suspected.store, full_name="Other"
    )
    client.force_login(foreign)
    items = keys("suspicion", suspected.suspicions())
    assert client.get("/inbox/decide/", {"item": items}).status_code == 302


def test_sent_twice_has_one_effect(neglected, client):
    (claim, *_others) = Claim.objects.order_by("pk")
    client.force_login(neglected.director)
    _page, _answer = decide(client, APPROVE, keys("claim", [claim]))
    sent = {"act": APPROVE, "item": keys("claim", [claim]), "shown": "x"}
    assert said(client.post("/inbox/decide/", sent, follow=True)) == [
        "What you chose has already been decided."
    ]


@pytest.mark.parametrize("act", [APPROVE, REFUSE])
def test_the_preview_asks_no_more_for_more_rows(act, suspected, client, queries):
    client.force_login(suspected.director)
    suspected.rival = suspected.new_consultant()
    for start in (0, 5, 9):
        claim_one(suspected)
        ask(suspected, start, start + 2)
    suspicions = Finding.objects.filter(rule="suspected_evasion").order_by("pk")
    suspected.consultant.manager = None
    suspected.consultant.save()
    items = [
        keys("claim", Claim.objects.order_by("pk")),
        keys("absence", Absence.objects.order_by("pk")),
        keys("suspicion", suspicions.filter(responsible=suspected.consultant)),
    ]

    def url(number):
        return f"/inbox/decide/?act={act}" + "".join(
            f"&item={key}" for found in items for key in found[:number]
        )

    queries(url(1))
    assert queries(url(3)) == queries(url(1))
