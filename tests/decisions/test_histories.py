"""Every decision can be read off a page: who, when, before, after, why (R1.4)."""

from datetime import timedelta

import pytest

from compliance.claims.models import Claim
from compliance.claims.services import approve_claim, object_to, refuse_claim
from compliance.hand_over.services.departures import announce_departure, deactivate
from compliance.hand_over.services.giving import hand_over, plan_hand_over, undo_hand_over
from compliance.hand_over.services.moving import carry_out
from compliance.penalties.models import NIGHTLY_AUDIT, LedgerEntry, Proposal, RectificationReport
from compliance.penalties.services.appeals import file_appeal
from compliance.penalties.services.deciding import Consequence, approve, waive
from compliance.penalties.services.ledger import reverse
from compliance.penalties.services.reports import accept_report, submit_report
from compliance.penalties.services.suspensions import set_days
from compliance.suspicions.services import confirm_suspicion, dismiss_suspicion
from followups.absences.services.requesting import approve_absence, cancel_absence, refuse_absence
from followups.annotations.services import annotate, mark_read
from followups.retirement.services import approve_request
from foundation.display import who
from leads.change_requests.services import ask_change, refuse_request
from leads.customers.models import Customer
from tests.decisions.test_inbox_many import ask, claim_one

WHY = "because of the fog"


@pytest.fixture
def page(evening, client):
    """`page(url)`: the lines of the history on a page, as the director (or `by`) reads it."""

    def lines(url, by=None):
        client.force_login(by or evening.director)
        answer = client.get(url)
        assert answer.status_code == 200
        text = answer.content.decode()
        found = answer.context.get("steps") or answer.context.get("changes")
        for line in found:
            assert who(line.by) in text
        return found

    return lines


def told(lines, *, by, now, before, after, why=WHY):
    """Whether one line says all of it."""
    return any(
        line.by == by
        and line.at == now
        and why in str(line.reason)
        and any((str(b), str(a)) == (before, after) for _name, b, a in line.fields)
        for line in lines
    )


def card(customer):
    return f"/customers/{customer.pk}/history/"


def proposal_page(proposal):
    return f"/proposals/{proposal.pk}/"


def opened(evening, **fields):
    return evening.open(now=evening.now, on=evening.today, **fields)


def test_an_annotation_and_its_reading(evening, page):
    activity = evening.contact(opened(evening), now=evening.now, on=evening.today)
    note = annotate(**evening.by(evening.manager), activity=activity, text=WHY)
    mark_read(**evening.by(evening.consultant), annotation=note)
    lines = page(card(activity.opportunity.customer))
    to = str(evening.consultant)
    assert told(lines, by=evening.manager, now=evening.now, before="", after=to)
    assert told(lines, by=evening.consultant, now=evening.now, before="unread", after="read")


def test_a_change_request(evening, page):
    first, second = (opened(evening, model=model).customer for model in ("Golf", "Polo"))
    for customer in (first, second):
        ask_change(**evening.by(evening.consultant), customer=customer, name="李雷", reason="typo")
    asked = first.requests.get()
    approve_request(asked, **evening.by(evening.manager), on=evening.today, reason=WHY)
    refuse_request(second.requests.get(), **evening.by(evening.manager), reason=WHY)
    said = {"by": evening.manager, "now": evening.now, "before": "Waiting"}
    assert told(page(card(first)), **said, after="Approved")
    changed = {"before": asked.old_name, "after": "李雷", "why": "typo"}
    assert told(page(card(first)), by=evening.manager, now=evening.now, **changed)
    assert told(page(card(second)), **said, after="Refused")


def test_a_claim_from_filing_to_decision(evening, page):
    evening.rival = evening.new_consultant(full_name="李强")
    won, lost = claim_one(evening), claim_one(evening)
    object_to(won, **evening.by(evening.consultant), text="The customer calls me")
    approve_claim(won, **evening.by(evening.director), on=evening.today, reason=WHY)
    refuse_claim(lost, **evening.by(evening.director), reason=WHY)
    lines = page(card(won.customer))
    said = {"by": evening.director, "now": evening.now}
    assert told(lines, **said, before="Filed", after="Approved")
    assert told(lines, **said, before=str(evening.consultant), after="李强")
    objected = {"by": evening.consultant, "now": evening.now, "why": ""}
    assert told(lines, **objected, before="", after="The customer calls me")
    assert told(page(card(lost.customer)), **said, before="Filed", after="Refused")
    assert told(page(f"/claims/{won.pk}/"), **said, before="Filed", after="Approved")
    moves = [line for line in lines if any("李强" in str(after) for *_x, after in line.fields)]
    assert len(moves) == 1, "the hand-over is told in one line"
    assert Claim.objects.get(pk=won.pk).customer.consultant == evening.rival


