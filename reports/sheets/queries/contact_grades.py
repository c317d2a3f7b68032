"""The grade before and after each contact (R3.4), for some opportunities at once."""

from collections import defaultdict

from followups.activities.models import Activity
from leads.opportunities.models import OpportunityChange

from ..rules import grades_around


def contact_grades(opportunities, *, until):
    """``{opportunity: [(activity, day of the contact, grade before, grade after), …]}`` in two queries.

    ``opportunities``: keys. Contacts until the date, in the order in which they were recorded.
    """
    changes, contacts = defaultdict(list), defaultdict(list)
    changed = OpportunityChange.objects.filter(opportunity__in=opportunities, grade__isnull=False)
    fields = ("opportunity", "changed_on", "activity_id", "grade__code")
    for pk, *change in changed.order_by("changed_on", "pk").values_list(*fields):
        changes[pk].append(change)
    done = Activity.objects.executed().filter(opportunity__in=opportunities, executed_on__lte=until)
    fields = ("opportunity", "pk", "ended_on", "executed_on")
    for pk, *contact in done.order_by("ended_on", "executed_at", "pk").values_list(*fields):
        contacts[pk].append(contact)
    found = {}
    for pk in opportunities:
        around = grades_around(changes[pk], [(key, ended) for key, ended, _day in contacts[pk]])
        found[pk] = [(key, day, *around[key]) for key, _ended, day in contacts[pk]]
    return found
