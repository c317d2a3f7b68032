"""A leaver hands everything over; nothing is lost (R4.8)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from compliance.decisions.queries import count_waiting, decided_items, load_things, waiting_items
from compliance.hand_over.models import Departure
from compliance.hand_over.services.departures import (
    announce_departure,
    deactivate,
    take_departure_back,
)
from compliance.tasks import settle_departures
from followups.activities.models import Activity, ActivityMove
from foundation.decisions import DecisionError
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity, OpportunityChange
from tests.factories import DirectorFactory, UserFactory


def test_a_departure_is_overtaken_once_however_many_customers_he_has(floor):
    floor.fill("H", "A", "B")
    announce_departure(
        floor.consultant, by=floor.director, now=floor.now, leaves_on=floor.today, reason="moves"
    )
    type(floor.consultant).objects.filter(pk=floor.consultant.pk).update(role="reception")
    assert len(Departure.objects.overtaken()) == 1
    assert not Departure.objects.waiting().exists()


def kept():
    """All that happened and was said, without whose it is now."""
    return [
        list(Customer.objects.order_by("pk").values_list("pk", "name", "phone", "lifecycle")),
        list(
            Opportunity.objects.order_by("pk").values_list(
                "pk", "note", "grade", "expected_on", "state", "registered_on"
            )
        ),
        list(
            Activity.objects.order_by("pk").values_list(
                "pk", "planned_for", "planned_on", "state", "executed_on", "content", "recorded_on"
            )
        ),
        list(
            Activity.objects.exclude(state="planned").order_by("pk").values_list("pk", "consultant")
        ),
        list(ActivityMove.objects.order_by("pk").values_list("pk", "from_on", "to_on")),
        Customer.history.count() - Customer.objects.filter(hand_overs__isnull=False).count(),
    ]


def test_the_hand_over_keeps_every_activity_plan_note_and_grade(floor):
    customers = floor.fill("H", "A", "B", "C")
    for opportunity in Opportunity.objects.order_by("pk")[:2]:
        floor.contact(opportunity, **floor.at(1))
    lost = Opportunity.objects.order_by("pk").last()
    floor.contact(lost, **floor.at(1), next_in=None, outcome="lost", lost_reason="price")
    before, changes = kept(), OpportunityChange.objects.count()
    transfer = floor.give(customers, floor.ann, floor.bob, leaver=floor.consultant)
    assert transfer.leaver == floor.consultant
    assert kept() == before
    assert OpportunityChange.objects.count() == changes + 4
    assert not floor.consultant.customers.exists()
    assert not floor.consultant.opportunities.exists()
    assert not Activity.objects.planned().filter(consultant=floor.consultant).exists()
    # What they did stays theirs.
    assert Activity.objects.executed().filter(consultant=floor.consultant).count() == 3


def test_the_account_closes_only_after_the_hand_over(floor):
    customers = floor.fill("H")
    close = {"by": floor.director, "now": floor.now}
    with pytest.raises(DecisionError, match="Hand over the customers first"):
        deactivate(floor.consultant, **close)
    floor.give(customers, floor.ann)
    for person in (floor.manager, floor.ann):
        with pytest.raises(PermissionDenied):
            deactivate(floor.consultant, by=person, now=floor.now)
    for _ in range(2):
        deactivate(floor.consultant, **close)
    floor.consultant.refresh_from_db()
    assert not floor.consultant.is_active
    assert floor.consultant.history.latest("history_id").history_user == floor.director


def announce(floor, person=None, by=None, days=10, reason="moves to Xi'an"):
    return announce_departure(
        person or floor.consultant,
        by=by or floor.director,
        now=floor.now,
        leaves_on=floor.today + timedelta(days=days),
        reason=reason,
    )


def waiting(user):
    items = load_things(waiting_items(user, code="departure"))
    assert len(items) == count_waiting(user)
    return [item.record for item in items]


def test_an_announced_departure_waits_with_what_is_his(floor, client):
    floor.fill("H", "A")
    announce(floor)
    (departure,) = waiting(floor.director)
    assert (departure.customers_held, departure.open_held, departure.plans_held) == (2, 2, 2)
    client.force_login(floor.director)
    page = client.get("/inbox/").content.decode()
    assert f"/departures/{floor.consultant.pk}/" in page and "2 open plans" in page
    assert waiting(floor.manager) == []


def test_it_waits_until_the_account_is_closed_and_is_listed_then(floor, client):
    announce(floor)
    floor.give(floor.fill("H"), floor.ann)
    assert [d.customers_held for d in waiting(floor.director)] == [0]
    deactivate(floor.consultant, by=floor.director, now=floor.now)
    assert waiting(floor.director) == []
    client.force_login(floor.director)
    page = client.get("/inbox/?show=decided&kind=departure")
    (item,) = page.context["items"]
    assert (item.record.state, item.record.decided_by) == ("left", floor.director)
    assert item.at == floor.now and "Has left" in page.content.decode()


def test_one_closed_without_an_announcement_is_listed_too(floor):
    deactivate(floor.ann, by=floor.director, now=floor.now)
    (item,) = decided_items(floor.director, code="departure")
    assert Departure.objects.get(pk=item.pk).person == floor.ann


def edit(client, person, by, **fields):
    """Change the person by the staff form."""
    client.force_login(by)
    url = f"/staff/{person.pk}/"
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields} | fields
    sent = {name: value for name, value in values.items() if value}
    assert client.post(url, sent).status_code == 302


def test_an_account_closed_by_the_staff_form_decides_the_departure_r4_8(floor, client):
    announce(floor)
    administrator = UserFactory(role="administrator", store=floor.store)
    edit(client, floor.consultant, administrator, is_active=False)
    assert not waiting(floor.director)
    for _ in range(2):
        settle_departures()
    (item,) = decided_items(floor.director, code="departure")
    departure = Departure.objects.get(pk=item.pk)
    assert (departure.state, departure.decided_by) == ("left", administrator)
    assert departure.decided_at == floor.now and departure.history.count() == 2


def test_one_who_works_elsewhere_now_does_not_leave(floor, client):
    announce(floor)
    administrator = UserFactory(role="administrator", store=floor.store)
    edit(client, floor.consultant, administrator, role="finance", manager="")
    assert not waiting(floor.director)
    settle_departures()
    departure = Departure.objects.get()
    assert (departure.state, departure.decided_by) == ("stays", administrator)
    client.force_login(floor.director)
    page = client.get("/inbox/?show=decided&kind=departure").content.decode()
    assert "Works in another role or store now." in page


def test_what_still_waits_is_not_settled(floor):
    floor.fill("H")
    announce(floor)
    settle_departures()
    assert len(waiting(floor.director)) == 1


def test_announcing_again_changes_the_day_and_keeps_who_and_why(floor):
    for days in (10, 20, 20):
        announce(floor, days=days, reason=f"in {days} days")
    departure = Departure.objects.get()
    assert departure.leaves_on == floor.today + timedelta(days=20)
    history = [(h.history_user, h.history_change_reason) for h in departure.history.all()]
    assert history == [(floor.director, "in 20 days"), (floor.director, "in 10 days")]


def test_who_stays_no_longer_waits(floor):
    floor.fill("H")
    departure = announce(floor)
    take_back = {"by": floor.director, "now": floor.now}
    with pytest.raises(ValidationError):
        take_departure_back(departure, **take_back, reason=" ")
    for _ in range(2):
        departure = take_departure_back(departure, **take_back, reason="a better offer")
    assert (departure.state, departure.decision_reason) == ("stays", "a better offer")
    assert waiting(floor.director) == []
    assert departure.history.count() == 2
    announce(floor)
    assert len(waiting(floor.director)) == 1


def test_only_directors_and_administrators_announce(floor):
    UserFactory(role="administrator", store=floor.store)
    for person in (floor.manager, floor.consultant, DirectorFactory()):
        with pytest.raises(PermissionDenied):
            announce(floor, by=person)
    with pytest.raises(DecisionError):
        announce(floor, person=floor.manager)


def test_announced_by_the_administrator_on_the_page_it_reaches_the_director(floor, client):
    client.force_login(UserFactory(role="administrator", store=floor.store))
    url = f"/departures/{floor.consultant.pk}/announce/"
    form = client.get(url).context["form"]
    bad = client.post(url, {"leaves_on": "x", "reason": "moves"})
    assert bad.context["form"].errors["leaves_on"]
    assert "moves" in bad.content.decode(), "what was typed is kept"
    sent = {
        "token": str(form["token"].value()),
        "leaves_on": (floor.today + timedelta(days=3)).isoformat(),
        "reason": "moves",
    }
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert Departure.objects.count() == Departure.history.count() == 1
    assert "leaves on" in client.get(f"/departures/{floor.consultant.pk}/").content.decode()
    assert len(waiting(floor.director)) == 1
    stay = f"/departures/{floor.consultant.pk}/stay/"
    form = client.get(stay).context["form"]
    sent = {"token": str(form["token"].value()), "reason": "a better offer"}
    assert client.post(stay, sent, follow=True).status_code == 200
    assert not waiting(floor.director)
    assert client.get(stay).status_code == 302


def test_the_inbox_asks_no_more_for_more_departures(floor, client, django_assert_max_num_queries):
    client.force_login(floor.director)

    def count():
        with django_assert_max_num_queries(52) as asked:
            assert client.get("/inbox/").status_code == 200
        return len(asked)

    announce(floor)
    count()
    one = count()
    for person in (floor.ann, floor.bob):
        announce(floor, person)
    assert count() == one
