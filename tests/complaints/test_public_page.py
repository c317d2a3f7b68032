"""The store's page for complaints: without a log-in, spam-safe without anybody else's help (R14.1)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from service.complaints.models import Complaint, PageSending
from service.complaints.services.laying_down import page_of_store
from tests.complaints.test_pages import picture
from tests.hostile import HOSTILE

TOLD = {
    "name": "韩梅梅",
    "phone": "139 1111 2222",
    "text": "空调异响，修了三次",
    "wanted": "换新",
    "model": "Golf",
    "vehicle": "京A12345",
    "website": "",
    "agrees": "on",
}


@pytest.fixture
def page(floor, now):
    return page_of_store(floor.store, by=floor.service, now=now)


@pytest.fixture
def visit(page, now, monkeypatch):
    """`visit(after=seconds, **told)`: somebody opens the page and sends it."""
    url = reverse("service:complain", args=[page.slug])

    def visit(*, after=10, client=None, mark=None, **told):
        client = client or Client()
        monkeypatch.setattr("foundation.clock.now", lambda: now)
        mark = mark or client.get(url).context["form"].initial["page"]
        monkeypatch.setattr("foundation.clock.now", lambda: now + timedelta(seconds=after))
        return client.post(url, TOLD | {"page": mark} | told)

    visit.url = url
    return visit


def test_r14_1_a_customer_complains_without_a_log_in_and_is_known_by_the_number(
    floor, visit, browse
):
    answer = visit(phone=floor.customer.phone, files=[picture()])
    assert answer.status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.customer, complaint.channel) == (floor.customer, "page")
    assert complaint.registered_by is None and complaint.files.count() == 1
    thanks = Client().get(answer["Location"]).content.decode()
    assert floor.customer.name not in thanks
    listed = browse(floor.service).get(reverse("service:complaint_list"))
    assert complaint in listed.context["page_obj"]
    shown = browse(floor.service).get(reverse("service:complaint", args=[complaint.pk]))
    assert "by the customer" in shown.content.decode()


def test_r14_1_sent_twice_it_is_one_complaint_and_corrected_another(visit, page, now):
    client = Client()
    mark = client.get(visit.url).context["form"].initial["page"]
    for _twice in range(2):
        assert visit(client=client, mark=mark).status_code == 302
    assert Complaint.objects.count() == 1
    visit(client=client, mark=mark, text="还漏水")
    assert Complaint.objects.count() == 2


def test_r14_1_programs_forgeries_and_floods_leave_nothing(visit, page):
    assert visit(website="http://spam").status_code == 302
    for told in ({"after": 1}, {"mark": "forged"}, {"agrees": ""}, {"phone": ""}, {"text": " "}):
        assert visit(**told).status_code == 200, told
    assert visit(files=[SimpleUploadedFile("a.jpg", b"<svg onload=1>")]).status_code == 200
    assert visit(phone="12345").context["form"].errors["phone"]
    assert not Complaint.objects.exists()
    assert [visit().status_code for _n in range(4)][-1] == 429
    assert Complaint.objects.count() <= 2
    assert not PageSending.objects.filter(address__contains="127").exists()


@pytest.mark.parametrize("text", [*HOSTILE, "a\x00b", "9" * 30, "x" * 5000])
def test_r14_1_whatever_is_typed_breaks_nothing(floor, visit, browse, text):
    wide = visit(name=text, text=text, vehicle=text, wanted=text, model=text)
    assert wide.status_code in (200, 302)
    assert visit(phone=text, page=text).status_code == 200
    for complaint in Complaint.objects.all():
        shown = browse(floor.service).get(reverse("service:complaint", args=[complaint.pk]))
        assert shown.status_code == 200 and "<script>alert" not in shown.content.decode()


def test_r14_1_paused_it_is_closed_and_an_unknown_address_is_none(floor, page, visit, browse):
    desk, url = browse(floor.service), reverse("service:complaint_page")
    token = desk.get(url).context["form"]["token"].value()
    desk.post(url, {"token": token, "active": "0"})
    assert Client().get(visit.url).status_code == 410
    assert Client().get(reverse("service:complain", args=["x"])).status_code == 404
    poster = desk.get(reverse("service:complaint_page_print")).content.decode()
    assert page.slug in poster and "<path d=" in poster
    assert browse(floor.manager).get(url).status_code == 403


def test_r14_1_a_page_whose_cookie_is_gone_keeps_what_was_typed(visit, page):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(visit.url, TOLD | {"page": "old"})
    assert answer.status_code == 403 and "空调异响" in answer.content.decode()
