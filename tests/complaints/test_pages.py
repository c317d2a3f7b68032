"""The pages of complaints: registered, worked on, listed, analysed, laid down (R9.9, R14.1)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from foundation.shown import MARKS
from service.complaints.models import CauseChange, Complaint, ComplaintCause, ComplaintFile
from service.complaints.services.laying_down import begin_causes
from service.complaints.services.registering import Told, register
from service.complaints.services.working import close
from service.complaints.tasks import remove_lost_files
from tests.hostile import HOSTILE

LIST = reverse("service:complaint_list")
NEW = reverse("service:complaint_create")
CAUSES = reverse("service:cause_list")
ANALYSIS = reverse("service:complaint_analysis")


def press(client, url, **typed):
    form = client.get(url).context["form"]
    values = {
        bound.html_name: bound.value()
        for bound in form
        if bound.value() not in (None, False) and bound.name != "files"
    }
    if hasattr(form, "marks_as_text"):
        values[MARKS] = form.marks_as_text()
    return client.post(url, values | typed, follow=True)


def picture():
    data = BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "JPEG")
    return SimpleUploadedFile("侧门.jpg", data.getvalue())


TALK = b"#!AMR\n" + bytes(100)


def test_r9_9_registered_with_photo_and_recording_and_answered_at_once(floor, now, browse):
    begin_causes(floor.store, now=now)
    cause = ComplaintCause.objects.get(store=floor.store, name="交车延期")
    desk = browse(floor.reception)
    files = [picture(), SimpleUploadedFile("talk.amr", TALK)]
    press(
        desk,
        NEW,
        name="女士",
        phone=floor.customer.phone,
        text="交车晚了",
        cause=cause.pk,
        files=files,
        answer="已致歉，赠送脚垫",
    )
    complaint = Complaint.objects.get()
    assert complaint.customer == floor.customer and complaint.is_closed
    assert complaint.cause == cause and complaint.closed_by == floor.reception
    photo, talk = complaint.files.all()
    assert (photo.content_type, talk.content_type) == ("image/jpeg", "audio/amr")
    assert "侧门" not in photo.file.name
    address = reverse("service:complaint_file", args=[talk.pk])
    assert b"".join(desk.get(address).streaming_content) == TALK
    assert browse(floor.finance).get(address).status_code == 404
    page = browse(floor.consultant).get(reverse("service:complaint", args=[complaint.pk]))
    assert "赠送脚垫" in page.content.decode()


def test_r14_1_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(floor, browse):
    desk = browse(floor.service)
    sent = {
        "name": " ",
        "phone": "12",
        "text": "x" * 3000,
        "severity": "nonsense",
        "cause": "99999999999999999999",
        "department": "nobody",
        "files": [SimpleUploadedFile("a.jpg", b"<script>")],
    }
    answer = press(desk, NEW, **sent)
    wrong = set(answer.context["form"].errors)
    assert wrong == {"name", "phone", "text", "severity", "cause", "department", "files"}
    assert answer.context["form"]["phone"].value() == "12" and not Complaint.objects.exists()
    five = [picture() for _n in range(5)]
    answer = press(desk, NEW, name="李", text="坏", files=five)
    assert "At most 4" in str(answer.context["form"].errors)


def test_r14_1_from_the_card_it_is_tied_to_an_intent(floor, browse):
    url = reverse("service:customer_complaint", args=[floor.customer.pk])
    about = f"i-{floor.opportunity.pk}"
    for person in (floor.manager, floor.consultant):
        press(browse(person), url, text="坏了", about=about)
    found = Complaint.objects.filter(customer=floor.customer, opportunity=floor.opportunity)
    assert found.count() == 2 and {row.model for row in found} == {floor.opportunity.model}
    assert browse(floor.new_consultant()).get(url).status_code == 404


def test_r1_3_customer_service_registers_by_the_number_of_who_calls_and_picks_no_card(
    floor, now, browse
):
    """So that it is shown no number that nobody told it."""
    url = reverse("service:customer_complaint", args=[floor.customer.pk])
    assert browse(floor.service).get(url).status_code == 404
    told = Told(customer=floor.customer, text="坏了")
    with pytest.raises(PermissionDenied):
        register(by=floor.service, now=now, store=floor.store, told=told)
    press(browse(floor.service), NEW, name="女士", phone=floor.customer.phone, text="坏了")
    assert Complaint.objects.get().customer == floor.customer


def test_r9_9_double_press_registers_once(floor, browse):
    desk = browse(floor.service)
    token = desk.get(NEW).context["form"]["token"].value()
    sent = {
        "token": token,
        "name": "李",
        "text": "坏",
        "severity": "ordinary",
        "channel": "phone",
        "department": "service",
    }
    first, second = (desk.post(NEW, sent) for _n in range(2))
    assert first["Location"] == second["Location"] and Complaint.objects.count() == 1


def test_r14_1_passed_on_by_the_page_and_refused_with_the_reason(floor, take, browse):
    complaint, desk = take(), browse(floor.service)
    url = reverse("service:complaint_assign", args=[complaint.pk])
    stranger = floor.new_consultant(full_name="王五")
    refused = press(desk, url, to=str(stranger.pk), text="请处理")
    assert "王五" in str(refused.context["form"].errors["to"])
    assert refused.context["form"]["text"].value() == "请处理"
    press(desk, url, to="to-finance", text="")
    complaint.refresh_from_db()
    assert complaint.department == "finance" and complaint.assignee is None
    assert complaint in browse(floor.finance).get(LIST).context["page_obj"]
    assert browse(floor.finance).get(url).status_code == 200
    assert "to" in press(desk, url, to="99999999999999999999").context["form"].errors


@pytest.mark.parametrize(
    "query",
    [
        "by=cause&key=99999999999999999999",
        "by=nonsense&key=1",
        "by=model&key=%00",
        "by=month&key=1",
        "by=person&key=x",
    ],
)
def test_r14_1_nonsense_behind_a_bar_is_no_page(floor, browse, query):
    assert browse(floor.director).get(f"{LIST}?{query}").status_code == 404


def test_r14_1_the_list_is_filtered_and_asks_the_same_queries_for_three_as_for_one(
    floor, take, now, browse, count_queries
):
    client = browse(floor.service)
    old = take(at=now - timedelta(days=9), vehicle="京A99999")
    one = count_queries(client, LIST)
    take(), take(customer=None, name="李先生")
    assert count_queries(client, LIST) == one
    card = reverse("followups:plan_list")
    consultant = browse(floor.consultant)
    assert count_queries(consultant, card) == count_queries(consultant, card)

    def shown(**query):
        return len(client.get(LIST, query).context["page_obj"])

    assert (shown(), shown(state="late"), shown(q="京A9")) == (3, 1, 1)
    close(old, by=floor.service, now=now, answer="好")
    assert (shown(), shown(state="closed"), shown(state="all")) == (2, 1, 3)
    assert shown(severity="nonsense", kind="99999999999999999999", start="x") == 2
    for text in HOSTILE:
        assert client.get(LIST, {"q": text, "state": text}).status_code == 200


def test_r9_9_most_frequent_first_with_the_rows_behind_each_bar(floor, take, now, browse):
    begin_causes(floor.store, now=now)
    kind = ComplaintCause.objects.get(store=floor.store, name="交付")
    late, papers = kind.causes.filter(name__in=("交车延期", "随车资料缺失"))
    for _each in range(3):
        take(cause=late, model="Golf")
    take(cause=papers, model="Polo")
    take(cause=kind, model="Golf")
    take(customer=None, name="李", at=now - timedelta(days=40))
    client = browse(floor.director)

    def groups(by):
        return client.get(ANALYSIS, {"by": by}).context["groups"]

    found = groups("cause")
    assert [(group.bar.number, group.bar.together) for group in found][0] == (3, 50.0)
    assert [group.name for group in groups("kind")] == ["交付", "Not known"]
    by_model = {(group.name, group.bar.number) for group in groups("model")}
    assert by_model == {("Golf", 4), ("Polo", 1), ("Not known", 1)}
    assert groups("person")[0].name == str(floor.consultant)
    assert len(groups("month")) == 2
    for by in ("cause", "kind", "model", "person", "month"):
        page = client.get(ANALYSIS, {"by": by})
        for group in page.context["groups"]:
            behind = f"{page.context['behind']}&key={group.key}"
            listed = client.get(behind).context["page_obj"].paginator.count
            assert listed == group.bar.number, (by, group.name)
    assert client.get(ANALYSIS, {"by": "x", "start": "9", "store": "x"}).status_code == 200


def test_r9_9_what_was_changed_about_a_cause_stands_with_date_and_person(floor, take, now, browse):
    begin_causes(floor.store, now=now)
    cause = ComplaintCause.objects.get(store=floor.store, name="交车延期")
    take(cause=cause)
    desk = browse(floor.service)
    press(desk, reverse("service:cause_change", args=[cause.pk]), text="交车日期由交付确认后才承诺")
    change = CauseChange.objects.get()
    assert (change.by, change.on) == (floor.service, now.date())
    for by in ("cause", "kind"):
        page = browse(floor.manager).get(ANALYSIS, {"by": by}).content.decode()
        assert "交付确认后才承诺" in page and str(floor.service) in page


def test_r14_1_both_levels_are_edited_in_the_browser(floor, browse):
    desk = browse(floor.service)
    form = desk.get(CAUSES).context["form"]
    kind = form.kinds[0]
    first = kind.causes.first()
    press(
        desk,
        CAUSES,
        **{
            f"name_{first.pk}": "发动机异响",
            f"retired_{first.pk}": "on",
            f"new_{kind.pk}": "天窗漏水",
            "new_kind": "二手车",
        },
    )
    first.refresh_from_db()
    assert (first.name, first.is_retired) == ("发动机异响", True)
    assert kind.causes.filter(name="天窗漏水").exists()
    assert ComplaintCause.objects.filter(store=floor.store, name="二手车", kind=None).exists()
    double = press(desk, CAUSES, **{f"new_{kind.pk}": "天窗漏水"})
    assert f"new_{kind.pk}" in double.context["form"].errors
    offered = str(desk.get(NEW).context["form"]["cause"])
    assert "天窗漏水" in offered and "发动机异响" not in offered
    assert browse(floor.manager).get(CAUSES).status_code == 403


def test_r14_1_files_that_no_complaint_names_are_removed(floor, take, now):
    take()
    assert remove_lost_files() == 0 and not ComplaintFile.objects.exists()
