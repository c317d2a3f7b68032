"""Misconduct is told in confidence: by nobody who is kept, to few, never to whom it is about (R13.4)."""

import logging
import os
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from accounts.notices.models import Notice
from foundation.history import save_as
from foundation.once import SubmittedForm
from service.misconduct.forms import sealed
from service.misconduct.models import MisconductMessage, MisconductPhoto, MisconductReport
from service.misconduct.rules import bare_code, choose, code_of, in_groups, kept_of
from service.misconduct.services import act, name_subject, write_back
from service.misconduct.tasks import follow_up_misconduct
from tests.access.table import PAGES
from tests.factories import Floor, UserFactory
from tests.misconduct.conftest import TEXT

STATUS = reverse("service:misconduct_status")
INDEX = reverse("service:misconduct")
KEYS = st.lists(st.lists(st.integers(0, 9)))


def page_of(report):
    return reverse("service:misconduct_report", args=[report.pk])


@given(KEYS, st.sets(st.integers(0, 9)), st.integers(-1, 5))
def test_r13_4_nobody_excluded_is_ever_chosen_and_no_lower_level(levels, excluded, above):
    level, people = choose(levels, excluded, above=above)
    assert not set(people) & excluded and level > min(above, len(levels) - 1)
    skipped = levels[above + 1 : level]
    assert all(set(each) <= excluded for each in skipped)
    assert people or level == len(levels)


@given(st.binary(min_size=8))
def test_r13_4_a_code_is_known_however_it_is_typed(secret):
    code = code_of(secret)
    typed = in_groups(code).lower().replace("o", "0").replace("-", " ")
    assert bare_code(typed) == code and kept_of(typed) == kept_of(code) != code


def test_r13_4_it_reaches_those_who_are_named_and_is_told_by_the_clock(store, browse, monkeypatch):
    report = store.send()
    assert store.readers(report) == {store.manager.pk, store.service.pk}
    assert not Notice.objects.filter(kind="misconduct.given").exists()
    monkeypatch.setattr("service.misconduct.tasks.clock", lambda: store.now)
    for _twice in range(2):
        follow_up_misconduct()
    (notice,) = Notice.objects.filter(kind="misconduct.given", person=store.manager)
    assert TEXT not in str(notice) and notice.url == page_of(report)
    for person, status in (
        (store.manager, 200),
        (store.service, 200),
        (store.director, 404),
        (store.general, 404),
        (store.consultant, 404),
    ):
        me = browse(person)
        assert me.get(page_of(report)).status_code == status, person
        assert (TEXT in me.get(INDEX).content.decode()) == (status == 200)
        sent = me.post(page_of(report), {"act": "note", "text": "x"})
        assert sent.status_code == (404 if status == 404 else 302)


@pytest.mark.parametrize("how", ["chosen", "named", "position", "in the text"])
def test_r13_4_never_whom_it_is_about(store, browse, how):
    store.name(store.director, store.service)
    told = {
        "chosen": {"person": sealed(store.director)},
        "named": {"about": "郭 总监"},
        "position": {"position": "director"},
        "in the text": {"text": f"{TEXT}，郭总监也知道"},
    }[how]
    report = store.send(**told)
    assert store.readers(report) == {store.service.pk}
    assert browse(store.director).get(page_of(report)).status_code == 404


def test_r13_4_a_director_who_is_the_subject_finds_it_at_no_address(store, browse):
    """Named to read and head of the store: not in lists, search, history, exports, decisions or notices."""
    store.name(store.director, store.service)
    report = store.send(about="郭总监", place="展厅二楼", moment="上周五下午")
    act(
        report,
        by=store.service,
        on=store.now.date(),
        now=store.now,
        kind="asked",
        text="请补充时间",
    )
    store.follow(report, days=9)
    MisconductPhoto.objects.create(report=report, photo="misconduct/x.png")
    me, wrong = browse(store.director), []
    words = (TEXT, "展厅二楼", "上周五下午", "请补充时间")
    for name, page in PAGES.items():
        if page.of or page.secret or page.by_token:
            continue
        address = reverse(name)
        answers = [] if page.post_only else [me.get(address), me.get(address, {"q": TEXT[:4]})]
        for answer in answers:
            text = "" if answer.streaming else answer.content.decode()
            wrong += [name for word in words if word in text]
    assert not wrong
    for name in ("report", "subject", "photo"):
        address = reverse(f"service:misconduct_{name}", args=[report.pk])
        assert me.get(address).status_code == 404
        assert name == "photo" or me.post(address, {"text": "x"}).status_code == 404
    assert not Notice.objects.filter(person=store.director, key=report.pk).exclude(
        kind="misconduct.named"
    )


