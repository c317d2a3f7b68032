"""`manage.py ledger [--person USERNAME] [--from DATE] [--to DATE] [--json]`, `ledger --check`"""

from ledgers.command import LedgerCommand, with_notes

from ...penalties.models import LedgerEntry, LedgerSum


class Command(LedgerCommand):
    entries, sums = LedgerEntry, LedgerSum

    def row(self, entry):
        return {
            "id": entry.pk,
            "on": entry.on.isoformat(),
            "store": entry.store.code,
            "person": entry.person.username,
            "family": entry.family,
            "kind": entry.kind,
            "amount": f"{entry.amount:.2f}",
            "share_of": entry.share_of_id,
            "reverses": entry.reverses_id,
            "reason": entry.reason,
        }

    def text(self, row):
        share, reverses = row["share_of"], row["reverses"]
        notes = [row["reason"], share and f"share of {share}"]
        notes.append(reverses and f"reverses {reverses}")
        return with_notes(f"{row['family']} {row['kind']} {row['amount']}", notes)
