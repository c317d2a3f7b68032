"""The page on which a desk's day and week are laid out from a date on (R12.3, R12.4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, User
from foundation.chosen import key_in
from foundation.display import day
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.grading.queries import policy_in_force

from .forms import DeskDayForm
from .models import DeskPolicy
from .queries import latest_of
from .rules import SHIPPED
from .services import lay_out

LAYERS = (Role.MANAGER, Role.DIRECTOR)


@only_for(*LAYERS)
def desk_policy(request):
    """Of a manager's own team; a director names one of their store with ``?team=``."""
    team = _team(request)
    if team is None:
        return render(request, "intake/desk_policies/none.html", {"teams": []})
    on = team.store.business_date(request.now)
    latest = latest_of(team)
    policy = policy_in_force(team.store, on=on, person=team)
    form = DeskDayForm(
        sent(request),
        on=on,
        present=latest.laid_out if latest else SHIPPED,
        codes=policy.grades.values_list("code", flat=True),
        initial={"effective_from": max(on, latest.effective_from) if latest else on},
    )

    def save():
        values = form.cleaned_data
        lay_out(
            by=request.user,
            now=request.now,
            on=on,
            team=team,
            effective_from=values["effective_from"],
            laid_out=form.laid_out(),
            reason=values["reason"],
        )
        date = day(values["effective_from"])
        messages.success(request, _("Adopted: in force from %(date)s.") % {"date": date})
        return f"{reverse('intake:desk_policy')}?team={team.pk}"

    if answer := save_once(request, form, save):
        return answer
    rows = DeskPolicy.objects.filter(team=team).order_by("-effective_from")
    context = {
        "form": form,
        "team": team,
        "teams": _teams(request),
        "today": on,
        "page_obj": page_of(request, rows, 25),
        "cancel_url": reverse("intake:desk"),
    }
    return render(request, "intake/desk_policies/policy.html", context)


def _teams(request):
    """The managers whose teams the user lays out."""
    if request.user.is_manager:
        return [request.user]
    people = User.objects.filter(role=Role.MANAGER, is_active=True)
    return list(people.filter(store__in=stores_of(request.user)).order_by("full_name", "pk"))


def _team(request):
    if request.user.is_manager:
        if request.user.store is None:
            raise PermissionDenied
        return request.user
    teams = _teams(request)
    if "team" not in request.GET:
        return teams[0] if teams else None
    keys = [team.pk for team in teams]
    return get_object_or_404(
        User.objects.select_related("store").filter(pk__in=keys), pk=key_in(request.GET["team"])
    )
