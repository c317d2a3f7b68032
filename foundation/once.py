"""A form takes effect once, however often it is sent.

Each form carries a token. It is written in the transaction of the form's own effect: a second sending
of it, also at the same moment, finds the token and is answered with the address that the first led to.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousOperation, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .clock import Request
from .kept import AGAIN
from .shown import MARKS, fingerprint


class SubmittedForm(models.Model):
    """The token of a form that has taken effect: pressing twice does it once."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    submitted_at = models.DateTimeField()
    result_url = models.CharField(max_length=300)
    content = models.CharField(max_length=16, blank=True)

    class Meta:
        app_label = "accounts"
        indexes = [models.Index(fields=["submitted_at"])]

    def __str__(self) -> str:
        return str(self.token)


class OnceForm(forms.Form):
    """A form with a token of its own; a damaged token counts as a fresh one."""

    token = forms.CharField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def require_unchanged(self) -> None:
        """Called in the transaction of the saving, before it; a form that adds something has no need."""

    def renew_token(self) -> None:
        """Let the next sending be a further one."""
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("token")] = str(uuid4())

    def clean_token(self) -> UUID:
        try:
            return UUID(self.cleaned_data["token"])
        except ValueError:
            return uuid4()


class SentOtherwise(Exception):
    """The form took effect before, with other content: it was corrected since, and nothing is saved."""


def result_of(*, token: UUID, by: Any, content: str = "") -> str | None:
    """The address that a form already sent by ``by`` led to, or ``None``.

    Raises ``SentOtherwise`` where it had another ``content``, a fingerprint of what was sent.
    """
    row = SubmittedForm.objects.filter(pk=token).values("user", "result_url", "content").first()
    if row is None:
        return None
    if row["user"] != by.pk:
        raise SuspiciousOperation("a form of somebody else")
    if row["content"] != content:
        raise SentOtherwise
    return row["result_url"]


def submit_once(
    *, token: UUID, by: Any, now: datetime, action: Callable[[], str], content: str = ""
) -> tuple[str, bool]:
    """``(url, repeated)``: run ``action``, which returns the address to go on to, unless it ran before.

    An exception of ``action`` undoes all, the token included, so that a corrected form may be sent again.
    Raises ``SentOtherwise`` as ``result_of``.
    """
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(
                token=token, user=by, submitted_at=now, result_url="", content=content
            )
            url = action()
            SubmittedForm.objects.filter(pk=token).update(result_url=url)
            return url, False
    except IntegrityError:
        done = result_of(token=token, by=by, content=content)
        if done is None:
            raise
        return done, True


# Beyond what a device sends by itself (`static/js/device/queue.js`), so that nothing is done twice.
TOKENS_KEPT = timedelta(days=60)
# What a device accepts that sends what waited on it, in place of the page that one comes to.
RECEIPT = "application/json"


def purge_submitted_forms(*, now: datetime) -> int:
    """Delete the tokens older than ``TOKENS_KEPT``; returns how many."""
    return SubmittedForm.objects.filter(submitted_at__lt=now - TOKENS_KEPT).delete()[0]


def sent(request: Request) -> QueryDict | None:
    """What a form is bound to: the POST, also an empty one, or nothing."""
    return request.POST if request.method == "POST" else None


def save_once(request: Request, form: OnceForm, action: Callable[[], str]) -> HttpResponse | None:
    """The redirect after ``action`` took effect, now or when the form was sent before.

    ``None`` where the page is to be shown: the form was not sent, or is refused by itself or by ``action``,
    which writes and returns the address to go on to.
    """
    if request.method != "POST":
        return None
    if AGAIN in request.POST:
        messages.warning(
            request, _("This is not saved yet. Look at it, choose files once more, and save it.")
        )
        return None
    # What took effect may make the same form invalid: so the token is asked after the form.
    is_valid = form.is_valid()
    token = form.cleaned_data.get("token")
    if token is None:
        return None
    once = {"token": token, "by": request.user, "content": content_of(request)}
    try:
        url, repeated = result_of(**once), True
        if url is None:
            if not is_valid:
                return None
            url, repeated = submit_once(now=request.now, action=_checked(form, action), **once)
    except ValidationError as error:
        add_errors(form, error)
        return None
    except SentOtherwise:
        form.add_error(
            None,
            _(
                "This form was saved before. What you changed since is not saved: look at what "
                "stands there now, and send the form again if you want to save it as well."
            ),
        )
        form.renew_token()
        return None
    if request.headers.get("Accept") == RECEIPT:
        return _receipt(request, url)
    if repeated:
        messages.info(request, _("This form was saved before; nothing has been done twice."))
    return redirect(url)


def _receipt(request: Request, url: str) -> JsonResponse:
    """The server's word that it is saved, with what the next page would have said."""
    said = [str(message) for message in messages.get_messages(request)]
    return JsonResponse({"saved": url, "said": said})


def _checked(form: OnceForm, action: Callable[[], str]) -> Callable[[], str]:
    def act() -> str:
        form.require_unchanged()
        return action()

    return act


def content_of(request: Request) -> str:
    """A fingerprint of what people filled in."""
    aside = {"csrfmiddlewaretoken", "token", MARKS}
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in aside)
    files = sorted(
        (name, file.name, file.size) for name, several in request.FILES.lists() for file in several
    )
    return fingerprint(typed, files)


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put the errors of a service beside the fields they are about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, ValidationError(errors))
