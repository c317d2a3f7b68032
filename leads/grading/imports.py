"""Reading the intents of many stores and dates with the policies loaded once (R3.1–R3.3)."""

from bisect import bisect_right
from collections import defaultdict
from copy import copy

from .models import GradingPolicy, StorePolicy
from .queries import DEFAULT_POLICY, IntentReader


class Intents:
    """The ``IntentReader`` of any store on any date, or of a policy by its code."""

    def __init__(self):
        policies = GradingPolicy.objects.prefetch_related("grades")
        self._policies = {policy.pk: policy for policy in policies}
        self._by_code = {policy.code: policy for policy in self._policies.values()}
        self._adoptions = defaultdict(list)
        for adoption in StorePolicy.objects.order_by("effective_from"):
            self._adoptions[adoption.store_id].append((adoption.effective_from, adoption.policy_id))
        self._readers = {}

    @property
    def codes(self):
        """The codes of the policies there are."""
        return list(self._by_code)

    def of_store(self, store_id, on):
        """The reader of the policy in force at the store on the date; S0 where it has none (R3.2)."""
        adoptions = self._adoptions[store_id]
        i = bisect_right(adoptions, on, key=lambda adoption: adoption[0])
        policy = self._policies[adoptions[i - 1][1]] if i else self._by_code[DEFAULT_POLICY]
        return self._reader(policy, on)

    def of_opportunity(self, opportunity, on):
        """The reader of its later notes, as ``leads.grading.queries.policy_of`` chooses it."""
        own = opportunity.grade.policy_id
        adopted = {policy for _, policy in self._adoptions[opportunity.store_id]}
        if own in adopted or self._policies[own].code == DEFAULT_POLICY:
            return self.of_store(opportunity.store_id, on)
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
