"""Who has signed the confidentiality agreement, and who has not (R13.4)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.confidentiality.queries import READERS, signers_of
from foundation.display import moment

from .sheet import DATE, MARK, Column, Figure, Group, Measure, Sheet

ALL, WAITING, SIGNED = "all", "waiting", "signed"

SIGNATURE_COLUMNS = [
    Column("name", _("Name"), width=14),
    Column("role", _("Role"), width=14),
    Column("store", _("Store"), width=16),
    Column("version", pgettext_lazy("agreement", "Version"), MARK, 8),
    Column("signed", _("Signed"), width=16),
    Column("state", _("State"), width=10),
]


class Signatures(Sheet):
    """Everybody who has to sign by the close of the day, with what they signed last until then."""

    code = "signatures"
    title = _("Confidentiality: who has signed")
    form_name = "保密协议签署名单"
    hint = _("Everybody who has to sign, the version that they signed last, and when.")
    period = DATE
    roles = READERS
    by_person = False
    is_landscape = False
    parts = {"role": "role"}
    ways = {ALL: _("All"), WAITING: _("Not signed"), SIGNED: _("Signed")}
    ways_label = _("State")

    def columns(self, scope):
        # Signed by hand once more where the house keeps paper.
        return [*SIGNATURE_COLUMNS, Column("hand", _("Signature"), width=16)]

    def measures(self, scope):
        people = signers_of(scope.stores(), on=scope.end)
        return {
            ALL: Measure(_("Have to sign"), people),
            WAITING: Measure(_("Not signed"), people.filter(has_signed=False)),
            SIGNED: Measure(_("Signed"), people.filter(has_signed=True)),
        }

    def figures(self, scope):
        measures = self.measures(scope).items()
        figures = [Figure(m.rows.count(), name, label=m.label) for name, m in measures]
        return [Group(_("Total"), figures)]

    def rows(self, scope):
        rows = self.measures(scope)[self.way(scope)].rows.select_related("store", "region")
        return rows.order_by("has_signed", "store__code", "full_name", "pk")

    def lines(self, scope, rows):
        return [[*signature_line(scope, row), ""] for row in rows]


def signature_line(scope, person):
    return [
        str(person),
        person.get_role_display(),
        str(person.store or person.region or ""),
        person.signed_number,
        moment(person.signed_at) if person.signed_at else "",
        str(_("Signed") if person.has_signed else _("Not signed")),
    ]
