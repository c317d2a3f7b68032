"""What a correction may not do, and what of a colleague's customer the register hides (R9.1, R1.3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from followups.calendars.models import Absence
from leads.customers.models import Customer
from orders.orders.models import Order
from reception.models import Visit
from reception.queries import load_board
from reception.services.register import set_checked, sign_out, void_visit
from tests.factories import StoreFactory
from tests.reception.test_pages import typed
from tests.reception.test_visits import complete


def retire(person):
    person.is_active = False
    person.save()


def transfer(person):
    person.store, person.manager = StoreFactory(), None
    person.save()


@pytest.mark.parametrize("leave", [retire, transfer])
def test_who_left_the_store_gets_no_card_of_a_number_added_later(desk, now, leave):
    visit = desk.visit(now=now)
    leave(visit.consultant)
    left = desk.newcomer()
    with pytest.raises(ValidationError) as error:
        complete(desk, visit, now=now, **left)
    assert set(error.value.error_dict) == {"consultant"}
    assert not Customer.objects.exists()
    here = next(person for person in desk.people if person.pk != visit.consultant_id)
    visit = complete(desk, visit, now=now, consultant=here, reason="接手", **left)
    assert (visit.customer.consultant, visit.customer.store) == (here, desk.store)


def test_the_page_says_beside_the_consultant_that_he_left(desk, browse, now):
    visit = desk.visit(now=now)
    retire(visit.consultant)
    tablet, url = browse(desk.receptionist), f"/reception/visits/{visit.pk}/"
    new = {"phone": "13900007788", "name": "王先生", "district": "朝阳区", "model": "Golf"}
    answer = tablet.post(url, typed(tablet.get(url), note="H 想看车", **new))
    assert set(answer.context["form"].errors) == {"consultant"}
    assert answer.context["form"]["phone"].value() == "13900007788"


def test_a_number_known_to_the_store_is_added_whoever_received_him(desk, now, today):
    owner = load_board(desk.store, on=today).places[-1].person
    known = desk.open(now=now, on=today, consultant=owner)
    visit = desk.visit(now=now)
    retire(visit.consultant)
    visit = complete(desk, visit, now=now, phone=known.customer.phone)
    assert visit.customer == known.customer


def test_who_was_transferred_reads_no_visit_of_his_old_store(desk, browse, now):
    visit = desk.visit(now=now)
    person = visit.consultant
    url = f"/reception/visits/{visit.pk}/"
    assert browse(person).get(url).status_code == 200
    transfer(person)
    assert browse(person).get(url).status_code == 404
    assert not Visit.objects.visible_to(person).exists()
    assert Visit.objects.visible_to(desk.director).get() == visit


@pytest.fixture
def stood_in(desk, now, today):
    """The visit of a colleague's customer who ordered on the spot, received by who stands in."""
    owner = load_board(desk.store, on=today).places[-1].person
    known = desk.open(now=now, on=today, consultant=owner, model="Phaeton")
    Absence.objects.create(user=owner, kind="leave", from_on=today, to_on=today, recorded_on=today)
    Order.objects.create(
        store=desk.store,
        customer=known.customer,
        opportunity=known,
        consultant=owner,
        number="1",
        ordered_on=today,
        model="Phaeton",
        price=1,
    )
    visit = desk.visit(now=now, phone=known.customer.phone)
    Visit.objects.filter(pk=visit.pk).update(is_first_contact=True)
    return visit


def test_grade_model_and_order_of_a_colleagues_customer_are_not_shown(desk, browse, stood_in):
    def shown(person):
        text = browse(person).get("/reception/register/").content.decode()
        return "Phaeton" in text, "Ordered on the spot</span>" in text, 'class="grade' in text

    assert stood_in.consultant != stood_in.customer.consultant
    assert shown(stood_in.consultant) == (False, False, False)
    for person in (desk.receptionist, desk.manager, desk.director):
        assert shown(person) == (True, True, True)
    page = f"/reception/visits/{stood_in.pk}/"
    assert "Phaeton" not in browse(stood_in.consultant).get(page).content.decode()
    assert "Phaeton" in browse(desk.receptionist).get(page).content.decode()


