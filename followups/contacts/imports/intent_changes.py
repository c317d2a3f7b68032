"""What the activities of a batch change of their opportunities' notes and dates (R3.1, R3.4)."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.bulk import insert_objects
from foundation.importing.cells import short
from foundation.importing.problems import RowErrors
from leads.opportunities.models import OpportunityChange


class IntentChanges:
    """Reads a row's note and date against what its activity is known to have changed."""

    def __init__(self, intents, opportunities, context):
        self._intents, self._context = intents, context
        self._known = defaultdict(dict)
        self._new = []
        rows = OpportunityChange.objects.filter(
            opportunity__in=opportunities, activity_id__isnull=False
        )
        for activity, note, expected_on in rows.values_list("activity_id", "note", "expected_on"):
            known = self._known[activity]
            known |= {"note": note} if note is not None else {}
            known |= {"expected_on": expected_on} if expected_on is not None else {}

    def read(self, opportunity, row, activity):
        """The changes that are not recorded yet, by field; raises ``RowErrors`` where others are."""
        known = self._known.get(_key(activity), {}) if activity else {}
        changes, errors = {}, []
        if "note" in row and row["note"] != known.get("note"):
            grade, note = self._read_note(opportunity, row)
            if "note" not in known:
                changes |= {"grade": grade, "note": note}
            elif note != known["note"]:
                message = _("Recorded with the note “%(note)s”, which an import does not change.")
                errors.append(("note", message % {"note": short(known["note"])}))
        expected_on = row.get("expected_purchase_date")
        if expected_on and "expected_on" not in known:
            changes["expected_on"] = expected_on
        elif expected_on and expected_on != known["expected_on"]:
            message = _("Recorded with the date %(date)s, which an import does not change.")
            errors.append(("expected_purchase_date", message % {"date": known["expected_on"]}))
        if errors:
            raise RowErrors(*errors)
        return changes

    def _read_note(self, opportunity, row):
        """By the policy of that day; a grade only the opportunity's own policy knows also does."""
        on, own = row["executed_on"], opportunity.grade.policy_id
        try:
            return self._intents.of_opportunity(opportunity, on).read_note(row["note"])
        except ValidationError as error:
            try:
                return self._intents.of_policy(own, on).read_note(row["note"])
            except ValidationError:
                raise RowErrors(("note", error.messages[0])) from error

    def add(self, opportunity, activity, on, changes):
        """To be written with the batch; ``changes`` are fields of ``OpportunityChange``."""
        known = self._known[_key(activity)]
        known |= {name: changes[name] for name in ("note", "expected_on") if name in changes}
        change = OpportunityChange(
            opportunity=opportunity,
            store_id=opportunity.store_id,
            changed_on=on,
            by=self._context.by,
            **changes,
        )
        self._new.append((change, activity))

    def write(self):
        """Write them, once the activities have their keys."""
        for change, activity in self._new:
            change.activity_id = activity.pk
        insert_objects(OpportunityChange, [change for change, _activity in self._new])


def _key(activity):
    return activity.pk or ("new", id(activity))
