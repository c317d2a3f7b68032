"""The pages at the door: what they show to whom, and that pressing twice does it once (R9.1, R1.3)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.notices.models import Notice
from accounts.people.models import Role
from followups.calendars.models import Absence
from leads.customers.models import Customer
from orders.orders.models import Order
from reception.models import AWAY_FROM_THE_LINE, Roster, Skip, Visit
from reception.queries import load_board
from reception.services.register import set_checked, sign_out
from reception.services.roster import save_roster
from tests.factories import ManagerFactory, UserFactory

HOME = "/reception/"
NEW = "/reception/new/"


@pytest.fixture
def tablet(desk, browse):
    return browse(desk.receptionist)


def typed(answer, **values):
    """What the page's form would send, with ``values`` typed into it."""
    form = answer.context["form"]
    sent = {field.html_name: field.value() for field in form}
    sent = {name: "" if value is None else value for name, value in sent.items()}
    return {name: value for name, value in (sent | values).items() if value is not False}


def quick(tablet):
    form = tablet.get(HOME).context["quick"]
    return {"token": str(form["token"].value()), "kind": "walk_in"}


def test_home_of_the_receptionist_is_the_door(tablet):
    assert tablet.get("/").url == HOME


def test_one_tap_registers_a_visitor_and_a_double_press_registers_one(desk, tablet, today):
    first = load_board(desk.store, on=today).next.person
    values = quick(tablet)
    for _ in range(2):
        assert tablet.post("/reception/quick/", values).url == HOME
    visit = Visit.objects.get()
    assert (visit.consultant, visit.registered_by) == (first, desk.receptionist)
    page = tablet.get(HOME)
    assert list(page.context["inside"]) == [visit]
    assert str(first) in page.content.decode()


def test_where_nobody_is_there_the_page_leads_to_the_form(desk, tablet, today):
    values = quick(tablet)
    for person in desk.people:
        Absence.objects.create(
            user=person, kind="leave", from_on=today, to_on=today, recorded_on=today
        )
    answer = tablet.post("/reception/quick/", values, follow=True)
    assert answer.redirect_chain[-1][0] == NEW
    assert "choose a person" in answer.content.decode()
    assert tablet.get(HOME).status_code == 200


def test_a_new_number_becomes_card_and_call_back_and_pressing_twice_makes_one(desk, tablet, browse):
    values = typed(
        tablet.get(NEW),
        phone="139 0000 7788",
        name="王先生",
        district="朝阳区",
        model="Golf",
        note="h 周末看车",
    )
    for _ in range(2):
        assert tablet.post(NEW, values).url == HOME
    visit = Visit.objects.get()
    customer = Customer.objects.get()
    assert (customer.gender, customer.phone) == ("M", "13900007788")
    assert (visit.customer, visit.opportunity.grade.code) == (customer, "H")
    worklist = browse(visit.consultant).get("/").content.decode()
    assert "王先生 is at the door, 10:00" in " ".join(worklist.split())
    assert f"/plans/{visit.call_back_id}/log/" in worklist


def test_what_is_missing_is_said_beside_the_fields_and_nothing_typed_is_lost(tablet):
    values = typed(tablet.get(NEW), phone="13900007788", name="王先生", note="想看车")
    answer = tablet.post(NEW, values)
    assert answer.status_code == 200
    assert "note" in answer.context["form"].errors
    assert answer.context["form"]["name"].value() == "王先生"
    assert not Visit.objects.exists()
    # The consultant asks the rest.
    assert tablet.post(NEW, values | {"note": "H 想看车"}).status_code == 302
    assert Visit.objects.get().opportunity.grade.code == "H"


@pytest.mark.parametrize("note", ["O 已订", "ｏ，已订", "o"])
def test_a_typed_o_is_refused_at_the_door_and_another_grade_saves_it_r3_1(tablet, note):
    """Whoever orders at the first visit is registered by their grade; the order then makes it O."""
    newcomer = {"phone": "13900007788", "name": "王先生", "district": "朝阳区", "model": "Golf"}
    values = typed(tablet.get(NEW), **newcomer, note=note)
    answer = tablet.post(NEW, values)
    assert "comes from an order" in " ".join(answer.context["form"].errors["note"])
    assert answer.context["form"]["note"].value() == note
    assert not Visit.objects.exists() and not Customer.objects.exists()
    assert tablet.post(NEW, values | {"note": "H 已订"}).url == HOME
    assert Visit.objects.get().opportunity.grade.code == "H"


