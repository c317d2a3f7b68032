"""The filter of the dashboard: a month, a quarter, a year or days of one's own; and the channel (R9.8)."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.dates import EARLIEST, LATEST
from foundation.fields import DayField
from leads.customers.models import Channel, Source

from ..sheets.forms import SheetFilter
from .queries.scope import IndicatorScope
from .rules import MONTH, MONTHS, OWN, QUARTER, YEAR, Span

SPAN_LABELS = {MONTH: _("Month"), QUARTER: _("Quarter"), YEAR: _("Year"), OWN: _("From–to")}
ORIGINS = [
    ("", _("All channels")),
    (_("Channel"), list(Channel.choices)),
    (_("Source"), [(str(code), label) for code, label in Source.choices]),
]


class IndicatorFilter(SheetFilter):
    """``span`` and ``at`` (any day of it) are moved by links; from and to are typed."""

    span = forms.ChoiceField(choices=SPAN_LABELS.items(), required=False, widget=forms.HiddenInput)
    at = DayField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Channel"), choices=ORIGINS, required=False)

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        scope = {name: getattr(self.scope, name) for name in self.scope.__dataclass_fields__}
        self.scope = IndicatorScope(
            **scope, span=self.chosen, origin=self.cleaned_data.get("channel") or ""
        )
        if self.chosen.kind == OWN:
            del self.fields["at"]
        else:
            del self.fields["start"], self.fields["end"]

    @property
    def values(self):
        channel = self.cleaned_data.get("channel")
        return super().values | ({"channel": channel} if channel else {})

    @property
    def is_active(self):
        return any(self.cleaned_data.get(n) for n in ("store", "team", "consultant", "channel"))

    @property
    def spans(self):
        """``[(label, query, is chosen)]`` of each kind of span, around the last day shown."""
        day = min(self.scope.last, self.today) if self.chosen.kind == OWN else self.chosen.start
        if self.chosen.start <= self.today <= self.chosen.end:
            day = self.today
        shown = []
        for kind, label in SPAN_LABELS.items():
            if kind == OWN:
                span = Span(OWN, self.scope.start, max(self.scope.start, self.scope.last))
            else:
                span = Span.around(kind, day)
            shown.append((label, self._query(span), kind == self.chosen.kind))
        return shown

    @property
    def earlier(self):
        span = self.chosen.moved(-1)
        return self._query(span) if span.start >= EARLIEST else ""

    @property
    def later(self):
        """Nothing after the span that today lies in."""
        if self.chosen.end >= self.today:
            return ""
        return self._query(self.chosen.moved(1))

    def _query(self, span):
        kept = {k: v for k, v in self.values.items() if k not in self._of(self.chosen)}
        return urlencode(self._of(span) | kept)

    def _period(self):
        values = self.cleaned_data
        kind = values.get("span") or MONTH
        if kind in MONTHS:
            at = values.get("at") or self.today
            self.chosen = Span.around(kind, min(max(at, EARLIEST), LATEST))
        else:
            # Open ends are those of this month.
            month = Span.around(MONTH, self.today)
            start, end = values.get("start") or month.start, values.get("end") or self.today
            self.chosen = Span(OWN, min(start, end), max(start, end))
        return self.chosen.start, self.chosen.end

    def _shown_period(self):
        return self._of(self.chosen)

    @staticmethod
    def _of(span):
        if span.kind == OWN:
            return {"span": OWN, "start": span.start.isoformat(), "end": span.end.isoformat()}
        return {"span": span.kind, "at": span.start.isoformat()}
