"""A form takes effect once, however often it is sent.

Each form carries a token. It is written in the transaction of the form's own effect: a second sending
of it, also at the same moment, finds the token and is answered with the address that the first led to.
"""

from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction

from .models import SubmittedForm


class OnceForm(forms.Form):
    """A form with a token of its own; a damaged token counts as a fresh one."""

    token = forms.CharField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def clean_token(self):
        try:
            return UUID(self.cleaned_data["token"])
        except ValueError:
            return uuid4()


def result_of(*, token, by):
    """The address that a form already sent by ``by`` led to, or ``None``."""
    row = SubmittedForm.objects.filter(pk=token).values("user", "result_url").first()
    if row and row["user"] != by.pk:
        raise SuspiciousOperation("a form of somebody else")
    return row["result_url"] if row else None


def submit_once(*, token, by, now, act):
    """``(url, repeated)``: run ``act``, which returns the address to go on to, unless it ran before.

    An exception of ``act`` undoes all, the token included, so that a corrected form may be sent again.
    """
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(token=token, user=by, submitted_at=now, result_url="")
            url = act()
            SubmittedForm.objects.filter(pk=token).update(result_url=url)
            return url, False
    except IntegrityError:
        done = result_of(token=token, by=by)
        if done is None:
            raise
        return done, True
