"""The opportunities that the rows of a batch are about."""

from collections import defaultdict

from django.utils.translation import gettext as _

from foundation.importing.problems import RowErrors
from foundation.words import folded
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.imports import car_keys
from leads.opportunities.models import Opportunity


class OpportunityFinder:
    """Finds by the consultant's store, the phone and the model; four queries for a batch."""

    def __init__(self, rows):
        stores = {values["consultant"].store_id for values in rows}
        customers = Customer.objects.filter(
            store__in=stores, phone__in={values["phone"] for values in rows}
        )
        self._customers, self._out_of_use = {}, set()
        rows = customers.values_list("pk", "store_id", "phone", "lifecycle", "merged_into")
        for pk, store, phone, lifecycle, kept in rows:
            self._customers[store, phone] = kept or pk
            if lifecycle == Lifecycle.INACTIVE and not kept:
                self._out_of_use.add(pk)
        self._opportunities = defaultdict(list)
        found = Opportunity.objects.filter(customer__in=list(self._customers.values()))
        # Some grades and people are shared by thousands of rows.
        for opportunity in found.prefetch_related("grade", "consultant").order_by(
            "registered_on", "pk"
        ):
            for key in car_keys(opportunity.car):
                self._opportunities[opportunity.customer_id, key].append(opportunity)

    def find(self, values):
        """The executing opportunity, else the latest; one that came after the row's day is not meant."""
        customer = self._customers.get((values["consultant"].store_id, values["phone"]))
        if customer is None:
            raise RowErrors(("phone", _("There is no customer with this number in the store.")))
        if customer in self._out_of_use:
            raise RowErrors(("phone", _("This number is on a card that is out of use.")))
        found = self._opportunities.get((customer, folded(values["model"])))
        if not found:
            raise RowErrors(("model", _("The customer has no opportunity for this model.")))
        executed_on = values.get("executed_on")
        day = executed_on or values["planned_on"]
        known = [opportunity for opportunity in found if opportunity.registered_on <= day]
        if executed_on and not known:
            message = _("The opportunity was registered later, on %(date)s.")
            raise RowErrors(("executed_on", message % {"date": found[0].registered_on}))
        known = known or found
        executing = [opportunity for opportunity in known if opportunity.is_executing]
        return (executing or known)[-1]
