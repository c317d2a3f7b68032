"""Absences: the list, one of them, the month of a team; asking, deciding, cutting short (R4.7)."""

from calendar import monthrange
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES, OVERSEEING_ROLES, READING_ROLES, today_for
from accounts.people.models import Role
from foundation.decisions import APPROVE, REFUSE, decide, preview, words_of
from foundation.history import latest_first
from foundation.once import add_errors, save_once, sent
from foundation.pages import only_for, page_of
from foundation.shown import Changed, marks_of, word

from ..calendars.models import STANDING, Absence, AbsenceKind, AbsenceState
from .decision import KIND
from .forms import AbsenceForm, AbsencePlansForm, AbsenceReasonForm, AbsenceShorterForm, day_name
from .queries import (
    Workdays,
    earliest_end,
    may_be_shortened,
    may_decide,
    moved_by,
    plan_moves,
    recorded_absence_changes,
    to_decide,
)
from .services.registering import require_free_days
from .services.requesting import cancel_absence, request_absence, withdraw_absence
from .services.shortening import ask_to_shorten, shorten_absence

ASKING_ROLES = (Role.CONSULTANT, Role.MANAGER)
PER_PAGE = 25


def get_absence_for(user, pk):
    """The absence with its people, or 404 where the user may not see it."""
    rows = Absence.objects.visible_to(user).select_related(
        "user__store", "by", "decided_by", "replaces"
    )
    return get_object_or_404(rows, pk=pk)


@only_for(*READING_ROLES)
def absence_list(request):
    """One's own absences, or the team's; what waits for a decision comes first."""
    user = request.user
    rows = Absence.objects.visible_to(user).select_related("user")
    waiting = to_decide(user)
    show = request.GET.get("show")
    if show == "decide":
        rows = waiting.select_related("user").order_by("from_on", "pk")
    else:
        rows = rows.filter(user=user) if show == "mine" else rows
        rows = rows.order_by("-from_on", "-pk")
    context = {
        "page_obj": page_of(request, rows.annotate(moved=Count("proposed_plans")), PER_PAGE),
        "today": today_for(user, request.now),
        "show": show if show in ("decide", "mine") else "",
        "waiting": waiting.count(),
        "may_ask": user.role in ASKING_ROLES and user.store_id is not None,
    }
    return render(request, "followups/absences/list.html", context)


@only_for(*READING_ROLES)
def absence_detail(request, pk):
    """One absence with the new date of every plan; who may decide on it does so here."""
    absence = get_absence_for(request.user, pk)
    return render(request, "followups/absences/detail.html", detail_context(request, absence))


def detail_context(request, absence):
    on = absence.user.store.business_date(request.now)
    may = may_decide(request.user, absence)
    context = {
        "absence": absence,
        "today": on,
        "may_decide": may and absence.is_requested,
        "may_withdraw": absence.user_id == request.user.pk and absence.is_requested,
        "may_cancel": may_cancel(request.user, absence, on=on),
        "may_shorten": may_shorten(request.user, absence, on=on),
        "shorter": absence.shortened_by.order_by("pk").last(),
        "steps": latest_first(recorded_absence_changes(Absence.history.filter(id=absence.pk))),
    }
    if absence.is_requested:
        preview(KIND, [absence], act=APPROVE, now=request.now)
        context |= {
            "moves": absence.moving,
            "shown": [word(APPROVE, absence.mark)],
            "changed": sum(move.is_new for move in absence.moving),
            "too_late": any(move.to_on is None for move in absence.moving),
        }
    else:
        related = ("activity__opportunity__customer", "activity__opportunity__grade")
        rows = absence.proposed_plans.select_related(*related)
        context["page_obj"] = page_of(request, rows.order_by("to_on", "pk"))
    return context


def may_end(user, absence):
    """One's own leave, or that of somebody one decides for; a suspension ends by decision only (R8.7)."""
    return absence.kind != AbsenceKind.SUSPENSION and (
        absence.user_id == user.pk or may_decide(user, absence)
    )


def may_cancel(user, absence, *, on):
    """Whether it can be cancelled still: approved, and not begun."""
    approved = absence.state == AbsenceState.APPROVED
    return approved and absence.from_on > on and may_end(user, absence)


