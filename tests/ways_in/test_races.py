"""Two who link the same account at once, and one who presses twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from accounts.staff.models import RightsChange
from accounts.ways_in.rules import Identity
from accounts.ways_in.services.links import NotLinked, link_account
from tests.factories import StoreFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
WECOM = Identity("wecom", "x")


def at_once(now, *links):
    barrier = Barrier(len(links))

    def run(link):
        try:
            barrier.wait(timeout=60)
            return link_account(*link, now=now)
        except NotLinked as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(links)) as pool:
        return list(pool.map(run, links))


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_people_one_wins(attempt, now):
    store = StoreFactory()
    people = [UserFactory(store=store) for _n in range(2)]
    results = at_once(now, *[(person, WECOM) for person in people])
    assert sorted(map(str, results), key=len)[0] == "True"
    assert sum(isinstance(result, NotLinked) for result in results) == 1
    assert SocialAccount.objects.count() == RightsChange.objects.filter(what="way").count() == 1


@pytest.mark.parametrize("uid", ["x", "y"])
def test_one_person_has_one_of_a_way(uid, now):
    person = UserFactory(store=StoreFactory())
    at_once(now, (person, WECOM), (person, Identity("wecom", uid)))
    assert SocialAccount.objects.count() == RightsChange.objects.filter(what="way").count() == 1