def test_what_is_wanted_needs_the_number_and_a_wrong_number_is_refused(tablet):
    answer = tablet.post(NEW, typed(tablet.get(NEW), model="Golf"))
    assert "phone" in answer.context["form"].errors
    answer = tablet.post(NEW, typed(tablet.get(NEW), phone="123"))
    assert "phone" in answer.context["form"].errors
    assert not Visit.objects.exists()


@pytest.fixture
def known(desk, now, today):
    owner = load_board(desk.store, on=today).places[-1].person
    return desk.open(now=now, on=today, consultant=owner, name="韩梅梅", id_number="110101")


def test_a_known_number_is_recognised_while_it_is_typed(desk, tablet, browse, known):
    phone = known.customer.phone
    page = tablet.post("/reception/new/caller", {"phone": phone}).content.decode()
    assert f"Already a customer of {known.consultant}." in page
    assert "told at once" in page
    # The receptionist learns whose it is, no more (R1.3).
    assert "韩梅梅" not in page
    assert reverse("followups:customer_card", args=[known.customer_id]) not in page
    owner = browse(known.consultant).post("/reception/new/caller", {"phone": phone})
    assert "韩梅梅" in owner.content.decode()


def test_unknown_wrong_and_no_numbers_are_told_apart(tablet):
    def state(phone):
        return tablet.post("/reception/new/caller", {"phone": phone}).context["caller"]["state"]

    assert [state("13900007788"), state("12"), state(" ")] == ["new", "wrong", "none"]


def test_of_a_neglected_customer_the_claim_is_offered_to_consultants_alone(
    desk, tablet, browse, now, today
):
    owner, rival = desk.people[0], desk.people[1]
    past = today - timedelta(days=31)
    neglected = desk.open(
        now=now - timedelta(days=31), on=past, consultant=owner, grade="C", days=90, plan_in=40
    )
    ask = {"phone": neglected.customer.phone}
    claim = reverse("compliance:claim_create")
    page = tablet.post("/reception/new/caller", ask).content.decode()
    assert "can be claimed" in page
    assert claim not in page
    assert claim in browse(rival).post("/reception/new/caller", ask).content.decode()
    assert claim not in browse(owner).post("/reception/new/caller", ask).content.decode()


def test_the_owner_is_told_until_he_says_he_knows(desk, tablet, browse, known):
    values = typed(tablet.get(NEW), phone=known.customer.phone)
    tablet.post(NEW, values)
    owner = browse(known.consultant)
    text = " ".join(owner.get("/").content.decode().split())
    assert "韩梅梅 is at the door, 10:00" in text
    again = " ".join(owner.get("/reception/notices/").content.decode().split())
    assert "韩梅梅 is at the door, 10:00" in again
    assert "21 Nov" not in again, "today's need no date"
    notice = Notice.objects.get()
    assert browse(desk.people[0]).post(f"/reception/notices/{notice.pk}/seen/").status_code == 404
    assert owner.post(f"/reception/notices/{notice.pk}/seen/").url == "/"
    assert "is at the door" not in owner.get("/reception/notices/").content.decode()


def test_a_caller_is_told_of_as_one(desk, tablet, browse, known):
    tablet.post(NEW, typed(tablet.get(NEW), phone=known.customer.phone, kind="call_in"))
    text = " ".join(browse(known.consultant).get("/").content.decode().split())
    assert "韩梅梅 called, 10:00" in text
    assert not tablet.get(HOME).context["inside"]