def test_r13_4_where_nobody_is_left_it_goes_further_up(store):
    region = store.store.region
    above = UserFactory(store=None, region=region, role="general_manager", full_name="郑区总")
    both = store.send(text="马经理和史客服都参与了")
    assert store.readers(both) == {store.general.pk}
    higher = store.send(text="马经理、史客服、沈总")
    assert store.readers(higher) == {above.pk}
    top = store.send(text="马经理、史客服、沈总、郑区总、郭总监")
    assert store.readers(top) == set()
    elsewhere = UserFactory(role="general_manager", full_name="外省总经理")
    store.follow(top, days=1)
    assert store.readers(top) == {elsewhere.pk}
    store.general.is_active = False
    store.general.save()
    store.follow(both, days=1)
    assert store.readers(both) == {above.pk}


def test_r13_4_whom_the_sender_names_later_loses_it(store, browse):
    report = store.send()
    store.follow(report)
    write_back(report, on=store.now.date(), text="其实是马经理安排的")
    assert store.readers(report) == {store.service.pk}
    assert browse(store.manager).get(page_of(report)).status_code == 404
    assert not Notice.objects.filter(person=store.manager, kind="misconduct.given").exists()
    with pytest.raises(PermissionDenied):
        act(report, by=store.manager, on=store.now.date(), now=store.now, kind="note", text="x")
    name_subject(report, by=store.service, person=store.service, on=store.now.date())
    assert store.readers(report) == {store.general.pk}


def test_r13_4_neither_account_nor_address_nor_hour_of_the_sender_is_kept(store, browse, caplog):
    """What a signed-in person sends leaves no row that says who, from where, or at what hour."""
    client = browse(store.consultant)
    client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Zhongyi/9"}
    page = store.page(client, reverse("service:misconduct_write"))
    session = dict(client.session)
    caplog.set_level(logging.DEBUG)
    before = {m: set(m._base_manager.values_list("pk", flat=True)) for m in apps.get_models()}
    with CaptureQueriesContext(connection) as queries:
        report = store.send(client=client, page=page, person=sealed(store.director))
    assert dict(client.session) == session and report.sender == "staff"
    new = {
        m._meta.label: m._base_manager.exclude(pk__in=keys)
        for m, keys in before.items()
        if m._base_manager.exclude(pk__in=keys).exists()
    }
    assert set(new) <= {
        "service.MisconductReport",
        "service.MisconductReader",
        "service.MisconductSubject",
    }
    for rows in new.values():
        for row in rows.values():
            said = {str(value) for value in row.values()}
            assert not any("203.0.113" in each or "Zhongyi" in each for each in said)
            assert not any(re.search(r"\d\d:\d\d", each) for each in said)
    written = [q["sql"] for q in queries if re.match(r"(INSERT|UPDATE)", q["sql"])]
    assert all("203.0.113" not in sql for sql in written)
    assert "203.0.113" not in caplog.text and TEXT not in caplog.text
    assert not SubmittedForm.objects.exists()
    people = {row.person_id for row in report.readers.all()}
    assert store.consultant.pk not in people | {s.person_id for s in report.subjects.all()}
    fields = {
        f.remote_field.model.__name__: f.name
        for f in MisconductReport._meta.concrete_fields
        if f.is_relation
    }
    assert fields == {"MisconductDesk": "desk"}


def test_r13_4_a_message_of_the_sender_has_nobodys_name(store):
    report = store.send()
    with pytest.raises(IntegrityError):
        MisconductMessage.objects.create(
            report=report, kind="sent", text="x", by=store.consultant, on=store.now.date()
        )


def test_r13_4_the_code_is_shown_once_and_kept_as_a_digest(store):
    client = Client()
    page = store.page(client)
    report = store.send(client=client, page=page)
    again = client.post(store.url, {"text": TEXT, "page": page})
    assert again.context["code"] == report.secret and MisconductReport.objects.count() == 1
    row = MisconductReport.objects.values().get()
    assert bare_code(report.secret) not in str(row)


