"""Objections to monthly scores wait for the director (R13.3)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from foundation.decisions import EARLIER, Earlier, Kind

from .models import ScoreAppeal
from .queries import figures_of, parts_of


def _load(keys):
    rows = ScoreAppeal.objects.select_related("score__person", "score__team", "score__month__store")
    return rows.select_related("decided_by").in_bulk(keys)


def evidence_of(appeal, *, user, on):
    """What was counted, what each part weighs, and the person's earlier appeals."""
    score = appeal.score
    rows = ScoreAppeal.objects.filter(score__person=score.person_id, filed_at__lt=appeal.filed_at)
    earlier = [
        Earlier(row.score.month.month, row.text, row.get_state_display(), row.answer)
        for row in rows.select_related("score__month").order_by("-filed_at")[:EARLIER]
    ]
    return {
        "appeal": appeal,
        "score": score,
        "parts": parts_of(score),
        "figures": figures_of(score),
        "earlier": earlier,
    }


KIND = Kind(
    code="score",
    label=gettext_lazy("Appeals against scores"),
    name=ScoreAppeal._meta.verbose_name,
    icon="speedometer2",
    place=95,
    announced=gettext_lazy("Appeals against scores"),
    roles=(Role.DIRECTOR,),
    rows=ScoreAppeal.objects.waiting,
    since="filed_at",
    person="score__person",
    store="score__month__store",
    decided=lambda user: ScoreAppeal.objects.visible_to(user).filter(decided_at__isnull=False),
    load=_load,
    row_template="reports/scores/_waiting.html",
    page=lambda appeal: reverse("reports:score_answer", args=[appeal.pk]),
    about="score__person",
    rule=lambda appeal: gettext_lazy(
        "Rule: a score is counted by the store's weights; whoever is scored may appeal once within the term."
    ),
    evidence=evidence_of,
    evidence_template="reports/scores/_evidence.html",
    others=True,
    is_light=True,
)
