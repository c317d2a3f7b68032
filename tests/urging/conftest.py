"""Leads that arrive at a store on a working day, at ten in the morning."""

from tests.leads_road import at_fixed_now, browse, count_queries, now, road, today  # noqa: F401
