"""`manage.py rewards [--person USERNAME] [--from DATE] [--to DATE] [--json]`, `rewards --check`"""

from ledgers.command import LedgerCommand, with_notes

from ...models import RewardEntry, RewardSum


class Command(LedgerCommand):
    help = "Print the entries of rewards and their sums, or prove that the stored sums are right."
    entries, sums = RewardEntry, RewardSum

    def also(self, entries):
        return entries.select_related("person", "store", "reward__order")

    def row(self, entry):
        return {
            "id": entry.pk,
            "on": entry.on.isoformat(),
            "store": entry.store.code,
            "person": entry.person.username,
            "order": entry.reward.order.number,
            "kind": entry.kind,
            "amount": f"{entry.amount:.2f}",
            "reverses": entry.reverses_id,
            "reason": str(entry.reason),
        }

    def text(self, row):
        notes = [row["reason"], row["reverses"] and f"reverses {row['reverses']}"]
        return with_notes(f"{row['order']} {row['kind']} {row['amount']}", notes)
