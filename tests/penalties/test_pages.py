"""Approvals, waivers and reversals through their pages (R8.4, R8.6)."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import override

from compliance.penalties.models import LedgerEntry, PenaltyPolicy, Proposal
from compliance.penalties.queries import findings_behind
from compliance.penalties.services.deciding import approve, waive
from ledgers.sums import sums_of
from tests.penalties.conftest import said
from tests.shown import press


def test_what_stands_behind_a_proposal_is_what_it_counts(fined):
    for proposal in Proposal.objects.filter(share_of=None):
        assert findings_behind(proposal).count() == proposal.items


def test_behind_an_evasion_stand_the_confirmed_suspicions(fined, client):
    client.force_login(fined.manager)
    for finding in fined.suspicions():
        url = f"/findings/{finding.pk}/verdict/"
        press(client, url, {"verdict": "confirmed", "reason": "x"})
    fined.audit(0)
    proposal = Proposal.objects.get(family="evasion", share_of=None)
    assert proposal.items == findings_behind(proposal).count() == 3
    client.force_login(fined.director)
    page = client.get(f"/proposals/{proposal.pk}/")
    assert page.context["page_obj"].paginator.count == 3


def confirm(client, *proposals):
    """Read the confirmation page, then send what stands on it."""
    ids = [proposal.pk for proposal in proposals]
    page = client.get("/proposals/approve/", {"proposal": ids})
    return {"proposal": ids, "shown": page.context["shown"]}


def test_approving_many_enters_each_once_with_the_share(fined, client):
    client.force_login(fined.director)
    form = confirm(client, *fined.fines())
    client.post("/proposals/approve/", form)
    again = client.post("/proposals/approve/", form, follow=True)
    assert said(again)[-1] == "These proposals have already been decided."
    amounts = LedgerEntry.objects.values_list("amount", flat=True)
    assert sorted(amounts) == [25, 50, 100, 200]


def test_an_amount_that_changed_meanwhile_is_shown_before_it_is_approved(fined, client):
    first, second = fined.fines()
    client.force_login(fined.director)
    form = confirm(client, second)
    waive(first, by=fined.director, now=fined.now, reason="ill")
    page = client.post("/proposals/approve/", form)
    assert page.context["total"] == 100
    assert not LedgerEntry.objects.exists()


def test_waiving_shows_first_what_later_ones_become_r8_4(fined, client):
    first, second = fined.fines()
    client.force_login(fined.director)
    url = f"/proposals/{first.pk}/waive/"
    (change,) = client.get(url).context["repricings"]
    assert (change.proposal, change.price.amount) == (second, Decimal("100.00"))
    press(client, url, {"reason": "customer in hospital"})
    second.refresh_from_db()
    assert second.amount == 100
    decided = client.get("/proposals/?state=waived").content.decode()
    assert "customer in hospital" in decided
    assert str(fined.director) in decided


def test_what_another_decided_is_wordskindly(fined, client):
    first, second = fined.fines()
    approve(first, by=fined.director, now=fined.now, on=fined.today)
    client.force_login(fined.director)
    page = client.post(f"/proposals/{first.pk}/waive/", {"reason": "late"}, follow=True)
    assert "already been decided" in said(page)[-1]
    first.refresh_from_db()
    assert first.state == "approved"


def test_the_ledger_adds_up_to_what_it_lists_r8_6(fined, client):
    for fine in fined.fines():
        approve(fine, by=fined.director, now=fined.now, on=fined.today)
    client.force_login(fined.director)
    entry = LedgerEntry.objects.get(proposal=fined.fines()[1])
    client.post(f"/ledger/{entry.pk}/reverse/", {"reason": "wrong person"})
    again = client.post(f"/ledger/{entry.pk}/reverse/", {"reason": "again"}, follow=True)
    assert said(again)[-1] == "This entry was reversed before."

    page = client.get("/ledger/")
    listed = page.context["page_obj"].object_list
    assert sum(row.amount for row in listed) == page.context["total"] == 75
    mine = client.get("/ledger/", {"person": fined.consultant.pk}).context
    assert (mine["total"], mine["entries"]) == (50, 3)
    assert [row["amount"] for row in mine["sums"]] == [50]
    month = client.get("/ledger/", {"month": fined.today.replace(day=1).isoformat()}).context
    assert month["total"] == sums_of(LedgerEntry.objects.all())[None][0]


def test_what_the_cap_cuts_off_is_wordsr8_10(evening, client):
    begun = evening.today - timedelta(days=60)
    PenaltyPolicy.objects.create(store=evening.store, effective_from=begun, cap=Decimal("60"))
    evening.break_promises(days_ago=7)
    evening.break_promises(days_ago=6, customers=2)
    evening.audit(3, 2, 1)
    first, second = evening.fines()
    assert (str(first.amount), str(first.uncharged)) == ("50.00", "0.00")
    assert (str(second.amount), str(second.uncharged)) == ("60.00", "140.00")
    words = "Not charged, above the cap:"
    client.force_login(evening.director)
    assert words not in client.get(f"/proposals/{first.pk}/").content.decode()
    assert "¥140.00" in client.get("/proposals/approve/", {"proposal": second.pk}).content.decode()
    approve(second, by=evening.director, now=evening.now, on=evening.today)
    client.force_login(evening.consultant)
    for url in (f"/proposals/{second.pk}/", "/proposals/?state=all", "/ledger/"):
        page = client.get(url).content.decode()
        assert words in page and "¥140.00" in page


def test_a_manager_sees_the_share_beneath_and_as_their_own(fined, client):
    client.force_login(fined.manager)
    page = client.get("/proposals/")
    people = [group["person"] for group in page.context["groups"]]
    assert sorted(map(str, people)) == sorted(map(str, [fined.consultant, fined.manager]))
    (own,) = (g for g in page.context["groups"] if g["person"] == fined.manager)
    assert own["total"] == 125


def test_what_a_chinese_director_did_is_read_in_english(evening, client):
    """R1.4: the reason that the house writes is in the language of the reader, not of who acted."""
    evening.break_promises(days_ago=7)
    evening.break_promises(days_ago=6)
    evening.audit(3, 2, 1)
    first, second = evening.fines()
    with override("zh-hans"):
        waive(first, by=evening.director, now=evening.now, reason="客户证明")
    client.force_login(evening.director)
    url = f"/proposals/{second.pk}/"
    for language, words in (("en", "waived: 客户证明"), ("zh-hans", "已免除：客户证明")):
        page = client.get(url, headers={"accept-language": language}).content.decode()
        assert words in page
