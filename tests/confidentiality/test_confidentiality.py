"""The confidentiality agreement: written, signed, renewed, and who has not signed sees masks (R13.4)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.confidentiality.models import Agreement, Signature
from accounts.confidentiality.queries import has_signed, owed_by, signers_of
from accounts.notices.models import Notice
from accounts.people.models import Role, User
from leads.companies.services import add_part
from leads.prospecting.services import register_target
from tests.factories import Floor, UserFactory

SIGN = reverse("accounts:confidentiality")
LIST = reverse("accounts:confidentiality_list")
WRITE = reverse("accounts:confidentiality_write")
LATER = date(2099, 1, 1)


def anew(person):
    return User.objects.get(pk=person.pk)


@pytest.fixture
def customer(floor, now):
    return floor.open(now=now, on=now.date()).customer


def card_of(client, customer):
    page = client.get(reverse("followups:customer_card", args=[customer.pk]))
    assert page.status_code == 200
    return page.content.decode().replace(" ", "")


def test_r13_4_without_an_agreement_nothing_changes(floor, customer, browse):
    assert has_signed(anew(floor.consultant), floor.store.pk)
    assert customer.phone in card_of(browse(floor.consultant), customer)


def test_r13_4_who_has_not_signed_sees_masks_until_they_do(floor, customer, text, signs, browse):
    (agreement,) = text()
    own = browse(floor.consultant)
    shown = card_of(own, customer)
    assert customer.phone not in shown and f"{customer.phone[:3]}****" in shown and SIGN in shown
    signs(floor.consultant, agreement)
    shown = card_of(own, customer)
    assert customer.phone in shown and SIGN not in shown
    # Another's signature is their own.
    assert customer.phone not in card_of(browse(floor.manager), customer)


def test_r13_4_a_new_version_asks_again_from_its_day_on(floor, customer, text, signs, browse):
    signs(floor.consultant, *text("一"))
    (later,) = text("二", counts_from=LATER)
    own = browse(floor.consultant)
    assert customer.phone in card_of(own, customer)
    assert [each.counts for each in owed_by(anew(floor.consultant))] == [False]
    Agreement.objects.filter(pk=later.pk).update(begins_at=later.published_at)
    assert customer.phone not in card_of(own, customer)
    signs(floor.consultant, later)
    assert customer.phone in card_of(own, customer)


def test_r13_4_who_signed_what_is_to_come_need_not_sign_what_counts(floor, text, signs):
    text("一")
    (later,) = text("二", counts_from=LATER)
    signs(floor.consultant, later)
    assert has_signed(anew(floor.consultant), floor.store.pk)


def test_r13_4_signed_by_the_page(floor, text, browse):
    (agreement,) = text("第一条 不得外传。")
    own = browse(floor.consultant)
    page = own.get(f"{SIGN}?back=/find/")
    assert "第一条 不得外传。" in page.content.decode()
    form = page.context["form"]
    sent = {"token": form["token"].value(), "keys": form["keys"].value()}
    refused = own.post(SIGN, sent)
    assert "agreed" in refused.context["form"].errors and not Signature.objects.exists()
    done = own.post(f"{SIGN}?back=/find/", sent | {"agreed": "on"})
    assert done["Location"] == "/find/"
    again = own.post(SIGN, sent | {"agreed": "on"})
    assert again.status_code == 302 and Signature.objects.count() == 1
    assert Signature.objects.get().agreement == agreement
    after = own.get(SIGN)
    assert after.context["form"] is None and "第一条" in after.content.decode()


@pytest.mark.parametrize("keys", ["", "x", "\0", "9" * 30, "999999", "-1"])
def test_r13_4_odd_keys_sign_nothing_of_others(floor, text, browse, keys):
    text()
    answer = browse(floor.consultant).post(SIGN, {"keys": keys, "agreed": "on"})
    assert answer.status_code in (200, 302) and not Signature.objects.exists()


def test_r13_4_a_text_that_changed_meanwhile_is_read_first(floor, text, signs, browse):
    (old,) = text("一")
    (new,) = text("二")
    own = browse(floor.consultant)
    answer = own.post(SIGN, {"keys": str(old.pk), "agreed": "on"})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert f'value="{new.pk}"' in answer.content.decode()
    with pytest.raises(ValidationError):
        signs(floor.consultant, old)
    assert not Signature.objects.exists()


def test_r13_4_everybody_is_told_and_whoever_signed_has_read_it(floor, text, signs):
    (first,) = text("一")
    people = {floor.consultant.pk, floor.manager.pk, floor.director.pk}
    told = Notice.objects.filter(kind="confidentiality.published", key=first.pk)
    assert people <= set(told.unread().values_list("person", flat=True))
    signs(floor.consultant, first)
    assert not told.unread().filter(person=floor.consultant).exists()
    text("二")
    assert not told.unread().exists()


def test_r13_4_who_writes_it(floor, text, now):
    region = floor.store.region
    abroad = Floor()
    may = [
        UserFactory(store=floor.store, role=Role.ADMINISTRATOR),
        UserFactory(store=None, region=region, role=Role.GENERAL_MANAGER),
    ]
    for number, person in enumerate(may):
        text(f"{number}", by=person)
    refused = [floor.director, floor.manager, floor.consultant]
    refused += [UserFactory(store=abroad.store, role=Role.ADMINISTRATOR)]
    for person in refused:
        with pytest.raises(PermissionDenied):
            text("…", by=person)
    assert [each.number for each in Agreement.objects.order_by("number")] == [1, 2]


def test_r13_4_the_same_text_and_a_day_gone_are_refused(text, now):
    text("一")
    with pytest.raises(ValidationError):
        text("一")
    with pytest.raises(ValidationError) as refused:
        text("二", counts_from=now.date() - timedelta(days=1))
    assert "counts_from" in refused.value.message_dict
    assert Agreement.objects.count() == 1


def test_r13_4_who_heads_a_region_signs_one_text_of_several_stores_once(floor, text, browse, now):
    region = floor.store.region
    other = Floor()
    other.store.region = region
    other.store.save()
    head = UserFactory(store=None, region=region, role=Role.GENERAL_MANAGER)
    director = UserFactory(store=None, region=region, role=Role.DIRECTOR)
    here, there = (each.open(now=now, on=now.date()).customer for each in (floor, other))
    text("一", by=head, stores=[floor.store, other.store])
    own = browse(director)
    page = own.get(SIGN)
    assert len(page.context["texts"]) == 1
    form = page.context["form"]
    assert here.phone not in card_of(own, here)
    own.post(SIGN, {"keys": form["keys"].value(), "agreed": "on"})
    assert here.phone in card_of(own, here) and there.phone in card_of(own, there)
    # Their own store's people have signed nothing.
    assert there.phone not in card_of(browse(other.consultant), there)
    text("二", by=head, stores=[other.store])
    assert here.phone in card_of(own, here) and there.phone not in card_of(own, there)


def test_r13_4_written_in_the_browser(floor, head, browse, now):
    client = browse(head)
    page = client.get(WRITE)
    token = page.context["form"]["token"].value()
    typed = {"token": token, "text_zh": "保密", "text_en": "Keep it", "counts_from": "2026-11-20"}
    bad = client.post(WRITE, typed)
    assert "counts_from" in bad.context["form"].errors and "Keep it" in bad.content.decode()
    for _twice in range(2):
        assert client.post(WRITE, typed | {"counts_from": "2026-11-21"})["Location"] == LIST
    assert Agreement.objects.get().text_en == "Keep it"
    assert "保密" in client.get(WRITE).content.decode()


def test_r13_4_who_signed_which_version_when(floor, head, text, signs, browse):
    signs(floor.consultant, *text("一"))
    signs(floor.manager, *text("二"))
    UserFactory(store=floor.store, is_active=False, full_name="Left long ago")
    page = browse(floor.director).get(LIST)
    found = {person.pk: person for person in page.context["page_obj"]}
    assert found.keys() == {floor.consultant.pk, floor.manager.pk, floor.director.pk, head.pk}
    seen = [
        (p.has_signed, p.signed_number)
        for p in (found[floor.consultant.pk], found[floor.manager.pk])
    ]
    assert seen == [(False, 1), (True, 2)] and found[floor.director.pk].signed_at is None
    waiting = browse(floor.director).get(LIST, {"state": "waiting"}).context["page_obj"]
    assert {person.pk for person in waiting} == found.keys() - {floor.manager.pk}
    assert browse(floor.consultant).get(LIST).status_code == 403
    assert browse(floor.director).get(WRITE).status_code == 403


SHEET = reverse("reports:signatures")


def test_r13_4_who_signed_as_a_sheet_on_paper_and_as_a_spreadsheet(
    floor, head, text, signs, browse, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    region = UserFactory(store=None, region=floor.store.region, role=Role.DIRECTOR)
    client = browse(head)
    assert client.get(SHEET).context["lines"] == []
    (first,) = text("一")
    signs(floor.consultant, first)
    UserFactory(store=floor.store, is_active=False)
    Floor()
    answer = client.get(SHEET)
    (group,) = answer.context["groups"]
    assert [figure.value for figure in group.figures] == [5, 4, 1]
    for figure in group.figures:
        behind = client.get(f"{SHEET}rows", figure.query)
        assert behind.context["page_obj"].paginator.count == figure.value
    signed = client.get(SHEET, {"by": "signed"}).context["lines"]
    assert [(line[0], line[3]) for line in signed] == [(str(floor.consultant), 1)]
    assert str(region) in {
        line[0] for line in client.get(SHEET, {"by": "waiting"}).context["lines"]
    }
    # As of a day before the text was published nobody had to sign.
    assert client.get(SHEET, {"on": "2026-11-01"}).context["lines"] == []
    assert "保密协议签署名单" in client.get(f"{SHEET}paper", {"by": "waiting"}).content.decode()
    token = answer.context["once"]["token"].value()
    client.post(f"{SHEET}export?by=waiting", {"token": token})
    assert [each.state for each in head.exports.all()] == ["done"]
    listed = browse(floor.director).get(LIST, {"state": "waiting"})
    assert listed.context["as_sheet"] == f"{SHEET}?by=waiting&store={floor.store.pk}"


def test_r13_4_who_heads_a_region_has_signed_once_every_store_is_signed(floor, text, signs, now):
    other = Floor()
    other.store.region = floor.store.region
    other.store.save()
    region = UserFactory(store=None, region=floor.store.region, role=Role.GENERAL_MANAGER)
    stores = [floor.store, other.store]
    here, there = text("一", by=region, stores=stores)

    def state():
        return signers_of(stores, on=now.date()).get(pk=region.pk).has_signed

    seen = [state()]
    for each in (here, there):
        signs(region, each)
        seen.append(state())
    assert seen == [False, False, True]
    assert signers_of([other.store], on=now.date()).get(pk=other.consultant.pk).has_signed is False


def test_the_pages_take_as_many_queries_for_three_as_for_one(
    floor, text, signs, browse, count_queries, now
):
    client = browse(floor.director)
    text("一")
    numbers = [count_queries(client, url) for url in (LIST, SIGN, SHEET)]
    cards = reverse("leads:customer_list")
    floor.open(now=now, on=now.date())
    one = count_queries(client, cards)
    for _more in range(2):
        signs(floor.new_consultant(), *text(f"{_more}"))
        floor.open(now=now, on=now.date())
    assert [count_queries(client, url) for url in (LIST, SIGN, SHEET)] == numbers
    assert count_queries(client, cards) == one


def test_r13_4_a_page_takes_one_query_for_all_numbers(
    floor, text, signs, browse, count_queries, now
):
    client = browse(floor.consultant)
    for _each in range(2):
        floor.open(now=now, on=now.date())
    cards = reverse("leads:customer_list")
    before = count_queries(client, cards)
    signs(floor.consultant, *text())
    assert count_queries(client, cards) == before
    Signature.objects.all().delete()
    assert count_queries(client, cards) == before


def test_r13_4_wechat_and_mail_of_target_customers_and_their_people_are_masked(
    floor, text, signs, browse, now
):
    (agreement,) = text()
    acting = {"by": floor.consultant, "now": now}
    target = register_target(
        **acting,
        on=now.date(),
        store=floor.store,
        consultant=floor.consultant,
        name="远航物流有限公司",
        customer_type="company",
        phone=floor.new_phone(),
        wechat="wx_target_9",
        email="boss@yuanhang.example",
    )
    told = {"wechat": "wx_person_9", "email": "sun@yuanhang.example"}
    add_part("person", **acting, owner=target, name="孙工", **told)
    numbers = {target.wechat, target.email, *told.values()}
    own, page = browse(floor.consultant), reverse("followups:target", args=[target.pk])

    def seen():
        text = own.get(page).content.decode()
        return {number for number in numbers if number in text}

    assert seen() == set()
    signs(floor.consultant, agreement)
    assert seen() == numbers


def test_r13_4_what_signs_nothing_is_not_said_to_be_signed(floor, text, signs):
    (first,) = text("一")
    signs(floor.consultant, first)
    text("二")
    for keys in ([], [first]):
        with pytest.raises(ValidationError):
            signs(floor.consultant, *keys)
