"""What each side sees of a claim, and does with it (R1.3, R7)."""

import re

import pytest
from django.core.exceptions import ValidationError

from compliance.claims.models import Claim, ClaimState
from compliance.claims.services import object_to
from followups.recordings.models import Recording
from tests.shown import press

FORM = {
    "grounds": "客户一直找我",
    "mode": "phone",
    "executed_on": "2026-11-19",
    "content": "谈了试驾",
}


def digits(response):
    return response.content.decode().replace(" ", "")


@pytest.fixture
def opportunity(floor):
    return floor.neglect(name="王小明")


@pytest.fixture
def draft(floor, opportunity):
    floor.talk(opportunity)
    floor.audit()
    return Claim.objects.get()


@pytest.fixture
def filed(floor, draft, client):
    client.force_login(floor.rival)
    client.post(f"/claims/{draft.pk}/file/", {"grounds": "客户一直找我"})
    draft.refresh_from_db()
    assert draft.is_waiting
    return draft


def test_the_lookup_leads_to_the_claim_and_tells_no_name(floor, opportunity, client):
    client.force_login(floor.rival)
    phone = opportunity.customer.phone
    page = client.get("/phone/", {"phone": phone})
    link = re.search(r"/claims/new/\?phone=~\w+", page.content.decode())[0]
    page = client.get(link)
    assert str(floor.consultant) in page.content.decode()
    assert "王小明" not in page.content.decode()


def test_a_claim_with_ones_own_contact_is_filed_once(floor, opportunity, client):
    client.force_login(floor.rival)
    url = f"/claims/new/?phone={opportunity.customer.phone}"
    form = client.get(url).context["form"]
    sent = FORM | {"token": str(form["token"].value()), "reference": "REC-7"}
    page = client.post(url, {"grounds": "x", "token": sent["token"]})
    assert {"content", "executed_on"} <= page.context["form"].errors.keys()
    for _ in range(2):
        answer = client.post(url, sent)
        assert answer.status_code == 302
    claim = Claim.objects.get()
    assert claim.state == ClaimState.FILED
    assert Recording.objects.get().reference == "REC-7"
    page = client.get(answer["Location"])
    assert "谈了试驾" in page.content.decode()


@pytest.mark.parametrize("phone", ["", "abc", "13900000000", "%00", "9" * 60])
def test_a_number_that_leads_nowhere_is_said_kindly(floor, client, phone):
    client.force_login(floor.rival)
    assert client.get("/claims/new/", {"phone": phone}).status_code == 200


def test_who_is_not_neglected_cannot_be_claimed(floor, client):
    kept = floor.neglect(10)
    client.force_login(floor.rival)
    page = client.post(f"/claims/new/?phone={kept.customer.phone}", FORM)
    assert "cannot be claimed" in page.content.decode()
    assert not Claim.objects.exists()


def test_the_claimant_sees_the_customer_masked_and_only_the_day_of_the_owner(
    floor, opportunity, client
):
    own = floor.contact(opportunity, **floor.at(35), next_in=29, content="秘密折扣")
    Recording.objects.create(
        activity=own, reference="OWN-1", added_by=floor.consultant, added_at=floor.now
    )
    floor.talk(opportunity)
    floor.audit()
    claim = Claim.objects.get()
    client.force_login(floor.rival)
    for url in ("/claims/", f"/claims/{claim.pk}/", f"/claims/{claim.pk}/file/"):
        page = client.get(url)
        text = page.content.decode()
        assert opportunity.customer.phone not in digits(page)
        assert not [word for word in ("王小明", "秘密折扣", "OWN-1") if word in text]
        assert "王**" in text
    client.force_login(floor.director)
    text = client.get(f"/claims/{claim.pk}/").content.decode()
    assert "王小明" in text and "秘密折扣" in text and "OWN-1" in text