def test_r13_4_its_state_is_followed_and_answered_with_the_code(store):
    report, sender = store.send(), Client(enforce_csrf_checks=True)
    on = store.now.date()
    assert "Received" in sender.post(STATUS, {"code": report.secret.lower()}).content.decode()
    act(report, by=store.service, on=on, now=store.now, kind="asked", text="哪一天？")
    act(report, by=store.service, on=on, now=store.now, kind="note", text="内部备注")
    seen = sender.post(STATUS, {"code": report.secret}).content.decode()
    assert "哪一天？" in seen and "内部备注" not in seen and "史客服" not in seen
    assert "Being looked into" in seen
    for _twice in range(2):
        said = sender.post(STATUS, {"code": report.secret, "text": "上周五"})
    assert "上周五" in said.content.decode()
    assert report.messages.filter(kind="sent").count() == 1
    store.follow(report)
    store.follow(report)
    assert Notice.objects.filter(kind="misconduct.written", person=store.service).count() == 1
    with pytest.raises(ValidationError):
        act(report, by=store.service, on=on, now=store.now, kind="state", state="founded", text="")
    act(
        report, by=store.service, on=on, now=store.now, kind="state", state="founded", text="已处理"
    )
    end = sender.post(STATUS, {"code": report.secret}).content.decode()
    assert "已处理" in end and "Closed: it was so" in end
    for wrong in ("AAAA-BBBB", "\x00", "9" * 500, ""):
        answer = sender.post(STATUS, {"code": wrong})
        assert answer.status_code == 200 and "report" not in answer.context


def test_r13_4_what_is_written_to_a_closed_report_opens_it_again(store, monkeypatch):
    report, sender = store.send(), Client()
    on = store.now.date()
    act(
        report, by=store.service, on=on, now=store.now, kind="state", state="unfounded", text="查无"
    )
    code = {"code": report.secret}
    assert "opens it again" in sender.post(STATUS, code).content.decode()
    store.now += timedelta(days=20)
    store.tick(store.now)
    said = sender.post(STATUS, code | {"text": "又发生了"}).content.decode()
    assert "又发生了" in said and "opens it again" not in said
    report.refresh_from_db()
    assert (report.state, report.look_by) == ("received", on + timedelta(days=23))
    store.follow(report)
    store.follow(report, days=4)
    told = Notice.objects.filter(person=store.service)
    assert {"misconduct.written", "misconduct.reminded"} <= set(told.values_list("kind", flat=True))
    # Whom it names now never reads it, though they closed it.
    sender.post(STATUS, code | {"text": "马经理也在场"})
    assert store.manager.pk not in store.readers(report)
    # A flood of messages is answered with a plain word, and keeps what was typed.
    monkeypatch.setattr("service.misconduct.services.MOST_MESSAGES", 2)
    flood = sender.post(STATUS, code | {"text": "第三条"})
    assert flood.context["form"].errors and "第三条" in flood.content.decode()
    assert report.messages.filter(kind="sent").count() == 2


def test_r13_4_one_device_does_not_use_up_the_day_and_nothing_of_it_is_kept(store, monkeypatch):
    monkeypatch.setattr("service.misconduct.services.MOST_OF_ONE", 2)
    device = Client()
    page = store.page(device)
    first = device.cookies["speak_up"]
    assert first["httponly"] and first["path"] == STATUS and not first["max-age"]
    codes = {device.post(store.url, {"text": TEXT, "page": page}).context["code"]}
    # The same page once more is the same report.
    codes.add(device.post(store.url, {"text": TEXT, "page": page}).context["code"])
    assert len(codes) == 1
    refused = device.post(store.url, {"text": "第三件", "page": store.page(device)})
    assert "第三件" in refused.content.decode() and "code" not in refused.context
    # Who only looked, and who sent, keep what looks the same.
    looked = Client()
    store.page(looked)
    lengths = {len(each.cookies["speak_up"].value) for each in (device, looked)}
    assert len(lengths) == 1
    # Another device, the next day, and a cookie that somebody made up.
    store.send()
    device.cookies["speak_up"] = "made up"
    store.send(client=device)
    store.now += timedelta(days=1)
    store.send(client=device)
    assert MisconductReport.objects.count() == 4


def test_r13_4_a_first_look_is_reminded_of_and_then_goes_further_up(store):
    report = store.send()
    store.follow(report)
    reminders = Notice.objects.filter(kind="misconduct.reminded", person=store.service)
    for days, number in ((3, 0), (4, 1), (4, 1), (5, 2)):
        store.follow(report, days=days)
        assert reminders.count() == number, days
    assert store.general.pk not in store.readers(report)
    store.follow(report, days=7)
    assert store.readers(report) == {store.manager.pk, store.service.pk, store.general.pk}
    act(
        report,
        by=store.manager,
        on=store.now.date(),
        now=store.now,
        kind="asked",
        text="谢谢，在查",
    )
    count = reminders.count()
    store.follow(report, days=8)
    assert reminders.count() == count