def may_shorten(user, absence, *, on):
    """Whether the user can end it earlier, or ask for that: it has begun and is not over."""
    return may_end(user, absence) and may_be_shortened(absence, on=on)


@only_for(*OVERSEEING_ROLES)
def absence_calendar(request):
    """Who is away in a month, as a list by day."""
    on = today_for(request.user, request.now)
    first = _month(request.GET.get("month"), on)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = (
        Absence.objects.visible_to(request.user)
        .filter(state__in=[AbsenceState.REQUESTED, AbsenceState.APPROVED])
        .overlapping(first, last)
        .select_related("user")
        .order_by("from_on", "user__full_name", "pk")
    )
    context = {
        "page_obj": page_of(request, rows),
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": last + timedelta(days=1),
        "today": on,
    }
    return render(request, "followups/absences/calendar.html", context)


def _month(text, on):
    """The first day of the month `2026-12`; of the present one where it is none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return on.replace(day=1)
    return found if 2000 <= found.year < 2100 else on.replace(day=1)


@only_for(*ASKING_ROLES)
def absence_create(request):
    """First the days, by GET; then every affected plan with its new date, and the request."""
    if request.user.store is None:
        raise PermissionDenied
    on = today_for(request.user, request.now)
    form = AbsenceForm(request.GET if "from_on" in request.GET else None, on=on)
    context = {"form": form, "today": on, "cancel_url": reverse("followups:absence_list")}
    plans = _plans_form(request, form, on) if form.is_bound and form.is_valid() else None
    if plans and (answer := save_once(request, plans, lambda: _ask(request, form, plans, on))):
        return answer
    return render(request, "followups/absences/form.html", context | {"plans": plans})


def _plans_form(request, form, on):
    """The second form, or ``None`` with the reason in the first one."""
    values = form.cleaned_data
    days = values["from_on"], values["to_on"]
    user = request.user
    posted = sent(request)
    try:
        if posted is None:
            require_free_days(user, *days, states=STANDING)
        moves = plan_moves(user, *days, values["plans"], on=on)
        if any(move.to_on is None for move in moves):
            raise ValidationError({"plans": _("It is too late to pull the plans forward.")})
    except ValidationError as error:
        add_errors(form, error)
        return None
    if posted is not None:
        # A plan that came meanwhile is shown with its proposal, not as something forgotten.
        posted = posted.copy()
        for move in moves:
            posted.setdefault(day_name(move.activity), move.to_on.isoformat())
    workdays = Workdays(user, *days, on=on)
    return AbsencePlansForm(posted, moves=moves, workdays=workdays, days=days, on=on)


def _ask(request, form, plans, on):
    shown = {name for name in request.POST if name.startswith("day_")}
    if plans.is_adjustable and shown != {day_name(move.activity) for move in plans.moves}:
        raise ValidationError(_("The plans have changed meanwhile. Please look once more."))
    absence = request_absence(
        by=request.user,
        now=request.now,
        on=on,
        user=request.user,
        reason=plans.cleaned_data["reason"],
        days=plans.new_days(),
        **form.cleaned_data,
    )
    messages.success(request, _("Asked for. It counts once it is approved."))
    return _page(absence)


def _page(absence):
    return reverse("followups:absence_detail", args=[absence.pk])


@require_POST
@only_for(Role.MANAGER, Role.DIRECTOR)
def absence_approve(request, pk):
    """One click: the absence counts, and all its plans move as shown."""
    absence = get_absence_for(request.user, pk)
    if not may_decide(request.user, absence):
        raise PermissionDenied
    who = {"by": request.user, "now": request.now}
    try:
        decide(KIND, absence, act=APPROVE, shown=marks_of(request.POST).get(APPROVE), **who)
    except Changed:
        messages.warning(request, _("The plans have changed meanwhile. Please look once more."))
        return redirect("followups:absence_detail", pk)
    except ValidationError as error:
        for text in error.messages:
            messages.warning(request, text)
        return redirect("followups:absence_detail", pk)
    number = absence.proposed_plans.count()
    said = ngettext(
        "Approved. %(count)d plan has moved.", "Approved. %(count)d plans have moved.", number
    )
    messages.success(request, said % {"count": number})
    return redirect("followups:absence_detail", pk)


@only_for(Role.MANAGER, Role.DIRECTOR)
def absence_refuse(request, pk):
    absence = get_absence_for(request.user, pk)
    if not may_decide(request.user, absence):
        raise PermissionDenied
    form = AbsenceReasonForm(sent(request))

    def save():
        how = {"shown": marks_of(request.POST).get(REFUSE), "reason": form.cleaned_data["reason"]}
        try:
            decide(KIND, absence, act=REFUSE, by=request.user, now=request.now, **how)
        except Changed as error:
            raise ValidationError(str(error)) from error
        messages.success(request, _("Refused. The plans stay where they are."))
        return _page(absence)

    context = {"submit": _("Refuse"), "tone": "danger"}
    context["shown"] = words_of(KIND, absence.pk, now=request.now)
    template = "followups/absences/refuse.html"
    return _confirm(request, absence, template, form, save, absence.is_requested, context)


@only_for(*CUSTOMER_ROLES)
def absence_withdraw(request, pk):
    absence = get_absence_for(request.user, pk)
    if absence.user_id != request.user.pk:
        raise PermissionDenied
    form = AbsenceReasonForm(sent(request))
    del form.fields["reason"]

    def save():
        withdraw_absence(by=request.user, now=request.now, absence=absence)
        messages.success(request, _("Withdrawn."))
        return _page(absence)

    context = {"submit": _("Withdraw"), "tone": "danger"}
    template = "followups/absences/withdraw.html"
    return _confirm(request, absence, template, form, save, absence.is_requested, context)


@only_for(*CUSTOMER_ROLES)
def absence_cancel(request, pk):
    absence = get_absence_for(request.user, pk)
    if not may_end(request.user, absence):
        raise PermissionDenied
    on = absence.user.store.business_date(request.now)
    form = AbsenceReasonForm(sent(request))

    def save():
        cancel_absence(
            by=request.user,
            now=request.now,
            on=on,
            absence=absence,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Cancelled. The plans stay where they are."))
        return _page(absence)

    context = {"submit": _("Cancel the absence"), "tone": "danger"}
    possible = may_cancel(request.user, absence, on=on)
    template = "followups/absences/cancel.html"
    return _confirm(request, absence, template, form, save, possible, context)


def _confirm(request, absence, template, form, save, possible, context):
    """The page that asks for the reason; back to the absence where it is decided already."""
    if answer := save_once(request, form, save):
        return answer
    if not possible:
        messages.warning(request, _("This is no longer possible: the absence has been decided."))
        return redirect(_page(absence))
    context |= {"absence": absence, "form": form, "cancel_url": _page(absence)}
    return render(request, template, context)


MOST_SHOWN = 20


@only_for(*CUSTOMER_ROLES)
def absence_shorten(request, pk):
    """The new last day, with the days that will count again and the plans that stay where they are."""
    absence = get_absence_for(request.user, pk)
    if not may_end(request.user, absence):
        raise PermissionDenied
    on = absence.user.store.business_date(request.now)
    decides = may_decide(request.user, absence)
    first = earliest_end(absence, on=on)
    form = AbsenceShorterForm(sent(request), initial={"to_on": first})
    back = reverse("followups:absence_detail", args=[absence.pk])

    def save():
        service = shorten_absence if decides else ask_to_shorten
        shorter = service(
            by=request.user,
            now=request.now,
            on=on,
            absence=absence,
            to_on=form.cleaned_data["to_on"],
            reason=form.cleaned_data["reason"],
        )
        said = _("It ends earlier. The plans stay where they are.")
        messages.success(
            request, said if decides else _("Asked for. It counts once it is approved.")
        )
        return reverse("followups:absence_detail", args=[shorter.pk])

    if answer := save_once(request, form, save):
        return answer
    if not may_shorten(request.user, absence, on=on):
        messages.warning(request, _("This absence can no longer be shortened."))
        return redirect(back)
    context = {
        "absence": absence,
        "form": form,
        "first": first,
        "plans": moved_by(absence)[:MOST_SHOWN],
        "number": moved_by(absence).count(),
        "submit": _("End it earlier") if decides else _("Ask to end it earlier"),
        "cancel_url": back,
    }
    return render(request, "followups/absences/shorten.html", context)