def test_an_absence_approved_refused_cancelled(evening, page):
    taken, refused = ask(evening, 3, 4), ask(evening, 10, 11)
    approve_absence(
        **evening.by(evening.manager),
        on=evening.today,
        absence=taken,
    )
    refuse_absence(**evening.by(evening.director), absence=refused, reason=WHY)
    later = evening.now + timedelta(hours=1)
    cancel_absence(by=evening.manager, now=later, on=evening.today, absence=taken, reason=WHY)
    lines = page(f"/absences/{taken.pk}/")
    asked = {"by": evening.consultant, "now": evening.now, "why": "家事"}
    assert told(lines, **asked, before="", after="Requested")
    by = evening.manager
    assert told(lines, by=by, now=evening.now, before="Requested", after="Approved", why="")
    assert told(lines, by=by, now=later, before="Approved", after="Cancelled")
    lines = page(f"/absences/{refused.pk}/")
    director = {"by": evening.director, "now": evening.now}
    assert told(lines, **director, before="Requested", after="Refused")


def test_a_waiver_and_the_proposal_recomputed_by_it(fined, page):
    first, second = fined.fines()
    waive(first, **fined.by(fined.director), reason=WHY)
    said = {"by": fined.director, "now": fined.now}
    assert told(page(proposal_page(first)), **said, before="Proposed", after="Waived")
    lines = page(proposal_page(second))
    assert told(lines, **said, before="¥200.00", after="¥100.00")
    assert told(lines, **said, before="2", after="1")
    share = page(proposal_page(second.share), by=fined.manager)
    assert told(share, **said, before="¥100.00", after="¥50.00")
    origin = [line for line in lines if ("state", "", "Proposed") in line.fields]
    assert [(line.by, line.reason) for line in origin] == [(None, NIGHTLY_AUDIT)]


def test_an_appeal_an_approval_and_a_reversal(fined, page):
    fine = fined.fines()[0]
    file_appeal(fine, **fined.by(fined.consultant), text="The customer was reached")
    entry = approve(fine, **fined.by(fined.director), on=fined.today)
    reverse(entry, **fined.by(fined.director), on=fined.today, reason=WHY)
    lines = page(proposal_page(fine))
    appeal = {"by": fined.consultant, "now": fined.now, "why": ""}
    assert told(lines, **appeal, before="", after="The customer was reached")
    said = {"by": fined.director, "now": fined.now}
    assert told(lines, **said, before="Proposed", after="Approved", why="")
    assert told(lines, **said, before="", after="¥50.00", why="")
    assert told(lines, **said, before="", after="\N{MINUS SIGN}¥50.00")
    assert WHY in str(LedgerEntry.objects.filter(reverses=entry).values_list("reason"))


def test_a_report_and_the_days_of_a_suspension(expired, page):
    report_of, suspension = expired.expiries()
    approve(report_of, **expired.by(expired.director), on=expired.today, consequence=Consequence())
    report = RectificationReport.objects.get(person=expired.consultant)
    submit_report(report, **expired.by(expired.consultant), text="I forgot")
    accept_report(report, **expired.by(expired.manager), on=expired.today, comment=WHY)
    said = {"by": expired.manager, "now": expired.now}
    assert told(page(proposal_page(report_of)), **said, before="Submitted", after="Accepted")
    serious = Consequence(reason=WHY)
    approve(suspension, **expired.by(expired.director), on=expired.today, consequence=serious)
    said = {"by": expired.director, "now": expired.now}
    assert told(page(proposal_page(suspension)), **said, before="Proposed", after="Approved")
    first, last = (expired.today + timedelta(days=days) for days in (2, 3))
    days = {"from_on": first, "to_on": last}
    set_days(suspension, **expired.by(expired.director), on=expired.today, **days)
    lines = page(proposal_page(suspension))
    said = {"by": expired.director, "now": expired.now, "why": ""}
    assert told(lines, **said, before="", after="23 Nov 2026")


