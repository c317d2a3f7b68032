"""Width, case and what nobody sees tell nothing apart: in searches, lists and against a second entry."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.people.models import User
from accounts.staff.forms import StaffFilter
from foundation.words import folded, words_of
from leads.opportunities.forms import name_or_phone
from leads.opportunities.models import Opportunity
from leads.opportunities.queries import models_of


@pytest.mark.parametrize(
    "text", ["Golf GTI", "ＧＯＬＦ　ＧＴＩ", "go\u200blf  gti\ufeff", " golf\u00a0GTI "]
)
def test_folded_alike(text):
    assert folded(text) == "golf gti"


def test_what_is_seen_stays_as_it_was_typed():
    assert words_of(" Ｇｏｌｆ\u200b　GTI ") == "Ｇｏｌｆ GTI"


@pytest.mark.parametrize("stored", ["Li Na", "ＬＩ　Ｎａ", "li\u200b na"])
@pytest.mark.parametrize("asked", ["li na", "ＬＩ　ＮＡ", "Li\u200b Na", " na "])
def test_a_search_finds_a_name_however_it_was_typed(floor, stored, asked):
    now = timezone.now()
    floor.open(now=now, on=now.date(), name=stored)
    assert Opportunity.objects.filter(name_or_phone(asked)).count() == 1
    User.objects.filter(pk=floor.consultant.pk).update(full_name=stored)
    assert StaffFilter({"q": asked}, User.objects.all()).qs.count() == 1
    assert not Opportunity.objects.filter(name_or_phone("100%")).exists()


def test_a_model_is_open_once_however_it_is_typed(floor):
    now = timezone.now()
    customer = floor.open(now=now, on=now.date(), model="Golf").customer
    for model in ("ＧＯＬＦ", "gol\u200bf"):
        with pytest.raises(ValidationError):
            floor_second(floor, customer, model, now)
    floor.open(now=now, on=now.date(), model="ＧＯＬＦ")
    assert list(models_of(Opportunity.objects.all())) == ["Golf"]


def floor_second(floor, customer, model, now):
    from datetime import timedelta

    from followups.new_customers.services import open_opportunity
    from followups.plans.services import Plan

    return open_opportunity(
        by=floor.consultant,
        now=now,
        on=now.date(),
        customer=customer,
        intent={"model": model, "note": "H 客户", "expected_on": now.date() + timedelta(days=5)},
        plan=Plan(now.date() + timedelta(days=1)),
    )
