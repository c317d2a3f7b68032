"""The administrator's calendar: make-up working days and holidays that are not published yet."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access.queries import today_for
from accounts.holidays.models import DayOverride
from accounts.holidays.queries import LAST_PUBLISHED_YEAR
from accounts.people.models import Role
from foundation.once import add_errors, sent
from foundation.pages import only_for, page_of

from .forms import WorkdayForm
from .services import clear_day, set_day
from .tasks import recount_working_days


@only_for(Role.ADMINISTRATOR)
def workday_list(request):
    """What differs from the published calendar; add a day, or let the calendar hold again."""
    on = today_for(request.user, request.now)
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, on)
    form = WorkdayForm(sent(request))
    if request.method == "POST" and form.is_valid() and _save(form, on):
        messages.success(request, _("Saved. Deadlines by working days are counted anew."))
        return redirect("followups:workday_list")
    context = {
        "form": form,
        "page_obj": page_of(request, DayOverride.objects.order_by("-on")),
        "today": on,
        "published": LAST_PUBLISHED_YEAR,
        "unpublished": [year for year in (on.year, on.year + 1) if year > LAST_PUBLISHED_YEAR],
    }
    return render(request, "followups/workdays/list.html", context)


def _save(form, on):
    try:
        with transaction.atomic():
            set_day(on=on, **form.cleaned_data)
            transaction.on_commit(recount_working_days.delay)
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def _remove(request, on):
    try:
        with transaction.atomic():
            clear_day(on=on, day=date.fromisoformat(request.POST["remove"]))
            transaction.on_commit(recount_working_days.delay)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    except ValueError:
        messages.warning(request, _("This is no date."))
    else:
        messages.success(request, _("The published calendar holds again for that day."))
    return redirect("followups:workday_list")
