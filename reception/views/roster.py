"""The duty roster 值班表 of a day: made, copied, changed (R5.2)."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from foundation.display import short_day
from foundation.once import save_once, sent
from foundation.pages import only_for

from ..forms.roster import DayForm, RosterForm
from ..queries import consultants_of, load_board, made_roster, roster_of
from ..services.roster import save_roster

COPIES = [
    ("day", gettext_lazy("As the day before"), timedelta(days=1)),
    ("week", gettext_lazy("As last week"), timedelta(days=7)),
]


@only_for(Role.MANAGER, Role.DIRECTOR)
def roster(request):
    """`?on=` the day; `?copy=day` or `week` proposes what another day had, and saves nothing."""
    store = request.user.store
    if store is None:
        raise PermissionDenied
    today = store.business_date(request.now)
    day = DayForm(request.GET, today=today).day
    people, is_made = roster_of(store, on=day)
    copied = _copied(request.GET.get("copy"), store, day)
    form = RosterForm(
        sent(request),
        people=list(consultants_of(store)),
        places={person.pk: n for n, person in enumerate(copied or people, start=1)},
    )

    def save():
        save_roster(
            by=request.user,
            now=request.now,
            on=today,
            store=store,
            day=day,
            people=form.on_duty(),
        )
        messages.success(request, _("The roster of %(day)s is saved.") % {"day": short_day(day)})
        return f"{reverse('reception:roster')}?on={day.isoformat()}"

    if answer := save_once(request, form, save):
        return answer
    board = load_board(store, on=day)
    context = {
        "form": form,
        "rows": [(field, _place(board, field)) for field in form.rows],
        "day": day,
        "today": today,
        "is_made": is_made,
        "copies": [(code, label) for code, label, _back in COPIES],
        "copied": bool(copied),
        "nothing_to_copy": request.GET.get("copy") and not copied,
        "before": day - timedelta(days=1) if day > today else None,
        "after": day + timedelta(days=1),
    }
    return render(request, "reception/roster.html", context)


def _copied(code, store, day):
    for name, _label, back in COPIES:
        if name == code:
            return made_roster(store, on=day - back)
    return None


def _place(board, field):
    number = int(field.html_name.removeprefix("place_"))
    return next((place for place in board.places if place.person.pk == number), None)
