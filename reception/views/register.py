"""The registers 来店/来电顾客登记表 of a day, and the manager's check (R9.1)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access.queries import REGISTER_ROLES, today_for
from accounts.notices.queries import notices_for
from accounts.notices.services import read
from accounts.people.models import Role
from foundation.pages import only_for, page_of

from ..forms.register import RegisterForm
from ..models import VisitKind
from ..queries import has_closed, notices_of, register_rows
from ..services.register import confirm_visit, set_checked
from .access import get_visit_for

CHECKERS = (Role.MANAGER, Role.DIRECTOR)


@only_for(*REGISTER_ROLES)
def register(request):
    """One register, of today unless other dates are chosen."""
    form = _chosen(request, request.GET)
    chosen = form.chosen
    page = page_of(request, register_rows(request.user, **chosen))
    may_check = request.user.role in CHECKERS
    context = {
        "form": form,
        "chosen": chosen,
        "kinds": VisitKind.choices,
        "page_obj": page,
        "may_check": may_check,
        "unchecked": may_check and any(not v.checked_at and not v.is_inside for v in page),
        "query": _query(chosen),
        "today": form.today,
        "is_one_day": chosen["since"] == chosen["until"],
        "has_stores": request.user.store is None,
    }
    return render(request, "reception/register.html", context)


@only_for(*CHECKERS)
@require_POST
def check_all(request):
    """The manager's check of all that the page was about, whoever is still inside excepted."""
    form = _chosen(request, request.POST)
    rows = register_rows(request.user, **form.chosen)
    number = set_checked(by=request.user, now=request.now, visits=rows.values("pk"))
    messages.success(
        request,
        ngettext("%(number)d entry checked.", "%(number)d entries checked.", number)
        % {"number": number},
    )
    return redirect(_address(form.chosen))


@only_for(*CHECKERS)
@require_POST
def check(request, pk):
    """The check of one entry, or with ``undo`` its withdrawal."""
    visit = get_visit_for(request.user, pk)
    checked = "undo" not in request.POST
    set_checked(by=request.user, now=request.now, visits=[visit.pk], checked=checked)
    if checked and visit.is_inside:
        messages.warning(request, _("The visitor is still inside: sign them out first."))
    form = _chosen(request, request.POST)
    page = request.POST.get("page", "")
    return redirect(_address(form.chosen, page=page if page.isdecimal() else ""))


@only_for(Role.CONSULTANT)
@require_POST
def confirm(request, pk):
    """One tap of the consultant: their line is right. From the worklist it leads back there."""
    visit = get_visit_for(request.user, pk)
    try:
        confirm_visit(by=request.user, now=request.now, visit=visit)
    except ValidationError as error:  # made void meanwhile
        messages.error(request, error.messages[0])
    if "notice" in request.POST:
        return notices(request) if request.htmx else redirect("home")
    return redirect(_address(_chosen(request, request.POST).chosen))


def _chosen(request, data):
    user, now = request.user, request.now
    today, closed = today_for(user, now), has_closed(user, now=now)
    return RegisterForm(data, user=user, today=today, closed=closed)


def _query(chosen):
    """What leads to the same part of the register."""
    return {
        "kind": chosen["kind"],
        "since": chosen["since"].isoformat(),
        "until": chosen["until"].isoformat(),
        "consultant": chosen["consultant"].pk if chosen["consultant"] else "",
        "manager": chosen["manager"].pk if chosen["manager"] else "",
        "open": "1" if chosen["open_only"] else "",
    }


def _address(chosen, **more):
    values = {name: value for name, value in (_query(chosen) | more).items() if value}
    return f"{reverse('reception:register')}?{urlencode(values)}"


@only_for(Role.CONSULTANT)
def notices(request):
    """What the person was told and has not read, for the head of their worklist."""
    today = today_for(request.user, request.now)
    context = {"notices": notices_of(request.user), "today": today}
    return render(request, "reception/_notices.html", context)


@only_for(Role.CONSULTANT)
@require_POST
def notice_seen(request, pk):
    read(get_object_or_404(notices_for(request.user), pk=pk), now=request.now)
    return notices(request) if request.htmx else redirect("home")
