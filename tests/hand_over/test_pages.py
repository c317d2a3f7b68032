"""The board, the plan, the hand-over, its undoing, and departures through their pages (R4.8, R5.2)."""

import pytest

from compliance.hand_over.models import HandOver
from leads.customers.models import Customer


def said(response):
    return [str(message) for message in response.context["messages"]]


def plan(client, **query):
    return client.get("/hand-over/plan/", query)


def apply(client, page, query, **typed):
    form = page.context["form"]
    sent = {
        "token": str(form["token"].value()),
        "seen": page.context["seen"],
        "reason": "load",
    } | typed
    return client.post(f"/hand-over/plan/?{query}", sent)


def listed(client, **query):
    return list(client.get("/hand-over/", query).context["page_obj"])


def test_the_board_filters_by_consultant_grade_model_and_last_contact(floor, client):
    hot, cold = floor.fill("H", "C", days_ago=6)
    polo = floor.open(**floor.at(40), grade="C", days=400, model="Polo", plan_in=29).customer
    anns = floor.open(**floor.at(), consultant=floor.ann).customer
    opportunity = hot.opportunities.get()
    floor.contact(opportunity, **floor.at(1))
    client.force_login(floor.director)
    assert set(listed(client)) == {hot, cold, polo, anns}
    assert listed(client, consultant=floor.ann.pk) == [anns]
    assert set(listed(client, grade="H")) == {hot, anns}
    assert listed(client, model="Polo") == [polo]
    assert set(listed(client, quiet=30)) == {cold, polo, anns}
    assert listed(client, quiet=30, grade="H") == [anns]
    nonsense = {"consultant": "x", "grade": "ZZ", "quiet": "-1", "store": "9" * 30, "page": "x"}
    assert client.get("/hand-over/", nonsense).status_code == 200


def test_what_was_previewed_is_applied_once(floor, client):
    customers = floor.fill("H", "A", "B")
    client.force_login(floor.director)
    chosen = [c.pk for c in customers[:2]]
    query = "&".join(
        [f"customer={pk}" for pk in chosen] + [f"taker={p.pk}" for p in (floor.ann, floor.bob)]
    )
    page = client.get(f"/hand-over/plan/?{query}")
    assert {s.person for s in page.context["plan"].shares if s.given} == {floor.ann, floor.bob}
    assert not HandOver.objects.exists()
    form = page.context["form"]
    first = apply(client, page, query)
    sent = {"token": str(form["token"].value()), "seen": page.context["seen"], "reason": "load"}
    second = client.post(f"/hand-over/plan/?{query}", sent)
    assert first["Location"] == second["Location"]
    assert HandOver.objects.get().items.count() == 2
    assert Customer.objects.filter(consultant=floor.consultant).count() == 1


def test_a_plan_that_changed_meanwhile_is_shown_again(floor, client):
    customers = floor.fill("H", "A")
    client.force_login(floor.director)
    query = f"all=1&consultant={floor.consultant.pk}&taker={floor.ann.pk}"
    page = client.get(f"/hand-over/plan/?{query}")
    floor.fill("B")
    answer = apply(client, page, query)
    assert answer.status_code == 200 and "changed meanwhile" in answer.content.decode()
    assert customers.filter(consultant=floor.consultant).count() == 2
    assert apply(client, answer, query).status_code == 302
    assert Customer.objects.filter(consultant=floor.ann).count() == 3


def test_whoever_is_absent_is_neither_offered_nor_taken_on_submit(floor, client):
    floor.fill("H")
    client.force_login(floor.director)
    query = f"all=1&taker={floor.ann.pk}"
    page = client.get(f"/hand-over/plan/?{query}")
    floor.away(floor.ann)
    assert floor.ann not in [person for person, *_ in plan(client, all=1).context["people"]]
    assert apply(client, page, query).status_code == 200
    assert not HandOver.objects.exists()


def test_nothing_chosen_leads_back_to_the_board(floor, client):
    client.force_login(floor.manager)
    answer = client.get("/hand-over/plan/", {"customer": "x"}, follow=True)
    assert said(answer) == ["Choose at least one customer."]
    assert plan(client, all=1, leaver="abc").status_code == 302


def test_undo_through_the_page(floor, client):
    customers = floor.fill("H", "A")
    transfer = floor.give(customers, floor.ann)
    client.force_login(floor.director)
    assert client.get(f"/hand-overs/{transfer.pk}/").context["may_undo"]
    for _ in range(2):
        client.post(f"/hand-overs/{transfer.pk}/undo/")
    assert customers.filter(consultant=floor.consultant).count() == 2
    assert not client.get(f"/hand-overs/{transfer.pk}/").context["may_undo"]
    client.force_login(floor.manager)
    assert client.get(f"/hand-overs/{transfer.pk}/").status_code == 404


def test_a_departure_from_the_first_page_to_the_closed_account(floor, client):
    floor.fill("H", "A", "B")
    client.force_login(floor.director)
    url = f"/departures/{floor.consultant.pk}/"
    page = client.get(url)
    assert (page.context["person"].customers_held, page.context["person"].plans_held) == (3, 3)
    refused = client.post(f"{url}close/", follow=True)
    assert "Hand over the customers first" in said(refused)[0]
    query = page.context["all_url"].split("?")[1]
    people = [person for person, *_ in client.get(f"/hand-over/plan/?{query}").context["people"]]
    assert people == [floor.ann, floor.bob]
    query += f"&taker={floor.ann.pk}&taker={floor.bob.pk}"
    answer = apply(client, client.get(f"/hand-over/plan/?{query}"), query)
    assert answer["Location"] == url
    assert HandOver.objects.get().leaver == floor.consultant
    client.post(f"{url}close/")
    floor.consultant.refresh_from_db()
    assert not floor.consultant.is_active


def test_the_administrator_is_led_to_what_is_left(floor, client):
    from tests.factories import UserFactory

    administrator = UserFactory(role="administrator", store=floor.store)
    client.force_login(administrator)
    assert (
        f"/departures/{floor.consultant.pk}/"
        in client.get(f"/staff/{floor.consultant.pk}/").content.decode()
    )
    page = client.get(f"/departures/{floor.consultant.pk}/").content.decode()
    assert "/hand-over/plan/" not in page


def test_a_region_director_hands_over_store_by_store(floor, client, now):
    from tests.factories import StoreFactory, UserFactory
    from tests.hand_over.conftest import Busy

    other = Busy(now)
    other.store.region = floor.store.region
    other.store.save()
    StoreFactory()
    here, there = floor.fill("H").get(), other.fill("H").get()
    client.force_login(UserFactory(role="director", store=None, region=floor.store.region))
    assert listed(client, store=floor.store.pk) == [here]
    assert listed(client, store=other.store.pk) == [there]


URLS = ["/hand-over/", "/hand-overs/", "/departures/", "/hand-overs/{pk}/"]


@pytest.mark.parametrize("url", URLS)
def test_a_list_asks_no_more_for_more_rows(floor, client, url, django_assert_max_num_queries):
    transfer = floor.give(floor.fill("H"), floor.ann)
    client.force_login(floor.director)

    def count():
        with django_assert_max_num_queries(40) as asked:
            assert client.get(url.format(pk=transfer.pk)).status_code == 200
        return len(asked)

    count()
    one = count()
    for person in (floor.ann, floor.bob):
        more = floor.give(floor.fill("A", "B"), person)
        more.items.update(hand_over=transfer)
        floor.new_consultant()
    assert count() == one
