"""What waited on devices is sent over a network that is cut at random points: nothing lost, nothing doubled.

The thousand of it: `benchmarks/queued_contacts.py`.
"""

from urllib.parse import urlsplit

import pytest

from benchmarks.queued_contacts import count_saved, devices_for, make_work, replay
from tests.factories import Floor, UserFactory

CONTACTS, DEVICES = 30, 3


@pytest.fixture
def floor(transactional_db):
    return Floor()


def test_thirty_contacts_with_the_network_cut_at_random_points(floor, live_server, now, today):
    people = [
        UserFactory(store=floor.store, role="consultant", manager=floor.manager)
        for _n in range(DEVICES)
    ]
    work = make_work(people, CONTACTS // DEVICES, now=now, today=today, floor=floor)
    devices = devices_for(work, port=urlsplit(live_server.url).port, seed=7)
    replay(devices)
    assert [device.refused for device in devices] == [[]] * DEVICES
    assert all(any(device.cuts.values()) for device in devices)
    wanted = {values["content"] for _person, entries in work for _url, values in entries}
    assert count_saved() == dict.fromkeys(wanted, 1)
