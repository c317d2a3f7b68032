"""A large hand-over moves its customers in the background, batch by batch (R4.8, R5.2)."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError

from compliance.hand_over.models import HandOver
from compliance.hand_over.services import moving
from compliance.hand_over.services.giving import undo_hand_over
from compliance.hand_over.services.moving import carry_out, move_next
from compliance.hand_over.tasks import carry_out_hand_over
from compliance.tasks import resume_hand_overs
from followups.deadlines.services import compare
from followups.ownership.services import reassign
from foundation.decisions import DecisionError
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from tests.hand_over.test_hand_over import everything, owners
from tests.hand_over.test_pages import apply


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    """More than two customers are many; they move two at a time."""
    monkeypatch.setattr("compliance.hand_over.services.giving.AT_ONCE", 2)
    monkeypatch.setattr(moving, "_to_move", two_of(moving._to_move))


def two_of(rows):
    return lambda transfer, *, undone: rows(transfer, undone=undone)[:2]


@pytest.fixture
def customers(floor):
    return floor.fill("H", "A", "B", "H", "A")


def carry(floor, transfer):
    carry_out(transfer.pk, clock=lambda: floor.now)
    transfer.refresh_from_db()
    return transfer


def moved(transfer):
    return transfer.items.filter(moved=True).count()


def killed_after(batches):
    """A worker that dies in the middle of the batch after so many."""
    whole, done = moving.reassign_many, []

    def die(**values):
        if len(done) == batches:
            whole(**values)
            raise OperationalError("killed")
        done.append(whole(**values))

    return mock.patch.object(moving, "reassign_many", die)


def test_few_move_at_once(floor):
    transfer = floor.give(floor.fill("H", "A"), floor.ann)
    assert (transfer.state, moved(transfer)) == ("settled", 2)


def test_many_wait_for_a_worker_and_then_have_moved_as_few_would(floor, customers):
    transfer = floor.give(customers, floor.ann)
    assert (transfer.state, moved(transfer), transfer.items.count()) == ("moving", 0, 5)
    assert owners(customers) == [str(floor.consultant)] * 5
    carry(floor, transfer)
    assert (transfer.state, moved(transfer), transfer.left_out) == ("settled", 5, 0)
    assert owners(customers) == ["Ann"] * 5
    for customer in customers:
        last = customer.history.first()
        assert (last.history_user, last.history_change_reason) == (floor.director, "load")
    assert not compare(list(Opportunity.objects.values_list("pk", flat=True)))


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_run_killed_in_the_middle_is_finished_by_the_next(floor, customers, batches):
    before = everything()
    transfer = floor.give(customers, floor.ann, floor.bob)
    carry(floor, transfer)
    went_well = everything()
    carry(floor, undo_hand_over(transfer, by=floor.director, **floor.at()))
    assert everything() == before

    transfer = floor.give(customers, floor.ann, floor.bob)
    with killed_after(batches), pytest.raises(OperationalError):
        carry(floor, transfer)
    transfer.refresh_from_db()
    assert (transfer.state, moved(transfer)) == ("moving", 2 * batches)
    for _n in range(2):
        carry(floor, transfer)
    assert everything() == went_well
    assert (transfer.state, moved(transfer), transfer.left_out) == ("settled", 5, 0)
    changes = [o.changes.filter(reason="load").count() for o in Opportunity.objects.all()]
    assert changes == [2] * 5


@pytest.mark.parametrize("batches", [0, 1])
def test_an_undoing_killed_in_the_middle_is_finished_by_the_next(floor, customers, batches):
    before = everything()
    transfer = carry(floor, floor.give(customers, floor.ann, floor.bob))
    transfer = undo_hand_over(transfer, by=floor.director, **floor.at())
    assert (transfer.state, transfer.undone_at, moved(transfer)) == ("undoing", None, 5)
    with killed_after(batches), pytest.raises(OperationalError):
        carry(floor, transfer)
    assert undo_hand_over(transfer, by=floor.director, **floor.at()).state == "undoing"
    for _n in range(2):
        carry(floor, transfer)
    assert everything() == before
    assert (transfer.state, transfer.undone_at, transfer.undone_by) == (
        "settled",
        floor.now,
        floor.director,
    )


def test_whoever_moved_meanwhile_stays_there(floor, customers):
    transfer = floor.give(customers, floor.ann)
    first = customers.order_by("pk").first()
    reassign(by=floor.director, **floor.at(), customer=first, to=floor.bob, reason="asked for")
    carry(floor, transfer)
    assert owners(customers) == ["Ann"] * 4 + ["Bob"]
    assert (transfer.left_out, transfer.items.count(), moved(transfer)) == (1, 4, 4)


def test_it_stops_where_a_taker_has_left_and_can_be_undone(floor, customers):
    before = everything()
    transfer = floor.give(customers, floor.ann)
    move_next(transfer.pk, now=floor.now)
    floor.ann.is_active = False
    floor.ann.save()
    with pytest.raises(ValidationError):
        move_next(transfer.pk, now=floor.now)
    carry(floor, transfer)
    assert (transfer.state, moved(transfer)) == ("stopped", 2)
    transfer = undo_hand_over(transfer, by=floor.director, **floor.at())
    carry(floor, transfer)
    assert everything() == before and transfer.undone_at


def test_only_one_at_a_time(floor, customers):
    transfer = floor.give(customers, floor.ann)
    with pytest.raises(DecisionError, match="under way"):
        floor.give(customers, floor.bob)
    with pytest.raises(DecisionError, match="under way"):
        undo_hand_over(transfer, by=floor.director, **floor.at())
    carry(floor, transfer)
    floor.give(customers, floor.bob)
    assert HandOver.objects.running().count() == 1


def test_past_midnight_it_counts_from_the_day_it_moves(floor, customers):
    transfer = floor.give(customers, floor.ann)
    move_next(transfer.pk, now=floor.now)
    carry_out(transfer.pk, clock=lambda: floor.now + timedelta(days=1))
    days = Opportunity.objects.order_by("assigned_on").values_list("assigned_on", flat=True)
    tomorrow = floor.today + timedelta(days=1)
    assert list(days) == [floor.today] * 2 + [tomorrow] * 3


def test_the_tick_asks_again_for_what_is_under_way(floor, customers):
    done = floor.give(floor.fill("H"), floor.ann)
    transfer = floor.give(customers, floor.ann)
    with mock.patch.object(carry_out_hand_over, "delay") as delay:
        resume_hand_overs()
    delay.assert_called_once_with(transfer.pk)
    carry_out_hand_over(transfer.pk)
    carry_out_hand_over(done.pk)
    assert owners(customers) == ["Ann"] * 5


@pytest.fixture
def sent(monkeypatch):
    """What is asked of a worker."""
    asked = []
    monkeypatch.setattr(carry_out_hand_over, "delay", asked.append)
    return asked


def test_pressed_twice_it_is_done_once_and_the_page_shows_how_far_it_is(
    floor, customers, client, sent, django_capture_on_commit_callbacks
):
    client.force_login(floor.director)
    query = f"all=1&consultant={floor.consultant.pk}&taker={floor.ann.pk}"
    page = client.get(f"/hand-over/plan/?{query}")
    with django_capture_on_commit_callbacks(execute=True):
        answers = [apply(client, page, query) for _n in range(2)]
    transfer = HandOver.objects.get()
    url = f"/hand-overs/{transfer.pk}/"
    assert [answer["Location"] for answer in answers] == [url, url] and sent == [transfer.pk]

    move_next(transfer.pk, now=floor.now)
    page = client.get(url)
    assert (page.context["done"], page.context["total"]) == (2, 5)
    assert not page.context["may_undo"] and 'hx-trigger="every 2s"' in page.content.decode()
    part = client.get(url, headers={"HX-Request": "true"})
    assert "2 / 5" in part.content.decode() and "<html" not in part.content.decode()
    carry(floor, transfer)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.get(url).context["may_undo"]

    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(2):
            client.post(f"{url}undo/")
    assert set(sent) == {transfer.pk}
    carry(floor, transfer)
    assert Customer.objects.filter(consultant=floor.consultant).count() == 5


def test_without_a_broker_the_tick_takes_it_up(
    floor, customers, client, monkeypatch, django_capture_on_commit_callbacks
):
    from kombu.exceptions import OperationalError as NoBroker

    monkeypatch.setattr(carry_out_hand_over, "delay", mock.Mock(side_effect=NoBroker))
    client.force_login(floor.director)
    query = f"all=1&taker={floor.ann.pk}"
    with django_capture_on_commit_callbacks(execute=True):
        assert apply(client, client.get(f"/hand-over/plan/?{query}"), query).status_code == 302
    assert HandOver.objects.get().state == "moving"
