"""The director sets limits of the days, targets and best times of the grades of a store (R4.11)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import stores_of
from accounts.models import Role
from accounts.pages import only_for
from followups.forms.workload import DayForm
from followups.models import DayLimits, GradeDay
from followups.queries.workload import pattern_of
from followups.services.workload import set_day
from leads.services.intent import policy_in_force
from leads.views.saving import save_once, sent


@only_for(Role.DIRECTOR)
def day_settings(request, pk):
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    days = GradeDay.objects.filter(store=store)
    form = DayForm(
        sent(request),
        limits=pattern_of(store),
        grades=policy_in_force(store, on=on).grades.all(),
        days={row.grade_id: row for row in days},
    )

    def save():
        set_day(
            by=request.user,
            now=request.now,
            store=store,
            limits=form.limits(),
            grades=form.grade_days(),
        )
        messages.success(request, _("The days are set."))
        return reverse("followups:day_settings", args=[store.pk])

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "store": store, "last_change": _last_change(store)}
    return render(request, "followups/day_settings.html", context)


def _last_change(store):
    """Who set anything of it last, and when; ``None`` where nothing was ever set."""
    rows = [
        model.history.filter(store=store).select_related("history_user").first()
        for model in (DayLimits, GradeDay)
    ]
    return max(filter(None, rows), key=lambda row: row.history_date, default=None)
