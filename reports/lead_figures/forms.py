"""Of which span, store and people the figures of leads are told (R13.1)."""

from ..dashboard.forms import IndicatorFilter


class LeadFigureFilter(IndicatorFilter):
    """As the indicators have it, without a channel: each has its line on the sheet."""

    channel = None