def test_phones_are_masked_in_the_register_but_for_owner_and_leaders(desk, browse, now, known):
    desk.visit(now=now, phone=known.customer.phone)
    phone = known.customer.phone
    other_manager = ManagerFactory(store=desk.store)
    seen = {
        person: browse(person).get("/reception/register/").content.decode()
        for person in (desk.receptionist, known.consultant, desk.manager, desk.director)
    }
    masked = f"{phone[:3]} **** {phone[-4:]}"
    assert masked in seen[desk.receptionist]
    assert "韩梅梅" not in seen[desk.receptionist]
    for person in (known.consultant, desk.manager, desk.director):
        assert f"tel:{phone}" in seen[person]
        assert "韩梅梅" in seen[person]
    assert phone not in seen[desk.receptionist]
    page = browse(other_manager).get("/reception/register/")
    assert page.context["page_obj"].paginator.count == 0


def test_who_stands_in_sees_the_number_of_anothers_customer_masked(desk, browse, now, today, known):
    Absence.objects.create(
        user=known.consultant, kind="leave", from_on=today, to_on=today, recorded_on=today
    )
    visit = desk.visit(now=now, phone=known.customer.phone)
    assert visit.consultant != known.consultant
    page = browse(visit.consultant).get(f"/reception/visits/{visit.pk}/").content.decode()
    assert known.customer.phone not in page
    assert "韩梅梅" not in page
    home = browse(visit.consultant).get("/").content.decode()
    assert known.customer.phone not in home
    assert "韩梅梅" not in home


def test_grade_and_order_on_the_spot_are_computed(desk, browse, now, today):
    visit = desk.visit(now=now, **desk.newcomer())
    opportunity = visit.opportunity
    desk.contact(
        opportunity,
        now=now + timedelta(days=1),
        on=today + timedelta(days=1),
        note="A 再考虑",
        expected_on=today + timedelta(days=12),
    )
    Order.objects.create(
        store=desk.store,
        customer=visit.customer,
        opportunity=opportunity,
        consultant=visit.consultant,
        number="1",
        ordered_on=today,
        model="Golf",
        price=1,
    )
    (row,) = browse(desk.manager).get("/reception/register/").context["page_obj"]
    assert row.grade_code == "H", "as on the day of the visit"
    assert row.ordered_on_spot


def test_the_register_is_filtered_by_kind_date_person_and_team(desk, browse, now, today):
    a, b, _c = [place.person for place in load_board(desk.store, on=today).places]
    desk.visit(now=now - timedelta(days=1), consultant=b, asked_for=True)
    own = desk.visit(now=now, consultant=a, asked_for=True)
    call = desk.visit(now=now, consultant=b, asked_for=True, kind="call_in")
    director = browse(desk.director)
    yesterday = (today - timedelta(days=1)).isoformat()

    def rows(**query):
        page = director.get("/reception/register/", query).context["page_obj"]
        return {visit.pk for visit in page}

    assert rows() == {own.pk}
    assert rows(kind="call_in") == {call.pk}
    assert len(rows(since=yesterday)) == 1
    assert len(rows(since=yesterday, until=today.isoformat())) == 2
    assert len(rows(since=yesterday, until=today.isoformat(), consultant=b.pk)) == 1
    assert rows(manager=desk.manager.pk) == {own.pk}
    assert rows(manager=ManagerFactory(store=desk.store).pk) == set()
    assert rows(kind="nonsense", since="never", consultant="x") == {own.pk}


def test_the_manager_checks_one_or_all_of_the_day(desk, browse, now, today):
    visits = [desk.visit(now=now) for _ in range(3)]
    for visit in visits[:2]:
        sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    manager = browse(desk.manager)

    def checked():
        return set(Visit.objects.exclude(checked_at=None).values_list("pk", flat=True))

    manager.post(f"/reception/visits/{visits[0].pk}/check/")
    assert checked() == {visits[0].pk}
    manager.post(f"/reception/visits/{visits[0].pk}/check/", {"undo": "1"})
    assert checked() == set()
    manager.post(f"/reception/visits/{visits[2].pk}/check/")
    assert checked() == set(), "still inside"
    for _ in range(2):
        assert manager.post("/reception/register/check/").url.startswith("/reception/register/")
    assert checked() == {visit.pk for visit in visits[:2]}
    assert browse(desk.receptionist).post("/reception/register/check/").status_code == 403


