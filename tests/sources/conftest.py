"""A store's marketing, who looks after the sources of leads."""

from tests.leads_road import at_fixed_now, browse, count_queries, now, road, today  # noqa: F401
