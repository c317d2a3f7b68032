"""One inbox: what waits, what a decision changes, many at once, and what was decided."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from compliance.decisions.queries import count_waiting, waiting_items
from compliance.penalties.models import LedgerEntry, Proposal
from compliance.penalties.services.appeals import file_appeal
from compliance.penalties.services.deciding import approve, waive
from compliance.penalties.services.reports import submit_report
from followups.calendars.models import Absence
from foundation.decisions import APPROVE, REFUSE, DecisionError, decide_all
from leads.change_requests.models import ChangeRequest
from leads.change_requests.services import ask_change
from leads.customers.models import Customer
from tests.penalties.conftest import Evening, said
from tests.shown import choices_of


def keys(*proposals):
    return [f"proposal-{proposal.pk}" for proposal in proposals]


def ask_for_all(evening):
    """A change request of each customer, and days off of the consultant."""
    for customer in Customer.objects.filter(requests=None):
        ask_change(
            **evening.by(customer.consultant), customer=customer, name="李雷", reason="misspelt"
        )
    ask_for_days(evening, evening.consultant)


def ask_for_days(evening, person):
    day = evening.today + timedelta(days=9)
    Absence.objects.create(
        user=person,
        kind="leave",
        from_on=day,
        to_on=day,
        recorded_on=evening.today,
        state="requested",
    )


def decide(client, act, items, **values):
    """Read the confirmation page, then send what stands on it."""
    page = client.get("/inbox/decide/", {"act": act, "item": items})
    sent = {"act": act, "item": items, "shown": page.context["shown"]} | values
    return page, client.post("/inbox/decide/", sent, follow=True)


def test_fines_that_changed_places_are_shown_first(fined, client):
    """The total is what was shown; whose is how much is not."""
    client.force_login(fined.director)
    first, second = fined.fines()[:2]
    fines = Proposal.objects.filter(pk__in=[first.pk, second.pk])
    for fine, amount in ((first, 50), (second, 100)):
        fines.filter(pk=fine.pk).update(amount=amount)
    url, values = "/inbox/decide/", {"act": APPROVE, "item": keys(first, second)}
    shown = client.get(url, values).context["shown"]
    for fine, amount in ((first, 100), (second, 50)):
        fines.filter(pk=fine.pk).update(amount=amount)
    answer = client.post(url, values | {"shown": shown})
    assert answer.status_code == 200 and not LedgerEntry.objects.exists()


@pytest.mark.parametrize("role", ["manager", "director"])
def test_the_count_on_the_menu_is_that_of_the_list(role, fined, client):
    ask_for_all(fined)
    person = getattr(fined, role)
    client.force_login(person)
    page = client.get("/inbox/")
    number = page.context["page_obj"].paginator.count
    assert number == count_waiting(person) == sum(n for _c, _l, n, _x in page.context["kinds"])
    assert f'<span class="nav-badge">{number}</span>' in page.content.decode()
    found = {item.code for item in waiting_items(person)}
    decides = {"manager": {"request", "absence", "suspicion"}}
    assert found == decides.get(role, {"proposal", "request", "absence"})


def test_the_director_begins_there_and_a_consultant_has_none(fined, client):
    client.force_login(fined.director)
    assert client.get("/").url == "/inbox/"
    client.force_login(fined.consultant)
    assert client.get("/inbox/").status_code == 403
    assert count_waiting(fined.consultant) == 0


def test_waiving_one_shows_and_lowers_the_later_amounts_r8_4(fined, client):
    first, second = fined.fines()
    client.force_login(fined.director)
    page, answer = decide(client, REFUSE, keys(first), reason="in hospital")
    (change,) = page.context["repricings"]
    assert (change.proposal, change.price.amount) == (second, 100)
    assert said(answer) == ["1 decision taken."]
    page, _answer = decide(client, APPROVE, keys(second))
    assert page.context["total"] == 100
    assert LedgerEntry.objects.get(person=fined.consultant).amount == 100


def test_waiving_several_looks_at_all_of_them(evening, client):
    for days_ago in (7, 6, 5):
        evening.break_promises(days_ago=days_ago)
    evening.audit(4, 3, 2, 1)
    fines = evening.fines()
    assert [fine.amount for fine in fines] == [50, 100, 200]
    client.force_login(evening.director)
    page, _answer = decide(client, REFUSE, keys(*fines[:2]), reason="fog")
    (change,) = page.context["repricings"]
    assert change.price.amount == 50
    assert [fine.amount for fine in evening.fines()][2] == 50
    assert {fine.state for fine in evening.fines()[:2]} == {"waived"}


def test_many_kinds_at_once_each_on_its_own(fined, client):
    ask_for_all(fined)
    asked = ChangeRequest.objects.first()
    items = [*keys(*fined.fines()), f"request-{asked.pk}", "absence-0", "nonsense", "proposal-x"]
    client.force_login(fined.director)
    _page, answer = decide(client, APPROVE, items)
    assert said(answer) == ["3 decisions taken."]
    asked.refresh_from_db()
    assert (asked.state, asked.customer.name) == ("approved", "李雷")


def test_what_others_decided_is_left_out_and_said(fined, client):
    first, second = fined.fines()
    client.force_login(fined.director)
    waive(first, **fined.by(fined.director), reason="ill")
    page, _answer = decide(client, APPROVE, keys(first, second))
    assert page.context["gone"] == 1
    again = client.get("/inbox/decide/", {"item": keys(first)}, follow=True)
    assert said(again) == ["What you chose has already been decided."]


def test_an_amount_that_changed_meanwhile_is_shown_first(fined, client):
    first, second = fined.fines()
    client.force_login(fined.director)
    page = client.get("/inbox/decide/", {"act": APPROVE, "item": keys(second)})
    waive(first, **fined.by(fined.director), reason="ill")
    sent = {"act": APPROVE, "item": keys(second), "shown": page.context["shown"]}
    assert client.post("/inbox/decide/", sent).context["total"] == 100
    assert not LedgerEntry.objects.exists()


def test_one_that_fails_stops_no_other(fined):
    first, second = fined.fines()
    waive(first, **fined.by(fined.director), reason="ill")
    results = decide_all(
        choices_of("proposal", [first, second], now=fined.now),
        act=APPROVE,
        **fined.by(fined.director),
    )
    assert {r.choice.record: r.problem == "" for r in results} == {first: False, second: True}


def test_a_waiver_needs_a_reason(fined, client):
    first, _second = fined.fines()
    client.force_login(fined.director)
    _page, answer = decide(client, REFUSE, keys(first), reason="")
    assert answer.context["form"].errors
    first.refresh_from_db()
    assert first.state == "proposed"


def test_reports_are_accepted_and_returned_by_the_manager(expired, client):
    approve(expired.expiries()[0], **expired.by(expired.director), on=expired.today)
    report = expired.expiries()[0].report
    submit_report(report, **expired.by(expired.consultant), text="I forgot")
    client.force_login(expired.manager)
    key = f"report-{report.pk}"
    assert key in client.get("/inbox/").content.decode()
    decide(client, REFUSE, [key], reason="more, please")
    report.refresh_from_db()
    assert (report.state, report.comment) == ("returned", "more, please")


def test_decided_ones_stay_readable(fined, client):
    ask_for_all(fined)
    first, second = fined.fines()
    file_appeal(first, **fined.by(fined.consultant), text="I was ill")
    client.force_login(fined.director)
    asked = ChangeRequest.objects.first()
    decide(client, REFUSE, [*keys(first), f"request-{asked.pk}"], reason="true enough")
    page = client.get("/inbox/?show=decided")
    text = page.content.decode()
    assert text.count("true enough") == 2 and "I was ill" in text and str(fined.director) in text
    assert page.context["page_obj"].paginator.count == 2
    only = client.get("/inbox/?show=decided&kind=request").context["page_obj"]
    assert [item.code for item in only] == ["request"]
    steps = client.get(f"/proposals/{first.pk}/").context["steps"]
    (decision,) = [step for step in steps if step.reason == "true enough"]
    assert decision.by == fined.director
    assert ("state", "Proposed", "Waived") in [tuple(map(str, f)) for f in decision.fields]
    assert any(("appeal", "", "I was ill") in step.fields for step in steps)


@pytest.mark.parametrize("role", ["manager", "director"])
@pytest.mark.parametrize("url", ["/inbox/", "/inbox/?show=decided"])
def test_the_list_asks_no_more_for_more_rows(url, role, evening, client, queries):
    def go_wrong(consultant, days_ago):
        evening.break_promises(days_ago=days_ago, consultant=consultant)
        evening.miss_plan(days_ago=days_ago, consultant=consultant)
        evening.audit(2, 1)
        for proposal in Proposal.objects.pending().filter(share_of=None, person=consultant):
            file_appeal(proposal, **evening.by(consultant), text="x")
        ask_for_days(evening, consultant)
        for customer in consultant.customers.filter(requests=None):
            by = evening.by(consultant)
            ask_change(**by, customer=customer, name="李雷", reason="misspelt")
        if "decided" in url:
            for proposal in Proposal.objects.pending().filter(share_of=None):
                approve(proposal, **evening.by(evening.director), on=evening.today)

    go_wrong(evening.consultant, 6)
    client.force_login(getattr(evening, role))
    one = queries(url)
    for _ in range(2):
        go_wrong(evening.new_consultant(), 6)
    assert queries(url) == one


@pytest.mark.parametrize("nonsense", ["?page=x&kind=%00&show=zz", "decide/?item=%00&act=x"])
def test_nonsense_in_the_address_is_left_out(nonsense, fined, client):
    client.force_login(fined.director)
    assert client.get(f"/inbox/{nonsense}", follow=True).status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_appeal_and_its_decision_at_once(now):
    """Either the appeal was there before the decision, or it came too late: never after it."""
    evening = Evening(now)
    evening.break_promises(days_ago=6)
    evening.audit(2)
    (fine,) = evening.fines()
    start, outcomes = threading.Barrier(2), {}

    def run(name, act):
        start.wait()
        try:
            act()
            outcomes[name] = "done"
        except DecisionError:
            outcomes[name] = "late"
        finally:
            connection.close()

    def decide_it():
        approve(fine, **evening.by(evening.director), on=evening.today)

    def appeal_it():
        file_appeal(fine, **evening.by(evening.consultant), text="x")

    threads = [
        threading.Thread(target=run, args=(name, act))
        for name, act in (("approve", decide_it), ("appeal", appeal_it))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes["approve"] == "done"
    assert LedgerEntry.objects.filter(proposal=fine).count() == 1