def test_another_teams_visits_are_not_checked(desk, browse, now, today):
    visit = desk.visit(now=now)
    sign_out(by=desk.receptionist, now=now, on=today, visit=visit)
    other = browse(ManagerFactory(store=desk.store))
    assert other.post(f"/reception/visits/{visit.pk}/check/").status_code == 404
    other.post("/reception/register/check/")
    visit.refresh_from_db()
    assert visit.checked_at is None


def test_times_are_corrected_within_the_day(desk, tablet, now):
    visit = desk.visit(now=now)
    url = f"/reception/visits/{visit.pk}/"
    assert tablet.post(url, typed(tablet.get(url), arrived="09:30", left="09:55")).url == HOME
    visit.refresh_from_db()
    assert visit.arrived_at == now - timedelta(minutes=30)
    assert visit.left_at == now - timedelta(minutes=5)
    answer = tablet.post(url, typed(tablet.get(url), arrived="23:00", left=""))
    assert "arrived" in answer.context["form"].errors
    answer = tablet.post(url, typed(tablet.get(url), arrived="09:50", left="09:40"))
    assert "left" in answer.context["form"].errors


def test_who_was_asked_for_is_named(desk, tablet):
    answer = tablet.post(NEW, typed(tablet.get(NEW), asked_for="on"))
    assert "consultant" in answer.context["form"].errors
    person = desk.people[2]
    tablet.post(NEW, typed(tablet.get(NEW), asked_for="on", consultant=person.pk))
    assert Visit.objects.get().consultant == person


def test_an_entry_of_somebody_who_left_is_corrected_without_giving_it_away(desk, tablet, now):
    visit = desk.visit(now=now)
    visit.consultant.is_active = False
    visit.consultant.save()
    url = f"/reception/visits/{visit.pk}/"
    assert tablet.post(url, typed(tablet.get(url), name="王先生")).url == HOME
    kept = Visit.objects.get()
    assert (kept.name, kept.consultant) == ("王先生", visit.consultant)


def test_one_tap_signs_out(desk, tablet, now):
    visit = desk.visit(now=now - timedelta(minutes=15))
    for _ in range(2):
        assert tablet.post(f"/reception/visits/{visit.pk}/left/").url == HOME
    visit.refresh_from_db()
    assert visit.left_at == now


def test_a_mistake_is_struck_out_with_a_reason(desk, tablet, now):
    visit = desk.visit(now=now)
    url = f"/reception/visits/{visit.pk}/strike/"
    assert tablet.post(url, {"reason": ""}).status_code == 200
    assert tablet.post(url, typed(tablet.get(url), reason="点错")).url == HOME
    assert not tablet.get(HOME).context["inside"]
    assert tablet.get(url).status_code == 404


def test_passing_over_and_coming_back(desk, tablet, browse, today):
    person = load_board(desk.store, on=today).next.person
    url = f"/reception/skip/?consultant={person.pk}"
    answer = tablet.post(url, typed(tablet.get(url), why="", reason=""))
    assert "reason" in answer.context["form"].errors
    assert tablet.post(url, typed(tablet.get(url), why="lunch")).url == HOME
    assert load_board(desk.store, on=today).next.person != person
    skip = Skip.objects.get()
    assert skip.reason == AWAY_FROM_THE_LINE["lunch"]
    assert "At lunch" in tablet.get(HOME).content.decode()
    colleague = next(other for other in desk.people if other != person)
    # A consultant passes over no colleague.
    browse(colleague).post("/reception/back/", {"skip": skip.pk})
    assert Skip.objects.standing().exists()
    values = {"consultant": person.pk, "why": "lunch"}
    answer = browse(colleague).post("/reception/skip/", values)
    assert "consultant" in answer.context["form"].errors
    browse(person).post("/reception/back/", {"skip": skip.pk})
    assert load_board(desk.store, on=today).next.person == person
    assert tablet.post("/reception/back/", {"skip": "x" * 30}).url == HOME


