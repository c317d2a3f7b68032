"""Surveys are opened when their day has come; calls that are late are told (R5.6)."""

import logging

from celery import shared_task
from django.utils.timezone import now as clock

from accounts.people.models import Store

from .models import Survey, SurveyPolicy
from .services import open_surveys, tell_late

log = logging.getLogger(__name__)
AT_ONCE = 500


@shared_task
def open_due_surveys():
    """A store that fails keeps none of the others."""
    for store in Store.objects.filter(pk__in=SurveyPolicy.objects.values("store")).order_by("pk"):
        try:
            open_surveys(store, now=clock())
        except Exception:
            log.exception("surveys of store %s", store.pk)


@shared_task
def watch_call_backs():
    """One that fails keeps none of the others."""
    rows = Survey.objects.to_call_back().filter(late_told_at=None, call_back_by__lt=clock())
    for survey in rows.order_by("call_back_by", "pk")[:AT_ONCE]:
        try:
            tell_late(survey, now=clock())
        except Exception:
            log.exception("survey %s", survey.pk)
