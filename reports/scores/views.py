"""The pages of monthly scores: one's own with its sum, the month for who heads the store, honours (R13.3)."""

import tempfile
from io import BytesIO
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import store_asked_for, stores_of, today_for
from accounts.notices.services import read_of
from accounts.people.models import Role
from foundation.months import month_before, month_name, month_of, months_on, parse_month
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from foundation.shown import fingerprint

from ..exports.services import SheetWorkbook
from ..sheets.queries.scope import Scope
from .forms import AnswerForm, DrawUpForm, ObjectionForm, ReadForm, WeightsForm
from .models import PART_LABELS, AppealState, Score, ScoreAppeal, ScoreMonth, ScorePolicy
from .notices import KINDS
from .queries import (
    ScoreSheet,
    decimal_of,
    figures_of,
    honours_of,
    parts_of,
    scores_for,
)
from .rules import PARTS
from .services import answer, draw_up, object_to, set_weights, sign

directors_only = only_for(Role.DIRECTOR)
SCORED = (Role.CONSULTANT, Role.MANAGER, Role.MARKETING)
READERS = (*SCORED, Role.DIRECTOR, Role.GENERAL_MANAGER, Role.FINANCE)
readers_only = only_for(*READERS)
payroll_only = only_for(Role.DIRECTOR, Role.GENERAL_MANAGER, Role.FINANCE)
PER_PAGE = 24


def _month(request, pk):
    rows = ScoreMonth.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("store", "drawn_up_by", "signed_by"), pk=pk)


def _address(month):
    return reverse("reports:score_month", args=[month.pk])


@readers_only
def score_list(request):
    """All months in which the user has or reads scores, the last first."""
    rows = ScoreMonth.objects.visible_to(request.user).select_related("store", "signed_by")
    context = {"page_obj": page_of(request, rows, PER_PAGE), "may_draw_up": _may_decide(request)}
    return render(request, "reports/scores/list.html", context)


@readers_only
def score_month(request, pk):
    """The scores of a month that the user may see."""
    month = _month(request, pk)
    user = request.user
    context = {
        "month": month,
        "weighed": [(PART_LABELS[name], month.weights[name]) for name in PARTS],
        "rows": [
            (score, [(decimal_of(score.points[name]), PART_LABELS[name]) for name in PARTS])
            for score in scores_for(user, month)
        ],
        "today": month.store.business_date(request.now),
        "may_sign": _may_decide(request) and not month.is_signed,
        "may_take": month.is_signed and user.role not in SCORED,
        "honours": honours_of(month) if month.is_signed else [],
    }
    return render(request, "reports/scores/month.html", context)


@readers_only
def score_page(request, pk):
    """What was counted, what each part weighs, and what became of an objection."""
    rows = Score.objects.visible_to(request.user)
    rows = rows.select_related("month__store", "person", "team", "appeal__decided_by")
    score = get_object_or_404(rows, pk=pk)
    month, is_own = score.month, score.person_id == request.user.pk
    appeal = getattr(score, "appeal", None)
    if is_own:
        read_of(*KINDS, key=score.pk, by=request.user, now=request.now)
    is_open = not month.is_signed and month.store.business_date(request.now) <= month.appeal_until
    may_object = is_own and is_open and (appeal is None or appeal.state == AppealState.WAITING)
    form = None
    if may_object or request.method == "POST":
        if not is_own:
            raise PermissionDenied
        initial = {"text": appeal.text} if appeal else {}
        rows = [month, appeal] if appeal else ()
        form = ObjectionForm(sent(request), of=rows, initial=initial)

        def save():
            text = form.cleaned_data["text"]
            object_to(score, by=request.user, now=request.now, text=text)
            messages.success(request, _("Your appeal is with the director."))
            return reverse("reports:score", args=[score.pk])

        if answered := save_once(request, form, save):
            return answered
    context = {
        "score": score,
        "month": month,
        "parts": parts_of(score),
        "figures": figures_of(score),
        "appeal": appeal,
        "form": form if may_object or (form and form.errors) else None,
    }
    return render(request, "reports/scores/score.html", context)


@directors_only
def score_draw_up(request):
    """Count the scores of a month that is over."""
    today = today_for(request.user, request.now)
    initial = {"month": f"{month_before(today):%Y-%m}"}
    form = DrawUpForm(sent(request), by=request.user, initial=initial)

    def save():
        store = form.cleaned_data.get("store") or request.user.store
        month = form.cleaned_data["month"]
        return _address(draw_up(by=request.user, now=request.now, store=store, month=month))

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "cancel_url": reverse("reports:score_list")}
    return render(request, "reports/scores/draw_up.html", context)


