"""What a decision rests on is part of what is decided: news in the evidence is said (ADR 24)."""

import re
from datetime import timedelta

import pytest

from compliance.penalties.decision.proposals import findings_behind_all
from compliance.penalties.models import Proposal
from compliance.penalties.queries import findings_behind
from followups.absences.models import Absence
from followups.annotations.services import annotate
from followups.recordings.models import Recording
from foundation.decisions import APPROVE, REFUSE, decide_all, kinds
from tests.decisions.test_as_shown import MADE, absences, decider, evening, proposals  # noqa: F401
from tests.shown import choices_of

# What is shown of the person, and of the lead, is in what is decided.
RESTS_ON_NOTHING = {"appointment", "lead_change"}


def a_contact(evening, opportunity):  # noqa: F811
    silent = {"result": "no_answer", "content": "", "feedback": ""}
    evening.contact(opportunity, now=evening.now, on=evening.today, **silent)


def a_recording(evening, opportunity):  # noqa: F811
    contact = opportunity.activities.executed().latest("pk")
    Recording.objects.create(
        activity=contact, reference="tape 8", added_by=contact.consultant, added_at=evening.now
    )


def an_annotation(evening, opportunity):  # noqa: F811
    contact = opportunity.activities.executed().latest("pk")
    annotate(**evening.by(evening.manager), activity=contact, text="请核实")


def opportunities_behind(code, thing):
    if code in ("claim", "request"):
        return thing.customer.opportunities.get()
    if code in ("suspicion", "discount"):
        return thing.opportunity
    proposal = thing.proposal if code == "report" else thing
    return findings_behind(proposal).first().opportunity


def results(evening, code, choices, act=APPROVE):  # noqa: F811
    by = evening.by(decider(code, evening))
    return decide_all(choices, act=act, reason="x", **by)


def test_each_kind_that_is_decided_says_what_it_rests_on():
    decided = {kind.code for kind in kinds() if kind.approve or kind.refuse}
    assert {kind.code for kind in kinds() if kind.rests_on} == decided - RESTS_ON_NOTHING


@pytest.mark.parametrize("act", [APPROVE, REFUSE])
@pytest.mark.parametrize("news", [a_contact, a_recording, an_annotation])
@pytest.mark.parametrize("code", [code for code in MADE if code != "absence"])
def test_news_in_the_evidence_is_said_before_anything_is_decided(code, news, act, evening):  # noqa: F811
    things, _swap = MADE[code](evening)
    opportunity = opportunities_behind(code, things[0])
    a_contact(evening, opportunity)
    choices = choices_of(code, things[:1], now=evening.now, act=act)
    news(evening, opportunity)
    assert [result.changed for result in results(evening, code, choices, act)] == [True]
    again = choices_of(code, things[:1], now=evening.now, act=act)
    assert [result.problem for result in results(evening, code, again, act)] == [""]


def away_too(evening):  # noqa: F811
    """A colleague is away on the first day of the first request."""
    day = evening.today + timedelta(days=2)
    return Absence.objects.create(
        user=evening.new_consultant(),
        kind="leave",
        from_on=day,
        to_on=day,
        recorded_on=evening.today,
        decided_at=evening.now - timedelta(minutes=1),
    )


def test_who_else_was_given_leave_meanwhile_is_said(evening):  # noqa: F811
    things, _swap = absences(evening)
    choices = choices_of("absence", things, now=evening.now)
    away_too(evening)
    assert [result.changed for result in results(evening, "absence", choices)] == [True, False]


def test_leave_for_two_in_one_press_is_no_news(evening):  # noqa: F811
    things, _swap = absences(evening)
    first, second = things
    other = evening.new_consultant()
    Absence.objects.filter(pk=second.pk).update(
        user=other, from_on=first.from_on, to_on=first.to_on
    )
    second.proposed_plans.all().delete()
    choices = choices_of("absence", things, now=evening.now)
    assert {result.problem for result in results(evening, "absence", choices)} == {""}


def test_fines_of_one_person_in_one_press_are_no_news(evening):  # noqa: F811
    found, _swap = proposals(evening)
    choices = choices_of("proposal", found, now=evening.now)
    assert {result.problem for result in results(evening, "proposal", choices)} == {""}


def test_the_findings_behind_many_are_those_behind_each(evening):  # noqa: F811
    proposals(evening)
    found = list(Proposal.objects.select_related("share_of"))
    together = findings_behind_all(found)
    assert any(together.values())
    for proposal in found:
        assert together[proposal.pk] == list(findings_behind(proposal))


@pytest.mark.parametrize("opened", [True, False])
def test_what_was_unfolded_and_changed_before_the_press_is_said(evening, client, opened):  # noqa: F811
    """The evidence carries what it showed to the page that decides."""
    things, _swap = proposals(evening)
    key = f"proposal-{things[0].pk}"
    client.force_login(evening.director)
    page = client.get(f"/inbox/evidence/{key}/", headers={"HX-Request": "true"}).content.decode()
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', page)
    where = f"/inbox/decide/?act=approve&item={key}" + (f"&seen={seen}" if opened else "")
    assert "evidence has changed" not in client.get(where).content.decode()
    a_contact(evening, opportunities_behind("proposal", things[0]))
    page = client.get(where).content.decode()
    assert ("Its evidence has changed since you read it." in page) is opened
    if opened:
        assert f'href="/inbox/evidence/{key}/"' in page
    assert client.get(f"{where}&seen=nonsense&seen=:&seen={key}").status_code == 200