def test_the_sheet_of_the_register_leaves_them_empty_too(desk, browse, stood_in):
    def read(person):
        answer = browse(person).get(reverse("reports:walk-ins"))
        (line,) = answer.context["lines"]
        figures = answer.context["groups"][0].figures
        return line[6:9], {figure.show: figure.value for figure in figures}["ordered"]

    assert read(stood_in.consultant) == (["", "", ""], 0)
    for person in (desk.receptionist, desk.manager, desk.director):
        assert read(person) == (["✓", "H", "Phaeton"], 1)


def test_the_sheet_shows_a_consultant_his_own(desk, browse, now):
    visit = desk.visit(now=now, **desk.newcomer())
    (line,) = browse(visit.consultant).get(reverse("reports:walk-ins")).context["lines"]
    assert line[7:9] == ["H", "Golf"]


def test_a_place_of_thousands_of_digits_is_refused_beside_its_field(desk, browse, today):
    manager, url = browse(desk.manager), f"/reception/roster/?on={today.isoformat()}"
    field = f"place_{desk.people[0].pk}"
    answer = manager.post(url, typed(manager.get(url), **{field: "9" * 5000}))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"].rows[-1].html_name == field


def test_a_stale_page_does_not_call_back_who_was_signed_out_meanwhile(desk, browse, now, today):
    visit = desk.visit(now=now - timedelta(minutes=15))
    tablet, url = browse(desk.receptionist), f"/reception/visits/{visit.pk}/"
    stale = typed(tablet.get(url), name="王先生")
    sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    assert tablet.post(url, stale).url == "/reception/"
    visit.refresh_from_db()
    assert (visit.name, visit.left_at) == ("王先生", now)
    # Who was signed out by mistake is put back on purpose, on a page that shows it.
    assert tablet.post(url, typed(tablet.get(url), left="")).url == "/reception/"
    visit.refresh_from_db()
    assert visit.is_inside


def test_whom_the_manager_checked_is_not_put_back_inside(desk, browse, now, today):
    visit = desk.visit(now=now)
    sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    set_checked(by=desk.manager, now=now, visits=[visit.pk])
    manager, url = browse(desk.manager), f"/reception/visits/{visit.pk}/"
    answer = manager.post(url, typed(manager.get(url), left=""))
    assert set(answer.context["form"].errors) == {"left"}
    visit.refresh_from_db()
    assert visit.left_at == now
    assert manager.post(url, typed(manager.get(url), name="王先生")).url == "/reception/"


def test_signing_out_what_was_struck_out_meanwhile_says_so(desk, browse, now, monkeypatch):
    visit = desk.visit(now=now)

    def struck_out_meanwhile(_user, _pk):
        void_visit(by=desk.receptionist, now=now, visit=visit, reason="点错")
        return visit

    monkeypatch.setattr("reception.views.visits.get_visit_for", struck_out_meanwhile)
    tablet = browse(desk.receptionist)
    answer = tablet.post(f"/reception/visits/{visit.pk}/left/", follow=True)
    assert answer.status_code == 200
    assert "This entry has been struck out." in answer.content.decode()


def test_visits_are_locked_and_checked_in_the_order_of_their_keys(desk, now, today):
    """Two managers who check the same visits wait for each other, never both."""
    visits = [desk.visit(now=now, arrived_at=now - timedelta(minutes=n)) for n in range(3)]
    for visit in visits:
        sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    keys = [visit.pk for visit in visits]
    assert set_checked(by=desk.manager, now=now, visits=keys[::-1]) == 3
    rows = Visit.history.filter(checked_at=now).order_by("history_id")
    assert [row.id for row in rows] == sorted(keys)