@directors_only
def score_sign(request, pk):
    month = _month(request, pk)
    shown = fingerprint({row.pk: row.final for row in Score.objects.filter(month=month)})
    form = ReadForm(sent(request), of=[month], shown=shown)

    def save():
        sign(month, by=request.user, now=request.now)
        messages.success(request, _("Signed: the scores stay as they are."))
        return _address(month)

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "month": month, "cancel_url": _address(month)}
    return render(request, "reports/scores/sign.html", context)


@directors_only
def score_answer(request, pk):
    """The director's answer to an objection."""
    rows = ScoreAppeal.objects.visible_to(request.user)
    rows = rows.select_related("score__month__store", "score__person", "score__team", "decided_by")
    appeal = get_object_or_404(rows, pk=pk)
    score, waits = appeal.score, appeal.state == AppealState.WAITING
    shown = fingerprint(appeal.text, score.total)
    form = AnswerForm(sent(request), of=[score.month, appeal], shown=shown)

    def save():
        values = form.cleaned_data
        answer(
            appeal,
            by=request.user,
            now=request.now,
            points=values["points"],
            text=values["text"],
        )
        messages.success(request, _("Answered."))
        return _address(score.month)

    if answered := save_once(request, form, save):
        return answered
    context = {
        "form": form if waits or form.errors else None,
        "appeal": appeal,
        "score": score,
        "parts": parts_of(score),
        "figures": figures_of(score),
        "cancel_url": _address(score.month),
    }
    return render(request, "reports/scores/answer.html", context)


@directors_only
def score_weights(request):
    """What is weighed, and from which month on."""
    store, stores = store_asked_for(request.user, request.GET.get("store", ""))
    month = store.business_date(request.now).replace(day=1)
    asked = request.GET.get("month", "")
    month = parse_month(asked) if asked in dict(_months_on(month)) else month
    present = ScorePolicy.objects.in_force(store, month=month)
    shown = ScorePolicy(**{name: getattr(present, name) for name in WeightsForm.Meta.fields})
    form = WeightsForm(sent(request), instance=shown, initial={"effective_from": f"{month:%Y-%m}"})

    def save():
        set_weights(
            by=request.user,
            now=request.now,
            store=store,
            month=form.cleaned_data["effective_from"],
            values=form.values(),
        )
        messages.success(request, _("The weights are saved."))
        month = form.cleaned_data["effective_from"]
        return f"{reverse('reports:score_weights')}?store={store.pk}&month={month:%Y-%m}"

    if answered := save_once(request, form, save):
        return answered
    context = {
        "form": form,
        "store": store,
        "stores": stores,
        "code": f"{month:%Y-%m}",
        "months": _months_on(store.business_date(request.now).replace(day=1)),
        "cancel_url": reverse("reports:score_list"),
    }
    return render(request, "reports/scores/weights.html", context)


def _months_on(month):
    """``(2026-12, December 2026)`` of this month and those to come for which weights are laid down."""
    coming = [months_on(month, number) for number in range(4)]
    return [(f"{each:%Y-%m}", month_name(each)) for each in coming]


@payroll_only
def score_file(request, pk):
    """A signed month for the payroll: names of colleagues and points, nothing of a customer."""
    month = _month(request, pk)
    if not month.is_signed:
        raise Http404
    scope = Scope(request.user, *month_of(month.month), today_for(request.user, request.now))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scores.xlsx"
        sheet = ScoreSheet(scores_for(request.user, month))
        SheetWorkbook(path, sheet, scope, with_phones=False).write()
        made = BytesIO(path.read_bytes())
    name = f"{sheet.title} {month.store.code} {month.month:%Y-%m}.xlsx"
    return FileResponse(made, as_attachment=True, filename=name)


@readers_only
def score_honours(request, pk):
    """The list of honours on A4, for the wall."""
    rows = ScoreMonth.objects.filter(signed_at__isnull=False, honours__gt=0)
    rows = rows.filter(store__in=stores_of(request.user)).select_related("store", "signed_by")
    month = get_object_or_404(rows, pk=pk)
    context = {"month": month, "honours": honours_of(month), "now": request.now}
    return render(request, "reports/scores/honours.html", context)


def _may_decide(request):
    return request.user.role == Role.DIRECTOR