def test_the_roster_is_made_copied_and_kept(desk, browse, now, today):
    a, b, c = desk.people
    manager = browse(desk.manager)
    page = manager.get("/reception/roster/")
    places = {f"place_{a.pk}": "2", f"place_{b.pk}": "", f"place_{c.pk}": "1"}
    url = f"/reception/roster/?on={today.isoformat()}"
    assert manager.post(url, typed(page, **places)).url == url
    assert [place.person for place in load_board(desk.store, on=today).places] == [c, a]
    tomorrow = (today + timedelta(days=1)).isoformat()
    page = manager.get("/reception/roster/", {"on": tomorrow, "copy": "day"})
    assert page.context["form"][f"place_{c.pk}"].value() == 1
    assert page.context["form"][f"place_{b.pk}"].value() is None
    assert Roster.objects.count() == 1, "a copy is saved by saving it"
    manager.post(f"/reception/roster/?on={tomorrow}", typed(page))
    assert Roster.objects.count() == 2
    page = manager.get("/reception/roster/", {"copy": "week", "on": "2020-01-01"})
    assert page.context["day"] == today
    assert page.context["nothing_to_copy"]
    empty = {name: "" for name in places}
    answer = manager.post(url, typed(manager.get(url), **empty))
    assert answer.status_code == 200
    assert "at least one" in answer.content.decode()


def test_who_was_not_signed_out_is_shown_in_the_evening_until_closed(
    desk, browse, now, monkeypatch
):
    manager = browse(desk.manager)
    visit = desk.visit(now=now)

    def not_signed_out(moment):
        """The number on the board and the rows behind its link."""
        monkeypatch.setattr("foundation.clock.now", lambda: moment)
        found = re.search(
            r'href="(/reception/register/[^"]*)">Visitors not signed out\s*<[^>]*>(\d+)',
            manager.get("/evening/").content.decode(),
        )
        if not found:
            return []
        rows = manager.get(found[1]).context["page_obj"]
        assert int(found[2]) == len(rows)
        return list(rows)

    tomorrow = now + timedelta(days=1)
    assert not_signed_out(now) == []
    assert not_signed_out(now.replace(hour=18)) == [visit]
    later = desk.visit(now=tomorrow)
    assert not_signed_out(tomorrow) == [visit]
    assert not_signed_out(tomorrow.replace(hour=19)) == [later, visit]
    assert list(manager.get(HOME).context["forgotten"]) == [visit]
    manager.post(f"/reception/visits/{visit.pk}/left/")
    assert not_signed_out(tomorrow) == []


@pytest.mark.parametrize("url", [HOME, NEW, "/reception/register/", "/reception/roster/", "/"])
def test_the_number_of_queries_does_not_depend_on_the_visitors(
    desk, browse, now, today, count_queries, url
):
    person = desk.people[0] if url == "/" else desk.manager
    client = browse(person)
    numbers = []
    for total in (1, 3):
        while Visit.objects.count() < total:
            visit = desk.visit(
                now=now, consultant=desk.people[0], asked_for=True, **desk.newcomer()
            )
            sign_out(by=desk.manager, now=now, on=today, visit=visit)
            set_checked(by=desk.manager, now=now, visits=[visit.pk])
            desk.visit(now=now, consultant=desk.people[0], asked_for=True)
        numbers.append(count_queries(client, url))
    assert numbers[0] == numbers[1]


def test_a_region_director_reads_registers_but_stands_at_no_door(desk, browse, now):
    visit = desk.visit(now=now)
    head = UserFactory(role=Role.DIRECTOR, store=None, region=desk.store.region)
    client = browse(head)
    assert client.get(HOME).status_code == 403
    page = client.get("/reception/register/")
    assert page.context["page_obj"].paginator.count == 1
    url = reverse("reception:visit_edit", args=[visit.pk])
    assert f'"{url}"' not in page.content.decode(), "no link to what they may not open"
    assert f'"{url}"' in browse(desk.director).get("/reception/register/").content.decode()


def test_in_chinese(desk, browse, now, known):
    desk.visit(now=now, phone=known.customer.phone)
    desk.receptionist.language = "zh-hans"
    desk.receptionist.save()
    client = browse(desk.receptionist)
    client.cookies["django_language"] = "zh-hans"
    for url in (HOME, NEW, "/reception/register/"):
        assert "前台" in client.get(url).content.decode()
    save_roster(
        by=desk.manager,
        now=now,
        on=now.date(),
        store=desk.store,
        day=now.date(),
        people=desk.people,
    )
    assert client.get(HOME).status_code == 200
