"""Reading the intents of many stores and dates with the policies loaded once (R3.1–R3.3)."""

from bisect import bisect_right
from collections import defaultdict
from copy import copy

from .models import GradingPolicy, StorePolicy
from .queries import DEFAULT_POLICY, IntentReader, team_of


class Intents:
    """The ``IntentReader`` of anybody on any date, or of a policy by its code."""

    def __init__(self):
        policies = GradingPolicy.objects.prefetch_related("grades")
        self._policies = {policy.pk: policy for policy in policies}
        self._by_code = {policy.code: policy for policy in self._policies.values()}
        self._adoptions = defaultdict(list)
        self._adopted = set()
        for adoption in StorePolicy.objects.order_by("effective_from"):
            whose = adoption.store_id, adoption.team_id
            self._adoptions[whose].append((adoption.effective_from, adoption.policy_id))
            self._adopted.add((adoption.store_id, adoption.policy_id))
        self._readers = {}

    @property
    def codes(self):
        """The codes of the policies there are."""
        return list(self._by_code)

    def of_person(self, person, on):
        """The reader of the policy that the person graded by on the date; S0 where there is none (R3.2)."""
        for team in (team_of(person), None):
            adoptions = self._adoptions.get((person.store_id, team), ())
            if i := bisect_right(adoptions, on, key=lambda adoption: adoption[0]):
                return self._reader(self._policies[adoptions[i - 1][1]], on)
        return self._reader(self._by_code[DEFAULT_POLICY], on)

    def of_opportunity(self, opportunity, on):
        """The reader of its later notes, as ``leads.grading.queries.policy_of`` chooses it."""
        own = opportunity.grade.policy_id
        adopted = (opportunity.store_id, own) in self._adopted
        if adopted or self._policies[own].code == DEFAULT_POLICY:
            return self.of_person(opportunity.consultant, on)
        return self.of_policy(own, on)

    def of_code(self, code, on):
        return self._reader(self._by_code[code], on)

    def of_policy(self, policy_id, on):
        return self._reader(self._policies[policy_id], on)

    def _reader(self, policy, on):
        # A reader knows the days off of two years, whatever the day in them.
        key = policy.pk, on.year
        if key not in self._readers:
            self._readers[key] = IntentReader(policy, on=on)
        reader = copy(self._readers[key])
        reader.on = on
        return reader
