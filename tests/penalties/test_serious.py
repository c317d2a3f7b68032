"""*Serious* is the director's word: report or suspension, fine or suspension, and why (R8.1)."""

from datetime import timedelta

import pytest

from compliance.penalties.models import LedgerEntry, Proposal, RectificationReport, Suspension
from compliance.penalties.rules import choices, needs_reason
from compliance.penalties.services.deciding import Consequence, approve, preview_waive
from foundation.decisions import DecisionError
from foundation.yuan import ZERO


def by_director(evening):
    return evening.by(evening.director) | {"on": evening.today}


def days(evening, first, last):
    return evening.today + timedelta(days=first), evening.today + timedelta(days=last)


def kept(proposal):
    rows = proposal.history.order_by("history_id")
    return list(rows.values_list("kind", "amount", "state", "history_change_reason"))


@pytest.mark.parametrize(
    "family, occasion, kinds",
    [
        ("expiry", 1, ("report",)),
        ("expiry", 2, ("suspension", "report")),
        ("expiry", 7, ("suspension", "report")),
        ("follow-up", 1, ("fine", "suspension")),
        ("follow-up", 4, ("fine", "suspension")),
        ("evasion", 1, ("fine",)),
        ("evasion", 5, ("fine",)),
    ],
)
def test_what_the_director_may_choose_r8_1(family, occasion, kinds):
    assert choices(family, occasion) == kinds
    asked = [kind for kind in kinds if needs_reason(family, occasion, kind)]
    assert asked == [kind for kind in kinds if kind != "fine" and len(kinds) > 1]


def test_a_second_expiry_may_be_another_report(expired):
    second = expired.expiries()[1]
    consequence = Consequence(kind="report", reason="only one, mended at once")
    entry = approve(second, **by_director(expired), consequence=consequence)
    assert (entry.kind, entry.amount, entry.reason) == ("report", 0, "only one, mended at once")
    assert [(s.kind, s.amount) for s in entry.shares.all()] == [("report", 0)]
    assert RectificationReport.objects.filter(proposal=second).exists()
    assert not Proposal.objects.undated().exists()
    assert kept(second)[-2:] == [
        ("report", 0, "proposed", "only one, mended at once"),
        ("report", 0, "approved", "only one, mended at once"),
    ]


@pytest.mark.parametrize("consequence", [None, Consequence(kind="report"), Consequence(reason=" ")])
def test_either_way_a_second_expiry_needs_a_reason(expired, consequence):
    with pytest.raises(DecisionError):
        approve(expired.expiries()[1], **by_director(expired), consequence=consequence)
    assert not LedgerEntry.objects.exists()


def test_any_follow_up_fine_may_become_a_suspension(fined, evening):
    first, second = evening.fines()
    serious = {"kind": "suspension", "suspended": days(evening, 1, 3)}
    with pytest.raises(DecisionError):
        approve(first, **by_director(evening), consequence=Consequence(**serious))
    entry = approve(first, **by_director(evening), consequence=Consequence(**serious, reason="x"))
    assert (entry.kind, entry.amount, entry.reason) == ("suspension", ZERO, "x")
    assert [share.amount for share in entry.shares.all()] == [ZERO]
    assert Suspension.objects.filter(person=first.person).count() == 1
    assert ("fine", 50, "proposed", kept(first)[0][3]) in kept(first)
    # The occasion counts on: what comes later costs the same.
    assert evening.fines()[1].amount == second.amount
    assert preview_waive(second) == []


def test_a_first_expiry_and_an_evasion_leave_no_choice(expired):
    first = expired.expiries()[0]
    with pytest.raises(DecisionError):
        approve(
            first, **by_director(expired), consequence=Consequence(kind="suspension", reason="x")
        )
    Proposal.objects.filter(pk=first.pk).update(family="evasion", kind="fine")
    with pytest.raises(DecisionError):
        approve(
            first, **by_director(expired), consequence=Consequence(kind="suspension", reason="x")
        )


def sent_for(page, **chosen):
    """The form of ``decide many`` as shown, with what is chosen for each proposal."""
    form = {"act": "approve", "shown": page.context["shown"]}
    form["item"] = [item.key for item in page.context["items"]]
    for item in page.context["items"]:
        own = item.record.consequence_form
        if own is None:
            continue
        values = {n: own.get_initial_for_field(f, n) or "" for n, f in own.fields.items()}
        values |= chosen.get(item.record.kind, {})
        form |= {f"{own.prefix}-{name}": str(value) for name, value in values.items()}
    return form


@pytest.mark.parametrize("lenient", [False, True])
def test_many_at_once_each_with_its_choice(expired, client, lenient):
    expired.break_promises(days_ago=7)
    expired.audit(0)
    items = {"item": [f"proposal-{p.pk}" for p in Proposal.objects.filter(share_of=None)]}
    client.force_login(expired.director)
    page = client.get("/inbox/decide/", items | {"act": "approve"})
    choice = {"kind": "report" if lenient else "suspension"}
    form = sent_for(page, suspension=choice)
    refused = client.post("/inbox/decide/", form)
    assert "Say why it is serious" in refused.content.decode()
    assert not LedgerEntry.objects.exists()
    form = sent_for(page, suspension=choice | {"reason": "asked twice"}, fine={"kind": "fine"})
    client.post("/inbox/decide/", form)
    assert not Proposal.objects.pending().exists()
    second = expired.expiries()[1]
    assert (second.kind, second.reason) == (choice["kind"], "asked twice")
    assert Suspension.objects.filter(proposal=second).exists() is not lenient
    for url in (f"/proposals/{second.pk}/", "/ledger/", "/inbox/?show=decided"):
        assert "asked twice" in client.get(url).content.decode()


def test_the_page_of_one_fine_asks_only_when_it_is_serious(fined, evening, client):
    fine = evening.fines()[0]
    client.force_login(evening.director)
    url = "/proposals/approve/"
    page = client.get(url, {"proposal": fine.pk})
    shown = {"proposal": fine.pk, "shown": page.context["shown"]}
    prefix = f"consequence-{fine.pk}-"
    again = client.post(url, shown | {f"{prefix}kind": "suspension"})
    assert set(again.context["proposals"][0].consequence_form.errors) == {
        "from_on",
        "to_on",
        "reason",
    }
    client.post(url, shown | {f"{prefix}kind": "fine"})
    assert LedgerEntry.objects.get(proposal=fine).kind == "fine"


def test_the_consultant_reads_why(expired, client):
    second = expired.expiries()[1]
    consequence = Consequence(kind="report", reason="only one, mended at once")
    approve(second, **by_director(expired), consequence=consequence)
    client.force_login(expired.consultant)
    for url in (f"/proposals/{second.pk}/", "/ledger/"):
        assert "only one, mended at once" in client.get(url).content.decode()
