"""From the night's findings to the proposals of penalties (R8.1–R8.5)."""

from decimal import Decimal

import pytest

from compliance.findings.models import Finding
from compliance.penalties.models import Family, PenaltyPolicy, Proposal
from compliance.penalties.services.deciding import approve, preview_waive, waive
from tests.factories import ManagerFactory, UserFactory
from tests.records import day, overdue, unplanned


def nights(floor, *numbers, build=unplanned, **fields):
    """``(day, items)`` pairs of new findings."""
    for number, items in numbers:
        for _ in range(items):
            build(floor, on=number, **fields)


def table(person):
    return [
        (p.opened_on, p.occasion, p.items, p.kind, str(p.amount))
        for p in Proposal.objects.filter(person=person).order_by("opened_on")
    ]


@pytest.fixture
def three_nights(floor, audit):
    """The worked example of R8.2: 3, 2 and 1 items on nights 1, 5 and 9."""
    nights(floor, (1, 3), (5, 2), (9, 1))
    audit(1)
    audit(9)
    return list(Proposal.objects.filter(share_of=None).order_by("opened_on"))


def test_worked_example_r8_2(floor, three_nights):
    assert table(floor.consultant) == [
        (day(1), 1, 3, "fine", "150.00"),
        (day(5), 2, 2, "fine", "200.00"),
        (day(9), 3, 1, "fine", "200.00"),
    ]


def test_the_manager_pays_half_r8_3(floor, three_nights):
    assert table(floor.manager) == [
        (day(1), 1, 3, "fine", "75.00"),
        (day(5), 2, 2, "fine", "100.00"),
        (day(9), 3, 1, "fine", "100.00"),
    ]
    assert all(p.share.person == floor.manager for p in three_nights)


def test_without_a_manager_there_is_no_share(floor, audit):
    floor.consultant.manager = None
    floor.consultant.save()
    unplanned(floor, on=0)
    audit(0)
    assert Proposal.objects.get().share_of is None
    assert Finding.objects.get().supervisor is None


def test_expiry_is_reported_then_suspended_for(floor, audit):
    nights(floor, (1, 2), (3, 1), (4, 1), build=overdue)
    audit(1)
    audit(4)
    assert table(floor.consultant) == [
        (day(1), 1, 2, "report", "0.00"),
        (day(3), 2, 1, "suspension", "0.00"),
        (day(4), 3, 1, "suspension", "0.00"),
    ]
    assert [row[3:] for row in table(floor.manager)] == [
        ("report", "0.00"),
        ("suspension", "0.00"),
        ("suspension", "0.00"),
    ]


def test_families_and_people_count_apart(floor, audit):
    colleague = UserFactory(store=floor.store, manager=ManagerFactory(store=floor.store))
    nights(floor, (1, 1), (2, 1))
    nights(floor, (2, 1), build=overdue)
    nights(floor, (2, 2), consultant=colleague)
    audit(1)
    audit(2)
    found = Proposal.objects.filter(opened_on=day(2), share_of=None)
    assert sorted(found.values_list("person", "family", "occasion", "items")) == sorted(
        [
            (floor.consultant.pk, Family.EXPIRY, 1, 1),
            (floor.consultant.pk, Family.FOLLOW_UP, 2, 1),
            (colleague.pk, Family.FOLLOW_UP, 1, 2),
        ]
    )


def test_an_old_finding_is_no_new_occasion(floor, audit):
    unplanned(floor, on=0)
    audit(0)
    audit(5)
    assert Proposal.objects.filter(share_of=None).count() == 1


def test_no_effective_contact_costs_nothing_r8_8(floor, audit):
    unplanned(floor, on=0).plan(29, on=0).execute(29, result="no_answer").plan(50, on=29)
    audit(31)
    assert Finding.objects.get().rule == "no_effective_contact_30"
    assert not Proposal.objects.exists()


def test_the_policy_of_the_night_counts_r8_5(floor, audit):
    PenaltyPolicy.objects.create(
        store=floor.store,
        effective_from=day(5),
        base=Decimal("10"),
        factor=Decimal("1.5"),
        manager_share=Decimal("0.25"),
        cap=Decimal("14"),
    )
    nights(floor, (1, 1), (5, 1), (9, 1))
    audit(1)
    audit(9)
    assert [row[4] for row in table(floor.consultant)] == ["50.00", "14.00", "14.00"]
    assert [row[4] for row in table(floor.manager)] == ["25.00", "3.50", "3.50"]


def test_the_count_restarts_with_the_month_r8_5(floor, audit):
    PenaltyPolicy.objects.create(store=floor.store, effective_from=day(0), restart="month")
    nights(floor, (1, 1), (28, 1), (29, 1), (30, 1))
    audit(1)
    audit(30)
    # Days 29 and 30 are the first and second of December.
    assert [row[1] for row in table(floor.consultant)] == [1, 2, 1, 2]


def test_a_waived_occasion_does_not_count_r8_4(floor, three_nights, later):
    first, second, third = three_nights
    preview = preview_waive(first)
    assert [(r.proposal, r.price.occasion, str(r.price.amount)) for r in preview] == [
        (second, 1, "100.00"),
        (third, 2, "100.00"),
    ]
    assert table(floor.consultant)[1][1] == 2
    waive(first, by=floor.director, now=later, reason="ill")
    assert table(floor.consultant)[1:] == [
        (day(5), 1, 2, "fine", "100.00"),
        (day(9), 2, 1, "fine", "100.00"),
    ]
    assert [row[4] for row in table(floor.manager)] == ["75.00", "50.00", "50.00"]
    states = Proposal.objects.filter(opened_on=day(1)).values_list("state", "reason")
    assert set(states) == {("waived", "ill")}


def test_waiving_in_the_middle_leaves_approved_amounts_r8_4(floor, three_nights, later):
    first, second, third = three_nights
    approve(second, by=floor.director, now=later, on=day(10))
    waive(first, by=floor.director, now=later, reason="ill")
    assert table(floor.consultant)[1:] == [
        (day(5), 2, 2, "fine", "200.00"),
        (day(9), 2, 1, "fine", "100.00"),
    ]


def test_the_next_night_counts_on_from_what_was_not_waived(floor, three_nights, audit, later):
    waive(three_nights[1], by=floor.director, now=later, reason="ill")
    unplanned(floor, on=12)
    audit(12)
    assert table(floor.consultant)[-1] == (day(12), 3, 1, "fine", "200.00")


def test_a_second_run_leaves_decided_proposals(floor, three_nights, audit, later):
    approve(three_nights[2], by=floor.director, now=later, on=day(10))
    unplanned(floor, on=9)
    audit(9)
    assert Finding.objects.count() == 7
    assert table(floor.consultant)[-1] == (day(9), 3, 1, "fine", "200.00")


def test_what_exceeds_the_bound_is_not_charged_and_is_kept_r8_10(floor, audit):
    nights(floor, *[(number, 1) for number in range(1, 20)])
    audit(1)
    audit(19)
    found = Proposal.objects.filter(person=floor.consultant).order_by("opened_on")
    assert [(str(p.amount), str(p.uncharged)) for p in found][13:17] == [
        ("409600.00", "0.00"),
        ("819200.00", "0.00"),
        ("1000000.00", "638400.00"),
        ("1000000.00", "2276800.00"),
    ]
    assert [str(p.share.amount) for p in found][14:17] == ["409600.00", "500000.00", "500000.00"]
