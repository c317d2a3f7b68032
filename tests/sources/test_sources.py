"""Sources of leads: made, told their token once, revoked; by page and by command (R5.1)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from intake.arrivals.models import IntakePolicy
from intake.arrivals.queries import store_for
from intake.sources.models import LeadSource
from intake.sources.queries import source_of
from intake.sources.rules import hash_of
from intake.sources.services import make_source, revoke_source
from orders.stock.models import Vehicle
from orders.stock.services import add_vehicle
from tests.factories import RegionFactory, StoreFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(road, now):
    made, _token = make_source(
        by=road.marketing, now=now, name="Autohome", channel="autohome", store=road.store
    )
    return made


def page(name, *args):
    return reverse(f"intake:source_{name}", args=args)


def test_of_the_token_only_its_hash_is_kept(road, now):
    source, token = make_source(by=None, now=now, name=" A  b ", channel="yiche", store=road.store)
    assert token.startswith("lead_") and len(token) == len("lead_") + 43
    assert (source.name, source.token_hash) == ("A b", hash_of(token))
    assert source_of(token) == source and source_of(token + "x") is None
    rows = LeadSource.history.values()
    assert not any(token in str(row) or source.token_hash in str(row) for row in rows)


def test_a_revoked_source_opens_nothing_and_is_revoked_once(road, now):
    source, token = make_source(by=None, now=now, name="A", channel="yiche", store=road.store)
    revoke_source(source, by=road.marketing, now=now)
    assert source_of(token) is None
    assert source.history.first().history_user == road.marketing
    with pytest.raises(ValidationError):
        revoke_source(source, by=road.marketing, now=now)


def test_a_name_is_given_once(source, now):
    with pytest.raises(ValidationError) as refused:
        make_source(by=None, now=now, name="Autohome", channel="yiche")
    assert "name" in refused.value.message_dict


def run(*args, **options):
    out = StringIO()
    call_command("lead_source", *args, stdout=out, stderr=StringIO(), **options)
    return out.getvalue().strip()


def test_the_command_makes_a_source_and_ends_it(road):
    token = run("Club", "--channel", "partner", "--store", road.store.code)
    source = source_of(token)
    assert (source.name, source.channel, source.store) == ("Club", "partner", road.store)
    assert "revoked" in run("Club", "--revoke") and source_of(token) is None


@pytest.mark.parametrize(
    "args",
    [
        ["A"],
        ["A", "--channel", "fax"],
        ["A", "--channel", "yiche", "--store", "nowhere"],
        ["A", "--channel", "yiche", "--region", "nowhere"],
        ["A", "--revoke"],
        ["Autohome", "--channel", "yiche"],
    ],
)
def test_the_command_refuses_with_a_word(source, args):
    with pytest.raises(CommandError, match="."):
        run(*args)
    assert LeadSource.objects.count() == 1


def test_a_token_is_shown_once(road, browse):
    client = browse(road.marketing)
    form = client.get(page("create")).context["form"]
    sent = {"name": "Autohome", "channel": "autohome", "store": road.store.pk}
    sent["token"] = str(form["token"].value())
    answer = client.post(page("create"), sent)
    token, made = answer.context["token"], LeadSource.objects.get()
    assert token in answer.content.decode() and source_of(token) == made
    assert made.made_by == road.marketing
    again = client.post(page("create"), sent, follow=True)
    assert again.redirect_chain and token not in again.content.decode()
    assert LeadSource.objects.count() == 1
    assert token not in client.get(page("list")).content.decode()


@pytest.mark.parametrize(
    "wrong, field", [({"name": "Autohome"}, "name"), ({"channel": "fax"}, "channel")]
)
def test_wrong_input_has_its_error_beside_the_field(road, browse, source, wrong, field):
    sent = {"name": "Other", "channel": "yiche", "store": road.store.pk} | wrong
    answer = browse(road.marketing).post(page("create"), sent)
    assert field in answer.context["form"].errors and LeadSource.objects.count() == 1


def test_another_store_cannot_be_chosen(road, browse):
    sent = {"name": "Other", "channel": "yiche", "store": StoreFactory().pk}
    answer = browse(road.marketing).post(page("create"), sent)
    assert "store" in answer.context["form"].errors


def test_who_heads_a_region_may_let_leads_be_spread_over_its_stores(road, browse):
    head = UserFactory(role="director", store=None, region=road.store.region)
    answer = browse(head).post(page("create"), {"name": "Group", "channel": "website"})
    assert answer.context["source"].region == road.store.region
    assert road.store.region.name in browse(head).get(page("list")).content.decode()
    elsewhere = UserFactory(role="director", store=None, region=RegionFactory())
    for person in (road.marketing, elsewhere):
        assert "Group" not in browse(person).get(page("list")).content.decode()


def test_the_list_counts_the_leads_of_thirty_days(road, browse, source, now, count_queries):
    road.record(source=source, sent_id="1")
    road.record(source=source, sent_id="2", received_at=now.replace(month=9))
    client = browse(road.marketing)
    assert client.get(page("list")).context["page_obj"].object_list[0].recent == 1
    before = count_queries(client, page("list"))
    for number in range(5):
        make_source(by=None, now=now, name=f"{number}", channel="yiche", store=road.store)
    assert count_queries(client, page("list")) == before


def test_the_list_of_leads_leads_to_the_sources_of_whoever_keeps_them(road, browse):
    for person, leads_there in (
        (road.marketing, True),
        (road.director, True),
        (road.manager, False),
    ):
        html = browse(person).get(reverse("intake:lead_list")).content.decode()
        assert (page("list") in html) is leads_there


def test_revoked_by_its_page(road, browse, source):
    client = browse(road.marketing)
    assert "Autohome" in client.get(page("revoke", source.pk)).content.decode()
    client.post(page("revoke", source.pk), {})
    source.refresh_from_db()
    assert source.revoked_at
    again = client.post(page("revoke", source.pk), {})
    assert again.context["form"].errors


def test_what_a_source_calls_our_fields(road, browse, source):
    client = browse(road.marketing)
    sent = {
        "name": "Autohome",
        "as_phone": "customer.mobile",
        "as_name": "name",
        "left_out": "utm\n\n ref ",
    }
    client.post(page("edit", source.pk), sent)
    source.refresh_from_db()
    assert source.mapping == {"customer.mobile": "phone", "utm": "", "ref": ""}
    form = client.get(page("edit", source.pk)).context["form"]
    assert form["as_phone"].value() == "customer.mobile"
    assert set(form["left_out"].value().split()) == {"utm", "ref"}


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"as_phone": "a", "as_wechat": "a"}, "as_wechat"),
        ({"as_phone": "a", "left_out": "a"}, "left_out"),
        ({"name": "Yiche"}, "name"),
        ({"as_phone": "x" * 101}, "as_phone"),
    ],
)
def test_names_of_fields_that_contradict_are_refused(road, browse, source, now, wrong, field):
    make_source(by=None, now=now, name="Yiche", channel="yiche", store=road.store)
    answer = browse(road.marketing).post(page("edit", source.pk), {"name": "Autohome"} | wrong)
    assert field in answer.context["form"].errors
    source.refresh_from_db()
    assert source.mapping == {}


def test_names_that_somebody_else_changed_meanwhile_are_kept(road, browse, source):
    client = browse(road.marketing)
    form = client.get(page("edit", source.pk)).context["form"]
    sent = {"name": "Autohome", "shown_values": form.marks_as_text(), "as_text": "words"}
    LeadSource.objects.update(mapping={"mobile": "phone"})
    client.post(page("edit", source.pk), sent)
    source.refresh_from_db()
    assert source.mapping == {"mobile": "phone", "words": "text"}


def test_r5_2_a_lead_of_a_group_goes_where_the_fewest_wait(road, now):
    region = road.store.region
    source, _token = make_source(by=None, now=now, name="G", channel="website", region=region)
    near, far = StoreFactory(region=region), StoreFactory()
    road.record()
    assert store_for(source, "", now=now) == near
    IntakePolicy.objects.create(store=road.store, districts=["浦东"])
    assert (
        store_for(source, "浦东新区", now=now) == road.store
        and store_for(source, "杭州", now=now) == near
    )
    everywhere, _token = make_source(by=None, now=now, name="All", channel="website")
    IntakePolicy.objects.create(store=far, districts=["朝阳"])
    assert store_for(everywhere, "朝阳区", now=now) == far


def test_r1_3_a_region_sees_what_serves_the_whole_group_and_changes_it_not(road, browse, now):
    group, _token = make_source(by=None, now=now, name="Group", channel="website")
    region = road.store.region
    own, _token = make_source(by=None, now=now, name="Own", channel="website", region=region)
    client = browse(UserFactory(role="director", store=None, region=region))
    shown = client.get(page("list")).content.decode()
    assert "Group" in shown and page("revoke", own.pk) in shown
    for name in ("edit", "revoke"):
        assert page(name, group.pk) not in shown
        assert client.get(page(name, own.pk)).status_code == 200
        assert client.get(page(name, group.pk)).status_code == 404
        assert client.post(page(name, group.pk), {"name": "Mine"}).status_code == 404
    group.refresh_from_db()
    assert (group.name, group.revoked_at) == ("Group", None)


def test_r5_2_of_several_the_store_that_has_the_model_free(road, now):
    region = road.store.region
    source, _token = make_source(by=None, now=now, name="G", channel="website", region=region)
    near = StoreFactory(region=region)
    sold = {"by": road.director, "now": now, "colour": "白", "arrived_on": now.date()}
    add_vehicle(store=near, vin="LFV2A21K0C4000001", model="Golf", **sold)
    assert store_for(source, "", "Golf", now=now) == near
    assert store_for(source, "", " Golf ", now=now) == near
    assert store_for(source, "", "golf", now=now) == near
    assert store_for(source, "", "Polo", now=now) == road.store
    # What is still to arrive is not in stock.
    assert store_for(source, "", "Golf", now=now - timedelta(days=1)) == road.store
    Vehicle.objects.update(left_on=now.date())
    assert store_for(source, "", "Golf", now=now) == road.store
