"""Confirming or dismissing a suspicion (R6.5)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.people.models import Role
from followups.deadlines.rules.kinds import Kind
from foundation.decisions import APPROVE, REFUSE, DecisionError, decide, words_of
from foundation.pages import only_for
from foundation.shown import Changed, marks_of
from leads.opportunities.models import OpportunityChange

from ..findings.models import Verdict
from ..findings.queries import findings_for, red_flags_of_week
from .decision import KIND
from .forms import VerdictForm
from .services import may_judge, preview_confirm


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
        "red_flags": red_flags_of_week(
            request.user,
            finding.responsible_id,
            today=finding.store.business_date(request.now),
        ),
        "changes": changes.select_related("by", "grade").order_by("changed_on", "pk"),
        "today": finding.store.business_date(request.now),
    }
    return render(request, "compliance/suspicions/verdict.html", context)


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
