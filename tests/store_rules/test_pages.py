"""What a store lays down about its leads, and a trial of it (R5.2, R5.3)."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from intake.arrivals.models import IntakePolicy, Lead
from intake.distribution.models import DistributionRule, Strength
from intake.first_contact.models import FirstContactTerm, StoreHours
from intake.store_rules.forms import listed

pytestmark = pytest.mark.django_db


def shown(client, name):
    """What the page's form holds, as a browser would send it."""
    form = client.get(reverse(f"intake:{name}")).context["form"]
    values = {}
    for bound in form:
        value = bound.value()
        if value is True:
            values[bound.html_name] = "on"
        elif value not in (None, False):
            values[bound.html_name] = value
    return values


def send(client, name, **changes):
    return client.post(reverse(f"intake:{name}"), shown(client, name) | changes, follow=True)


def test_r5_2_the_order_of_the_rules_is_data(road, browse):
    client = browse(road.marketing)
    assert shown(client, "rule_list")["earlier"] == 1  # the usual ones stand there
    send(client, "rule_list", earlier="", region="", model="2", turn="", load="1", floor="30")
    kinds = DistributionRule.objects.filter(store=road.store).values_list("kind", flat=True)
    assert list(kinds) == ["load", "model"]
    send(client, "rule_list", model="", load="")
    assert not DistributionRule.objects.exists()
    assert DistributionRule.history.filter(history_type="-").count() == 2


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"load": "1"}, "load"),
        ({"turn": "0"}, "turn"),
        ({"turn": "x"}, "turn"),
        ({"floor": "101"}, "floor"),
        ({"days": ""}, "days"),
    ],
)
def test_wrong_rules_are_refused_beside_the_field(road, browse, wrong, field):
    answer = send(browse(road.marketing), "rule_list", **wrong)
    assert field in answer.context["form"].errors and not DistributionRule.objects.exists()


def test_r5_2_rules_are_tried_on_last_months_leads_and_nothing_is_saved(road, browse, now):
    Strength.objects.create(person=road.people[2], car_models=["ID.4"])
    leads = [road.take_in(model="ID.4" if n < 4 else "Golf") for n in range(6)]
    last = now - timedelta(days=30)
    Lead.objects.update(received_at=last)
    client = browse(road.director)
    answer = send(client, "rule_list", earlier="", region="", model="1", turn="2", **{"try": "1"})
    trial = answer.context["trial"]
    assert trial.number == len(leads) and not DistributionRule.objects.exists()
    by_person = {person: (had, would) for person, had, would in trial.shares}
    assert by_person[road.people[2]] == (4, 4)
    assert sum(would for _had, would in by_person.values()) == 6
    plain = send(client, "rule_list", earlier="", region="", model="", turn="1", **{"try": "1"})
    assert [would for _p, _had, would in plain.context["trial"].shares] == [2, 2, 2]


def test_r5_2_how_the_leads_were_shared_out_is_seen(road, browse):
    for _ in range(4):
        road.take_in()
    shares = browse(road.director).get(reverse("intake:rule_list")).context["shares"]
    assert [(share.given, share.per_cent) for share, _rules in shares] == [
        (2, 50),
        (1, 25),
        (1, 25),
    ]


def test_strengths_are_words_parted_by_any_comma(road, browse):
    person = road.people[0]
    send(
        browse(road.marketing), "strength_list", **{f"car_models_{person.pk}": "Golf， ID.4、Golf"}
    )
    own = Strength.objects.get()
    assert (own.person, own.car_models, own.districts) == (person, ["Golf", "ID.4"], [])
    assert listed(" ,;a；b ") == ["a", "b"]


def test_r5_3_hours_and_terms_of_the_store(road, browse):
    client = browse(road.marketing)
    changed = {"opens_at": "08:30", "minutes_autohome": "15", "districts": "浦东，徐汇"}
    send(client, "term_list", **changed)
    hours, term = StoreHours.objects.get(), FirstContactTerm.objects.get()
    assert (hours.opens_at, term.channel, term.minutes, term.passes_on) == (
        time(8, 30),
        "autohome",
        15,
        True,
    )
    assert IntakePolicy.objects.get().districts == ["浦东", "徐汇"]
    send(client, "term_list", minutes_autohome="")
    assert not FirstContactTerm.objects.exists()
    wrong = send(client, "term_list", closes_at="08:00", minutes_event="1")
    assert set(wrong.context["form"].errors) == {"closes_at", "minutes_event"}


def test_an_old_form_undoes_nothing_newer(road, browse):
    client = browse(road.marketing)
    old = shown(client, "term_list") | {"token": ""}
    form = client.get(reverse("intake:term_list")).context["form"]
    old["shown_values"] = form.marks_as_text()
    send(client, "term_list", minutes_autohome="15")
    client.post(reverse("intake:term_list"), old | {"minutes_yiche": "20"})
    terms = dict(FirstContactTerm.objects.values_list("channel", "minutes"))
    assert terms == {"autohome": 15, "yiche": 20}


def test_a_region_director_chooses_the_store(road, browse):
    from tests.factories import StoreFactory, UserFactory

    other = StoreFactory(region=road.store.region)
    person = UserFactory(role="director", store=None, region=road.store.region)
    page = browse(person).get(reverse("intake:rule_list"), {"store": other.pk})
    assert page.context["store"] == other
    assert browse(person).get(reverse("intake:rule_list"), {"store": "x"}).status_code == 200
