"""What every form of the sales floor does when it is sent."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.idempotency import submit_once


def save_once(request, form, act):
    """The redirect after ``act`` took effect, once; ``None`` with the errors on ``form`` if it refused.

    ``act`` writes, and returns the address to go on to.
    """
    try:
        url, repeated = submit_once(
            token=form.cleaned_data["token"], by=request.user, now=request.now, act=act
        )
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
