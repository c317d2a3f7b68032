"""Who a lead is and what it came from change only when a leader approves (R13.4)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.notices.models import Notice
from accounts.people.models import Role
from foundation.decisions import APPROVE, REFUSE, decide_all
from foundation.shown import MARKS
from intake.arrivals.models import Lead
from intake.arrivals.services.recording import Arrival, record_lead
from intake.arrivals.services.sorting import sort_lead
from intake.lead_changes.models import LeadChange
from intake.lead_changes.services import approve_change, mend, refuse_change
from leads.events.models import MarketEvent
from tests.browsing import at_fixed_now, browse, count_queries, floor  # noqa: F401
from tests.factories import Floor, UserFactory
from tests.shown import choices_of

PHONE, OTHER = "13912345678", "13787654321"


@pytest.fixture
def marketing(floor):  # noqa: F811
    return UserFactory(store=floor.store, role=Role.MARKETING)


@pytest.fixture
def lead(floor, now):  # noqa: F811
    def make(**fields):
        arrival = Arrival("autohome", now, **{"name": "韩梅梅", "phone": PHONE} | fields)
        lead, _new = record_lead(by=None, now=now, store=floor.store, arrival=arrival)
        lead = sort_lead(lead, by=None, now=now)
        Lead.objects.filter(pk=lead.pk).update(state="new")
        return Lead.objects.get(pk=lead.pk)

    return make


def now_of(lead):
    return Lead.objects.get(pk=lead.pk)


def test_r13_4_what_marketing_changes_waits_and_what_was_blank_is_completed(lead, marketing, now):
    found = lead()
    mended, asked = mend(
        found,
        by=marketing,
        now=now,
        reason="misheard",
        phone_given=OTHER,
        wechat="wx_1",
        model="Golf",
    )
    assert (mended.phone, mended.wechat, mended.model) == (PHONE, "wx_1", "Golf")
    assert asked.fields == {"phone_given": [PHONE, OTHER]}
    with pytest.raises(ValidationError):
        mend(now_of(found), by=marketing, now=now, reason="again", name="李雷")


def test_r13_4_a_number_nobody_can_call_is_completed(lead, marketing, now):
    mended, asked = mend(lead(phone="12", wechat="wx"), by=marketing, now=now, phone_given=OTHER)
    assert asked is None and mended.phone == OTHER


def test_r13_4_it_says_why(lead, marketing, now):
    found = lead()
    with pytest.raises(ValidationError) as refused:
        mend(found, by=marketing, now=now, name="李雷", model="Golf")
    assert "reason" in refused.value.message_dict
    assert now_of(found).model == "" and not LeadChange.objects.exists()


def test_r13_4_a_leader_changes_at_once(lead, floor, now):  # noqa: F811
    for person, name in ((floor.manager, "李雷"), (floor.director, "李磊")):
        found = lead(phone="", wechat=f"wx{person.pk}", name="李")
        mended, asked = mend(found, by=person, now=now, name=name)
        assert asked is None and mended.name == name


def test_r13_4_approved_or_refused_by_who_leads_and_marketing_is_told(lead, marketing, floor, now):  # noqa: F811
    event = MarketEvent.objects.create(
        store=floor.store, name="车展", starts_on=now.date(), ends_on=now.date()
    )
    found = lead()
    Lead.objects.filter(pk=found.pk).update(event=event)
    _lead, asked = mend(now_of(found), by=marketing, now=now, reason="no", event=None, name="李雷")
    assert asked.fields["event"] == [[event.pk, "车展"], [None, ""]]
    for person in (marketing, floor.consultant, Floor().director):
        with pytest.raises(PermissionDenied):
            approve_change(asked, by=person, now=now)
    approve_change(asked, by=floor.manager, now=now)
    assert (now_of(found).name, now_of(found).event) == ("李雷", None)
    assert Notice.objects.filter(person=marketing, kind="lead_change.approved").count() == 1
    with pytest.raises(ValidationError):
        refuse_change(asked, by=floor.director, now=now, reason="late")


def test_r13_4_in_the_inbox_as_shown(lead, marketing, floor, now, browse, count_queries):  # noqa: F811
    def ask(n):
        return mend(
            lead(phone=f"1391234567{n}"), by=marketing, now=now, reason="misheard", name=f"李{n}"
        )[1]

    first = ask(1)
    client = browse(floor.director)
    page = client.get("/inbox/")
    assert "韩梅梅" in page.content.decode() and "李1" in page.content.decode()
    assert client.get(f"/inbox/evidence/lead_change-{first.pk}/").status_code == 200
    one = count_queries(client, "/inbox/")
    more = [ask(2), ask(3)]
    assert count_queries(client, "/inbox/") == one
    by = {"by": floor.director, "now": now}
    stale = choices_of("lead_change", [first], now=now)
    LeadChange.objects.filter(pk=first.pk).update(fields={"name": ["韩梅梅", "王五"]})
    assert [each.changed for each in decide_all(stale, act=APPROVE, **by)] == [True]
    for things, act in (([first], APPROVE), (more, REFUSE)):
        choices = choices_of("lead_change", things, now=now, act=act)
        assert {each.problem for each in decide_all(choices, act=act, reason="x", **by)} == {""}
    assert now_of(first.lead).name == "王五" and now_of(more[0].lead).name == "韩梅梅"


def test_r13_4_by_the_page(lead, marketing, browse):  # noqa: F811
    found = lead()
    client = browse(marketing)
    url = reverse("intake:lead_mend", args=[found.pk])
    form = client.get(url).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form} | {MARKS: form.marks_as_text()}
    refused = client.post(url, sent | {"name": "李雷"})
    assert "reason" in refused.context["form"].errors
    done = client.post(url, sent | {"name": "李雷", "reason": "misheard"}, follow=True)
    assert "waits for a leader" in done.content.decode()
    assert now_of(found).name == "韩梅梅" and LeadChange.objects.count() == 1
    assert "李雷" in client.get(reverse("intake:lead", args=[found.pk])).content.decode()


def test_r13_4_what_a_leader_corrected_meanwhile_is_not_written_over(lead, marketing, floor, now):  # noqa: F811
    found = lead()
    _lead, asked = mend(found, by=marketing, now=now, reason="misheard", name="李雷")
    mend(now_of(found), by=floor.manager, now=now, name="李磊")
    with pytest.raises(ValidationError):
        approve_change(asked, by=floor.director, now=now)
    assert now_of(found).name == "李磊"
    refuse_change(asked, by=floor.director, now=now, reason="is right already")
