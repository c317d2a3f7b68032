"""Guessing passwords is slowed down, person by person, and said in words."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path


@login_not_required
def attempt(request):
    authenticate(request, username=request.GET["who"], password="guess")
    return HttpResponse("wrong")


urlpatterns = [path("attempt", attempt)]


@pytest.fixture
def guess(settings, client, db):
    settings.ROOT_URLCONF = __name__
    settings.AXES_ENABLED = True
    return lambda who: client.get("/attempt", {"who": who})


def test_the_ninth_guess_is_refused_and_others_are_not(guess, settings):
    limit = settings.AXES_FAILURE_LIMIT
    answers = [guess("li.na").status_code for _ in range(limit + 1)]
    assert answers[: limit - 1] == [200] * (limit - 1)
    assert answers[-1] == 429
    assert guess("wang.wei").status_code == 200
