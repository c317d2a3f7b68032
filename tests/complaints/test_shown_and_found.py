"""Numbers are shown for a call and it is noted; lists and searches read their indexes (R1.3, R14.1)."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from accounts.confidentiality.services import publish
from foundation.history import save_as
from service.complaints.models import Complaint
from service.complaints.queries.filters import ComplaintFilter
from service.complaints.queries.lists import complaints_for
from service.complaints.services.working import close
from tests.factories import UserFactory


def test_r1_3_customer_service_is_shown_the_number_for_a_call_and_it_is_noted(
    floor, take, now, browse
):
    found = take()
    page, url = (reverse(f"service:complaint{part}", args=[found.pk]) for part in ("", "_number"))
    desk, number = browse(floor.service), floor.customer.phone
    assert number not in desk.get(page).content.decode() and url in desk.get(page).content.decode()
    assert f"tel:{number}" in desk.post(url).content.decode()
    step = found.steps.get(what="shown")
    assert (step.by, step.at) == (floor.service, now)
    again = desk.get(page).content.decode()
    assert number not in again and "The number was shown for a call" in again
    # Nobody else asks so: whose customer it is sees it anyway, others not at all.
    for person in (floor.finance, floor.marketing, floor.reception, floor.consultant):
        assert browse(person).post(url).status_code in (403, 404), person
    assert number in browse(floor.director).get(page).content.decode()
    assert desk.get(url).status_code == 405
    close(found, by=floor.service, now=now, answer="好", confirmation="satisfied")
    assert url not in desk.get(page).content.decode() and desk.post(url).status_code == 403
    assert found.steps.filter(what="shown").count() == 1


def test_r13_4_who_has_not_signed_gets_no_number_beside_a_complaint(floor, take, now, browse):
    found = take()
    general = UserFactory(store=floor.store, role="general_manager")
    told = {"text_zh": "保密", "text_en": "", "counts_from": now.date()}
    publish(by=general, now=now, stores=[floor.store], **told)
    page, url = (reverse(f"service:complaint{part}", args=[found.pk]) for part in ("", "_number"))
    desk = browse(floor.service)
    assert url not in desk.get(page).content.decode() and desk.post(url).status_code == 403


def plan_of(rows):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    return rows.explain()


@pytest.mark.parametrize(
    ("state", "index"),
    [
        ("all", "complaints_of_a_store"),
        ("open", "complaints_open"),
        ("closed", "complaints_closed"),
    ],
)
def test_r14_1_each_list_is_in_the_order_of_an_index(floor, now, state, index):
    filters = ComplaintFilter(
        QueryDict(f"state={state}"), complaints_for(floor.service), user=floor.service, now=now
    )
    assert index in plan_of(filters.qs[:25])


def test_r14_1_of_a_whole_region_all_are_in_the_order_of_an_index(floor, now):
    head = UserFactory(store=None, region=floor.store.region, role="director")
    filters = ComplaintFilter(QueryDict("state=all"), complaints_for(head), user=head, now=now)
    plan = plan_of(filters.qs[:25])
    # SQLite reads the stores first, of which a single machine has few.
    assert connection.vendor == "sqlite" or "complaints_by_day" in plan


def test_r14_1_a_name_or_plate_is_looked_for_in_the_index_of_keys(floor, take, now):
    take(customer=None, name="欧阳娜"), take(customer=None, name="李先生", vehicle="京A99999")

    def found(words):
        query = QueryDict(mutable=True)
        query["q"] = words
        filters = ComplaintFilter(query, complaints_for(floor.service), user=floor.service, now=now)
        assert "complaint_keys" in plan_of(filters.qs[:25])
        return [row.name for row in filters.qs]

    assert found("ouyang") == found("欧阳") == ["欧阳娜"]
    assert found("9999") == found("京a9") == found("李") == ["李先生"]
    assert found("无此人") == []
    save = Complaint.objects.get(name="李先生")
    save.vehicle = "苏B12345"
    save_as(save, by=floor.service, now=now)
    assert found("9999") == [] and found("苏b1") == ["李先生"]
