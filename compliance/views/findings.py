"""What the audit found, and the verdict on a suspicion (R6.5, R6.8)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import ASSESSING_ROLES
from accounts.models import Role
from accounts.pages import only_for, page_of, today_for
from followups.rules.deadlines import Kind
from foundation.decisions import APPROVE, REFUSE, decide, words_of
from foundation.shown import Changed, marks_of
from leads.models import OpportunityChange

from ..decision_suspicions import KIND
from ..forms.annotate import AnnotateManyForm
from ..forms.decisions import VerdictForm
from ..forms.filters import FindingFilter
from ..models import Finding, Verdict
from ..page_queries import findings_for
from ..services.annotations import annotate_findings
from ..services.errors import DecisionError
from ..services.verdict_preview import preview_confirm
from ..services.verdicts import may_judge
from ..signs import add_signs, signs_of_week


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
def finding_list(request):
    user = request.user
    today = today_for(user, request.now)
    rows = findings_for(user).order_by("-opened_on", "-days_late", "pk")
    filters = FindingFilter(request.GET, rows, user=user, on=today)
    open_ones = Finding.objects.visible_to(user).open()
    page = page_of(request, filters.qs)
    may_annotate = user.role in ASSESSING_ROLES
    if may_annotate:
        add_signs(user, page, today=today)
    context = {
        "page_obj": page,
        "may_annotate": may_annotate,
        "filter": filters,
        "is_filtered": filters.is_active,
        "open": open_ones.count(),
        "undecided": open_ones.filter(rule=Kind.SUSPECTED_EVASION, verdict="").count(),
        "today": today,
    }
    return render(request, "compliance/finding_list.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
@require_POST
def findings_annotate(request):
    """One text for the chosen findings; then back to the same filters (R4.9)."""
    form = AnnotateManyForm(request.POST, user=request.user)
    if form.is_valid():
        written, left_out = annotate_findings(
            by=request.user,
            now=request.now,
            findings=form.cleaned_data["finding"],
            text=form.cleaned_data["text"],
        )
        _tell(request, written, left_out)
    else:
        messages.warning(request, form.complaint)
    query = request.GET.urlencode()
    address = reverse("compliance:finding_list")
    return redirect(f"{address}?{query}" if query else address)


def _tell(request, written, left_out):
    if written:
        text = ngettext(
            "%(number)d annotation is on the worklists.",
            "%(number)d annotations are on the worklists.",
            written,
        )
        messages.success(request, text % {"number": written})
    if left_out:
        text = ngettext(
            "%(number)d customer has been handed on and was left out.",
            "%(number)d customers have been handed on and were left out.",
            left_out,
        )
        messages.warning(request, text % {"number": left_out})


@only_for(Role.MANAGER, Role.DIRECTOR)
def finding_verdict(request, pk):
    """Confirm or dismiss a suspicion: what was moved and put off, a reason, two buttons."""
    finding = get_object_or_404(findings_for(request.user), pk=pk, rule=Kind.SUSPECTED_EVASION)
    if not may_judge(request.user, finding):
        raise PermissionDenied
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, finding, **form.cleaned_data)
    changes = OpportunityChange.objects.filter(
        opportunity=finding.opportunity_id, expected_on__isnull=False
    )
    waits = not finding.verdict and not finding.closed_on
    context = {
        "finding": finding,
        "form": form,
        "shown": words_of(KIND, finding.pk, now=request.now) if waits else [],
        "evasion_fines": preview_confirm([finding], now=request.now) if waits else [],
        "moves": finding.activity.moves.select_related("by") if finding.activity_id else [],
        "signs": signs_of_week(
            request.user,
            finding.responsible_id,
            today=finding.store.business_date(request.now),
        ),
        "changes": changes.select_related("by", "grade").order_by("changed_on", "pk"),
        "today": finding.store.business_date(request.now),
    }
    return render(request, "compliance/finding_verdict.html", context)


def _decide(request, finding, *, verdict, reason):
    act = APPROVE if verdict == Verdict.CONFIRMED else REFUSE
    how = {"shown": marks_of(request.POST).get(act), "reason": reason}
    try:
        decide(KIND, finding, act=act, by=request.user, now=request.now, **how)
    except Changed as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    except DecisionError as error:
        messages.warning(request, str(error))
        return redirect("compliance:finding_list")
    if act == APPROVE:
        messages.success(request, _("Confirmed: it counts as an offence of today."))
    else:
        messages.success(request, _("Dismissed: it has no consequences."))
    return redirect("compliance:finding_list")