def test_r13_4_two_at_least_are_named_by_who_heads_the_place(store, browse):
    url = reverse("service:misconduct_policy")
    me = browse(store.director)
    form = me.get(url).context["form"]
    assert set(form["people"].value()) == {store.manager.pk, store.service.pk}
    one = me.post(url, {"token": form["token"].value(), "people": [store.manager.pk]})
    assert one.status_code == 200 and "people" in one.context["form"].errors
    assert browse(store.manager).get(url).status_code == 403
    stranger = Floor()
    with pytest.raises(PermissionDenied):
        store.name(store.manager, store.service, by=stranger.director)
    store.name(store.general, store.service)
    assert Notice.objects.filter(kind="misconduct.named", person=store.general).count() == 0
    assert store.desk.trustees.model.history.filter(history_user=store.general).exists()


def test_r13_4_who_is_named_later_gets_nothing_that_came_before(store, browse):
    report = store.send(about="卢顾问")
    store.name(store.director, store.service, by=store.director)
    assert browse(store.director).get(page_of(report)).status_code == 404
    store.follow(report, days=1)
    assert store.readers(report) == {store.manager.pk, store.service.pk}


def test_r13_4_programs_and_hasty_ones_are_asked_once_more(store):
    client = Client()
    page = store.page(client)
    for told in ({"website": "x"}, {"page": "x"}, {"page": ""}, {"text": ""}, {"text": "\x00"}):
        answer = client.post(store.url, {"text": TEXT, "page": page} | told)
        assert answer.status_code == 200 and "code" not in answer.context
    assert not MisconductReport.objects.exists()
    # A key that was not offered is nobody, and names nobody.
    answer = client.post(store.url, {"text": "", "page": page, "person": str(store.director.pk)})
    assert "郭总监" not in answer.content.decode()
    assert "郭总监" not in client.get(store.url).content.decode()


def test_r13_4_of_a_photo_the_picture_alone_is_kept(store, browse):
    data = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Zhongyi phone"
    Image.new("RGB", (40, 30)).save(data, "JPEG", exif=exif)
    data.seek(0)
    data.name = "卢顾问的手机.jpg"
    report = store.send(photo_1=data)
    photo = report.photos.get()
    assert "卢" not in photo.photo.name and not Image.open(photo.photo.open()).getexif()
    assert os.stat(photo.photo.path).st_mtime % 86400 == 0
    address = reverse("service:misconduct_photo", args=[photo.pk])
    assert browse(store.service).get(address).status_code == 200
    assert browse(store.general).get(address).status_code == 404


def test_r13_4_lists_take_as_many_queries_for_three_as_for_one(store, browse):
    def cost():
        me = browse(store.service)
        me.get(INDEX)
        with CaptureQueriesContext(connection) as queries:
            assert me.get(INDEX).status_code == 200
        return len(queries)

    store.send()
    one = cost()
    store.send()
    store.send()
    assert cost() == one


def test_r13_4_a_flood_is_refused_with_what_was_typed(store, monkeypatch):
    monkeypatch.setattr("service.misconduct.services.MOST_A_DAY", 1)
    store.send()
    client = Client()
    answer = client.post(store.url, {"text": "第二件", "page": store.page(client)})
    assert "第二件" in answer.content.decode() and "code" not in answer.context
    store.now += timedelta(days=1)
    store.send()


def test_r13_4_whom_it_named_before_they_came_within_reach_never_has_it(store):
    """Somebody of elsewhere is named; by the time that it goes further up they head the store."""
    outsider = UserFactory(full_name="欧阳外调")
    report = store.send(text="马经理和史客服听欧阳外调的")
    assert store.readers(report) == {store.general.pk}
    store.general.is_active = False
    store.general.save()
    outsider.store, outsider.role = store.store, "director"
    outsider.save()
    store.follow(report, days=1)
    assert store.readers(report) == {store.director.pk}


@pytest.mark.parametrize("name", ["郭·总监", "郭\u200b总监", "欧阳旧名", "Ｇｕｏ Zong"])
def test_r13_4_however_they_are_written_and_by_a_name_they_had(store, name):
    earlier = {"欧阳旧名": "欧阳旧名", "Ｇｕｏ Zong": "Guo Zong"}.get(name)
    if earlier:
        store.director.full_name = earlier
        save_as(store.director, by=store.general, now=store.now)
        store.director.full_name = "郭总监"
        save_as(store.director, by=store.general, now=store.now)
    store.name(store.director, store.service)
    assert store.readers(store.send(about=name)) == {store.service.pk}


def test_r13_4_a_reader_who_takes_it_from_another_says_so(store):
    report = store.send()
    name_subject(report, by=store.service, person=store.manager, on=store.now.date())
    note = report.messages.get()
    assert (note.kind, note.by) == ("note", store.service) and "马经理" in note.text