def test_a_draft_is_not_the_owners_to_see(floor, draft, client):
    client.force_login(floor.consultant)
    assert client.get(f"/claims/{draft.pk}/").status_code == 404


def test_from_the_objection_to_the_approval(floor, opportunity, filed, client):
    client.force_login(floor.consultant)
    client.post(f"/claims/{filed.pk}/object/", {"objection": "客户住院"})
    client.force_login(floor.director)
    page = client.get(f"/claims/{filed.pk}/approve/")
    assert "客户住院" in page.content.decode()
    assert page.context["moves"] == {"opportunities": 1, "open": 1, "plans": 1}
    sent = {"reason": "", "shown": page.context["shown"]}
    for _ in range(2):
        page = client.post(f"/claims/{filed.pk}/approve/", sent, follow=True)
        assert page.status_code == 200
    opportunity.customer.refresh_from_db()
    assert opportunity.customer.consultant == floor.rival
    # Now the card is the claimant's, and the former owner sees the decided claim masked.
    client.force_login(floor.rival)
    assert client.get(f"/claims/?customer={opportunity.customer_id}").context["page_obj"]
    client.force_login(floor.consultant)
    page = client.get(f"/claims/{filed.pk}/")
    assert page.status_code == 200 and "王小明" not in page.content.decode()


def test_refusing_needs_a_reason_and_stays_readable(floor, filed, client):
    client.force_login(floor.director)
    url = f"/claims/{filed.pk}/refuse/"
    assert client.post(url, {"reason": " "}).status_code == 200
    press(client, url, {"reason": "录音里没有谈车"})
    client.force_login(floor.rival)
    assert "录音里没有谈车" in client.get(f"/claims/{filed.pk}/").content.decode()
    page = client.post(f"/claims/{filed.pk}/withdraw/", follow=True)
    assert "has been decided" in page.content.decode()


def test_the_owners_contact_since_the_filing_is_shown_to_the_director(
    floor, opportunity, filed, client, now
):
    from datetime import timedelta

    opportunity.refresh_from_db()
    floor.contact(
        opportunity, now=now + timedelta(hours=1), on=floor.today, content="昨天没空今天打"
    )
    client.force_login(floor.director)
    page = client.get(f"/claims/{filed.pk}/")
    assert "昨天没空今天打" in page.content.decode()
    assert page.context["neglect"] is None


@pytest.mark.parametrize("role", ["rival", "consultant", "manager", "director"])
def test_a_list_asks_no_more_for_more_rows(floor, client, role, django_assert_max_num_queries):
    def file(n):
        for _ in range(n):
            floor.talk(floor.neglect())
        floor.audit()
        Claim.objects.update(state="filed", filed_at=floor.now)

    def count(url):
        with django_assert_max_num_queries(40) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    urls = ["/claims/?state=all"]
    urls += ["/claims/open/"] if role in ("manager", "director") else []
    file(1)
    client.force_login(getattr(floor, role))
    [count(url) for url in urls]
    one = [count(url) for url in urls]
    file(2)
    assert [count(url) for url in urls] == one
    assert len(client.get(urls[0]).context["page_obj"]) == 3


NONSENSE = "?page=x&state=none&side=up&person=abc&customer=99999999999999999999999&q=%00"


@pytest.mark.parametrize("role", ["rival", "manager", "director"])
def test_no_query_string_breaks_a_list(floor, client, role):
    client.force_login(getattr(floor, role))
    for query in (NONSENSE, "?customer=-1", "?customer=x", "?customer=1.5", "?person=%00"):
        assert client.get(f"/claims/{query}").status_code == 200


def test_an_empty_objection_is_none(floor, filed, client):
    client.force_login(floor.consultant)
    page = client.post(f"/claims/{filed.pk}/object/", {"objection": " "})
    assert page.context["form"].errors
    with pytest.raises(ValidationError):
        object_to(filed, by=floor.consultant, now=floor.now, text=" ")
