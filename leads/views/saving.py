"""What every form of the sales floor does when it is sent."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.idempotency import result_of, submit_once


def sent(request):
    """What a form is bound to: the POST, also an empty one, or nothing."""
    return request.POST if request.method == "POST" else None


def save_once(request, form, act):
    """The redirect after ``act`` took effect, now or when the form was sent before.

    ``None`` where the page is to be shown: the form was not sent, or is refused by itself or by ``act``,
    which writes and returns the address to go on to.
    """
    if request.method != "POST":
        return None
    # What took effect may make the same form invalid: so the token is asked after the form.
    is_valid = form.is_valid()
    token = form.cleaned_data.get("token")
    if token is None:
        return None
    once = {"token": token, "by": request.user}
    url, repeated = result_of(**once), True
    if url is None:
        if not is_valid:
            return None
        try:
            url, repeated = submit_once(now=request.now, act=act, **once)
        except ValidationError as error:
            add_errors(form, error)
            return None
    if repeated:
        messages.info(request, _("This form was saved before; nothing has been done twice."))
    return redirect(url)


def add_errors(form, error):
    """Put the errors of a service beside the fields they are about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, ValidationError(errors))
