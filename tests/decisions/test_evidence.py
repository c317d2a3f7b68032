"""What a decision rests on is unfolded beneath its row (R1.2, R4.10, R8.6)."""

from datetime import timedelta

from compliance.claims.models import Claim
from compliance.hand_over.services.departures import announce_departure
from compliance.penalties.models import Proposal
from compliance.penalties.services.appeals import file_appeal
from compliance.penalties.services.deciding import approve, waive
from foundation.decisions import kinds
from tests.decisions.test_inbox import ask_for_all
from tests.decisions.test_inbox_many import neglected  # noqa: F401

FRAGMENT = {"HX-Request": "true"}


def evidence(client, code, record, **how):
    return client.get(f"/inbox/evidence/{code}-{record.pk}/", **how)


def test_every_kind_says_its_rule_and_what_it_rests_on():
    for kind in kinds():
        assert kind.rule and kind.evidence and kind.evidence_template, kind.code


def test_a_fine_shows_customer_promise_contacts_recording_and_earlier_occasions(fined, client):
    first, second = fined.fines()
    case = second.person.findings.filter(opened_on=second.opened_on).first()
    fined.record(case.opportunity)
    waive(first, **fined.by(fined.director), reason="the line was down")
    client.force_login(fined.director)
    text = evidence(client, "proposal", second, headers=FRAGMENT).content.decode()
    for words in (
        str(case.opportunity.customer),
        "Golf",
        "a contact by",
        "days late when found" if case.days_late != 1 else "day late when found",
        "谈了价格",
        "tape 7",
        "the line was down",
        "Waived",
    ):
        assert words in text, words
    assert "<html" not in text


def test_it_is_a_page_where_no_script_runs(fined, client):
    first, _second = fined.fines()
    client.force_login(fined.director)
    page = evidence(client, "proposal", first).content.decode()
    assert "<html" in page and "Golf" in page
    inbox = client.get("/inbox/").content.decode()
    assert f'href="/inbox/evidence/proposal-{first.pk}/"' in inbox


def test_the_inbox_stands_by_person_and_says_each_rule_once_in_a_group(fined, client):
    other = fined.new_consultant(full_name="李强")
    fined.break_promises(days_ago=6, consultant=other)
    fined.audit(1)
    ask_for_all(fined)
    client.force_login(fined.director)
    page = client.get("/inbox/")
    groups = page.context["groups"]
    # Who has waited longest comes first.
    assert [group.person for group in groups] == [fined.consultant, other]
    assert sum(len(group.items) for group in groups) == len(page.context["items"])
    text = page.content.decode()
    assert text.count("Rule: a broken follow-up costs per item") == 2
    assert len(groups[0].items) > 2 and len(groups[0].rules) == 3


def test_what_is_not_ones_own_to_decide_is_not_shown(fined, client):
    first, _second = fined.fines()
    for person in (fined.consultant, fined.manager):
        client.force_login(person)
        assert evidence(client, "proposal", first).status_code in {403, 404}
    client.force_login(fined.director)
    for key in ("proposal-0", "nonsense-1", "proposal", "proposal-x", "-", "proposal-" + "9" * 30):
        assert client.get(f"/inbox/evidence/{key}/").status_code == 404


def test_what_was_decided_keeps_its_evidence(fined, client):
    first, _second = fined.fines()
    approve(first, **fined.by(fined.director), on=fined.today)
    client.force_login(fined.director)
    assert evidence(client, "proposal", first).status_code == 200


def test_each_kind_opens(neglected, client):  # noqa: F811
    ask_for_all(neglected)
    neglected.break_promises(days_ago=6)
    neglected.audit(1)
    announce_departure(
        by=neglected.director,
        now=neglected.now,
        person=neglected.consultant,
        leaves_on=neglected.today + timedelta(days=20),
        reason="moves away",
    )
    seen = set()
    for person in (neglected.director, neglected.manager):
        client.force_login(person)
        for item in client.get("/inbox/").context["items"]:
            page = client.get(item.evidence_url)
            assert page.status_code == 200, item.code
            seen.add(item.code)
    assert {"proposal", "claim", "request", "absence", "suspicion", "departure"} <= seen


def test_a_claim_shows_what_it_rests_on_and_the_owners_own_contacts(neglected, client):  # noqa: F811
    claim = Claim.objects.waiting().first()
    client.force_login(neglected.director)
    text = evidence(client, "claim", claim).content.decode()
    assert "问了保养" in text and "Golf" in text and "days without effective contact" in text


def test_it_asks_no_more_for_more_findings_and_contacts(evening, client, queries):
    def go_wrong(customers, days_ago):
        evening.break_promises(days_ago=days_ago, customers=customers)
        evening.audit(days_ago - 5)

    go_wrong(1, 9)
    go_wrong(3, 7)
    one, three = evening.fines()
    assert [fine.items for fine in (one, three)] == [1, 3]
    for proposal in Proposal.objects.filter(share_of=None):
        file_appeal(proposal, **evening.by(evening.consultant), text="x")
        for finding in evening.consultant.findings.filter(opened_on=proposal.opened_on):
            for _ in range(proposal.items):
                evening.record(finding.opportunity)
    client.force_login(evening.director)
    url = "/inbox/evidence/proposal-{}/"
    queries(url.format(one.pk))
    assert queries(url.format(three.pk)) == queries(url.format(one.pk))
