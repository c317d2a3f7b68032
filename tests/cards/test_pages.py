"""The customer card: what it shows, what may be changed on it (R2.3, R3.4, R4.1, R1.4)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from followups.plans.services import move_activity
from leads.customers.services import update_card
from leads.opportunities.models import State
from tests.factories import Floor


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, district="朝阳区")


@pytest.fixture
def customer(opportunity):
    return opportunity.customer


@pytest.fixture
def url(customer):
    return reverse("followups:customer_card", args=[customer.pk])


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


def test_an_unknown_birthday_is_to_be_completed_never_an_age(client, url, customer, now):
    page = client.get(url).content.decode()
    assert "to be completed" in page
    assert "1900" not in page and "126" not in page
    update_card(by=customer.consultant, now=now, customer=customer, birthday=date(1990, 11, 22))
    assert "(35 years)" in client.get(url).content.decode()


def test_it_says_what_is_missing(client, url, customer, now):
    before = client.get(url).context["card"].completeness
    assert "birthday" in [str(name) for name in before.missing]
    update_card(by=customer.consultant, now=now, customer=customer, wechat="wx_1")
    after = client.get(url).context["card"].completeness
    assert after.percent > before.percent
    assert len(after.missing) == len(before.missing) - 1


def test_the_timeline_tells_contacts_moves_and_grades(client, url, floor, opportunity, now, today):
    plan = opportunity.activities.get()
    move_activity(
        by=floor.consultant,
        now=now,
        on=today,
        activity=plan,
        to_on=today + timedelta(days=2),
        reason="客户出差",
    )
    floor.contact(opportunity, now=now, on=today, activity=plan, note="A 降级", next_in=9)
    page = client.get(url).content.decode()
    assert "客户出差" in page and "谈了价格" in page and "A 降级" in page
    assert "Stretched" in page


def test_queries_do_not_grow_with_what_happened(
    client, url, floor, opportunity, now, today, count_queries
):
    def live(days):
        for n in days:
            on = today + timedelta(days=n)
            floor.contact(opportunity, now=now, on=on, next_in=3, note="HA"[n % 2] + " 再谈")

    live([0])
    few = count_queries(client, url)
    history = reverse("followups:customer_history", args=[opportunity.customer_id])
    few_changes = count_queries(client, history)
    live([0, 0, 0])
    assert count_queries(client, url) == few
    assert count_queries(client, history) == few_changes


def test_changes_say_who_before_and_after(client, customer, floor, now):
    update_card(by=floor.manager, now=now, customer=customer, district="通州区")
    page = client.get(reverse("followups:customer_history", args=[customer.pk])).content.decode()
    assert "朝阳区" in page and "通州区" in page and floor.manager.full_name in page


class TestEdit:
    @pytest.fixture
    def url(self, customer):
        return reverse("leads:customer_edit", args=[customer.pk])

    def test_fields_are_saved_but_name_and_phone(self, client, url, fields, customer):
        sent = fields(client.get(url), district="通州区", name="别名", phone="13900000000")
        assert client.post(url, sent).status_code == 302
        customer.refresh_from_db()
        assert (customer.district, customer.name) == ("通州区", "王小明")
        assert customer.birthday == date(1900, 1, 1)

    def test_a_refused_entry_is_kept(self, client, url, fields):
        sent = fields(client.get(url), email="not an address", district="通州区")
        answer = client.post(url, sent)
        assert texts(answer, "email")
        assert "not an address" in answer.content.decode()


class TestFurtherOpportunity:
    @pytest.fixture
    def url(self, customer):
        return reverse("followups:opportunity_create", args=[customer.pk])

    def test_it_opens_with_its_plan(self, client, url, fields, customer, today):
        sent = fields(
            client.get(url), model="Polo", note="B 观望", expected_on=today + timedelta(days=20)
        )
        assert client.post(url, sent).status_code == 302
        second = customer.opportunities.get(model="Polo")
        assert second.activities.get().planned_on == today + timedelta(days=15)

    def test_one_open_per_model(self, client, url, fields, today):
        sent = fields(
            client.get(url), model="golf", note="H 急", expected_on=today + timedelta(days=2)
        )
        answer = client.post(url, sent)
        assert "already has an open opportunity" in texts(answer, "model")


class TestReopen:
    @pytest.fixture
    def url(self, floor, opportunity, now, today):
        floor.contact(
            opportunity, now=now, on=today, next_in=None, outcome="lost", lost_reason="price"
        )
        return reverse("followups:opportunity_reopen", args=[opportunity.pk])

    def test_a_manager_takes_it_up_again(self, browse, floor, url, fields, opportunity, today):
        manager = browse(floor.manager)
        sent = fields(manager.get(url), reason="新优惠", expected_on=today + timedelta(days=3))
        assert manager.post(url, sent).status_code == 302
        opportunity.refresh_from_db()
        assert opportunity.state == State.EXECUTING
        assert opportunity.activities.planned().count() == 1

    def test_the_consultant_may_not(self, client, url, opportunity):
        assert client.get(url).status_code == 403
        assert client.post(url, {"reason": "x"}).status_code == 403
        opportunity.refresh_from_db()
        assert opportunity.state == State.LOST


@pytest.mark.parametrize(
    "name", ["followups:customer_card", "followups:customer_history", "leads:customer_edit"]
)
def test_only_owner_manager_and_director_open_it(browse, floor, customer, receptionist, name):
    url = reverse(name, args=[customer.pk])
    allowed = [floor.consultant, floor.manager, floor.director]
    assert [browse(person).get(url).status_code for person in allowed] == [200] * 3
    elsewhere = Floor()
    hidden = [floor.new_consultant(), elsewhere.manager, elsewhere.director]
    assert [browse(person).get(url).status_code for person in hidden] == [404] * 3
    assert browse(receptionist).get(url).status_code == 403


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40])
def test_a_card_that_is_not_there_is_404(client, pk):
    assert client.get(f"/customers/{pk}/").status_code == 404