def test_a_verdict_on_the_card_and_on_the_fine(evening, page):
    evening.break_promises(days_ago=2, customers=2)
    evening.audit(1)
    first, second = evening.suspicions()
    by = evening.by(evening.manager) | {"on": evening.today}
    confirm_suspicion(first, **by, reason=WHY)
    dismiss_suspicion(second, **by, reason=WHY)
    evening.audit(0)
    said = evening.by(evening.manager)
    customer = first.opportunity.customer
    assert told(page(card(customer)), **said, before="", after="Confirmed")
    assert told(page(card(second.opportunity.customer)), **said, before="", after="Dismissed")
    fine = Proposal.objects.get(family="evasion", share_of=None)
    assert told(page(proposal_page(fine)), **said, before="", after="Confirmed")


def given(evening, to, leaver=None):
    plan = plan_hand_over(Customer.objects.all(), to=[to], on=evening.today)
    return hand_over(
        **evening.by(evening.director),
        on=evening.today,
        store=evening.store,
        plan=plan,
        reason=WHY,
        leaver=leaver,
    )


def test_a_hand_over_and_its_undoing(evening, page, client):
    customer = opened(evening).customer
    other = evening.new_consultant(full_name="Ann")
    transfer = given(evening, other)
    later = evening.now + timedelta(hours=1)
    undo_hand_over(transfer, by=evening.director, now=later, on=evening.today)
    lines = page(card(customer))
    owner = str(evening.consultant)
    assert told(lines, by=evening.director, now=evening.now, before=owner, after="Ann")
    assert told(lines, by=evening.director, now=later, before="Ann", after=owner)
    assert len([line for line in lines if WHY in str(line.reason)]) == 2
    text = client.get(f"/hand-overs/{transfer.pk}/").content.decode()
    assert WHY in text and text.count(str(evening.director)) > 1


def test_a_large_hand_over_is_told_once_and_not_before_it_moved(evening, page, monkeypatch):
    monkeypatch.setattr("compliance.hand_over.services.giving.AT_ONCE", 0)
    customer = opened(evening).customer
    transfer = given(evening, evening.new_consultant(full_name="Ann"))
    assert not any(WHY in str(line.reason) for line in page(card(customer)))
    carry_out(transfer.pk, clock=lambda: evening.now + timedelta(minutes=5))
    lines = [line for line in page(card(customer)) if WHY in str(line.reason)]
    assert [(line.by, line.at) for line in lines] == [(evening.director, evening.now)]
    undo_hand_over(transfer, by=evening.director, now=evening.now, on=evening.today)
    carry_out(transfer.pk, clock=lambda: evening.now + timedelta(minutes=9))
    assert len([line for line in page(card(customer)) if WHY in str(line.reason)]) == 2


def test_a_departure(evening, page):
    leaver = evening.new_consultant(full_name="Bob")
    day = evening.today + timedelta(days=9)
    announced = evening.by(evening.director) | {"leaves_on": day, "reason": WHY}
    announce_departure(leaver, **announced)
    later = evening.now + timedelta(hours=1)
    deactivate(leaver, by=evening.director, now=later)
    lines = page(f"/departures/{leaver.pk}/")
    assert told(lines, by=evening.director, now=evening.now, before="", after="Announced")
    left = {"before": "Announced", "after": "Has left", "why": ""}
    assert told(lines, by=evening.director, now=later, **left)


def test_who_loses_a_customer_no_longer_reads_his_history_nor_the_new_one_the_verdicts(
    evening, page, client
):
    evening.break_promises(days_ago=2)
    evening.audit(1)
    suspicion = evening.suspicions().get()
    dismiss_suspicion(suspicion, **evening.by(evening.manager), on=evening.today, reason=WHY)
    other = evening.new_consultant(full_name="Ann")
    given(evening, other)
    url = card(suspicion.opportunity.customer)
    assert not any("suspicion" in str(line.subject).lower() for line in page(url, by=other))
    assert not told(
        page(url, by=other), by=evening.manager, now=evening.now, before="", after="Dismissed"
    )
    client.force_login(evening.consultant)
    assert client.get(url).status_code == 404


def test_the_history_asks_no_more_for_more_rows(evening, client, queries):
    customer = opened(evening).customer
    first, second = (evening.new_consultant() for _ in range(2))
    client.force_login(evening.director)
    given(evening, first)
    queries(card(customer))
    one = queries(card(customer))
    for person in (second, first):
        given(evening, person)
    assert queries(card(customer)) == one
