"""A form takes effect once, even when it is sent twice at the same moment."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import connection

from accounts.people.models import Region
from foundation.once import SubmittedForm, purge_submitted_forms, submit_once
from tests.factories import UserFactory


def make_region():
    Region.objects.create(code=uuid4().hex[:20], name="x")
    return "/made/"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_effect(now):
    user, token, answers = UserFactory(store=None), uuid4(), []
    start = threading.Barrier(2)

    def send():
        start.wait()
        try:
            answers.append(submit_once(token=token, by=user, now=now, action=make_region))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [("/made/", False), ("/made/", True)]
    assert Region.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_form_may_be_sent_again(now):
    user, token = UserFactory(store=None), uuid4()

    def refuse():
        make_region()
        raise ValidationError("no")

    with pytest.raises(ValidationError):
        submit_once(token=token, by=user, now=now, action=refuse)
    assert not Region.objects.exists() and not SubmittedForm.objects.exists()
    assert submit_once(token=token, by=user, now=now, action=make_region) == ("/made/", False)


@pytest.mark.django_db
def test_a_token_belongs_to_one_person(now):
    token = uuid4()
    submit_once(token=token, by=UserFactory(store=None), now=now, action=make_region)
    with pytest.raises(SuspiciousOperation):
        submit_once(token=token, by=UserFactory(store=None), now=now, action=make_region)


@pytest.mark.django_db
def test_tokens_of_old_forms_are_purged(now):
    person = UserFactory(store=None)
    for days in (1, 59, 61, 300):
        SubmittedForm.objects.create(
            token=uuid4(),
            user=person,
            submitted_at=now - timedelta(days=days),
            result_url="/",
        )
    assert purge_submitted_forms(now=now) == 2
    assert purge_submitted_forms(now=now) == 0
    assert SubmittedForm.objects.count() == 2
