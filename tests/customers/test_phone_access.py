"""Who sees a number in full, asked for many rows at once (R1.3)."""

import pytest

from accounts.people.models import Role
from leads.customers.queries import may_see_phone
from tests.factories import Floor, StoreFactory, UserFactory


@pytest.mark.django_db
def test_a_region_s_director_is_asked_about_once(now, django_assert_num_queries):
    here = Floor()
    near = Floor(StoreFactory(region=here.store.region))
    far = Floor()
    director = UserFactory(role=Role.DIRECTOR, store=None, region=here.store.region)
    customers = [f.open(now=now, on=now.date()).customer for f in (here, near, far)]
    # Once for the stores of the region, once for what they have signed (R13.4).
    with django_assert_num_queries(2):
        seen = [may_see_phone(director, customer) for customer in customers]
    assert seen == [True, True, False]
