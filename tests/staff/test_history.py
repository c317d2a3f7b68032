"""The history of a person tells what changed, not when they came (R1.4)."""

import pytest

from tests.factories import UserFactory


@pytest.mark.django_db
def test_a_log_in_writes_no_history(client):
    person = UserFactory()
    before = person.history.count()
    answer = client.post("/login/", {"username": person.username, "password": "secret-word"})
    assert answer.status_code == 302
    assert person.history.count() == before
