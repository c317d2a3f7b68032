"""The filter of a sheet: when, where and whose; only what the viewer may see is offered (R1.3)."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access.fields import PersonField
from accounts.access.queries import staff_visible_to, stores_of
from accounts.people.models import Role, Store, User
from foundation.dates import EARLIEST
from foundation.fields import DayField, MonthField
from foundation.months import month_of

from .queries.scope import Scope
from .queries.sheet import DATE, MONTH


class _People(PersonField):
    def __init__(self, label, empty_label):
        super().__init__(User.objects.none(), label=label, required=False, empty_label=empty_label)


class SheetFilter(forms.Form):
    """What makes no sense in the address is left out, and said beside the field."""

    by = forms.ChoiceField(required=False)
    month = MonthField(label=gettext_lazy("Month"), required=False)
    on = DayField(label=gettext_lazy("Date"), required=False)
    start = DayField(label=pgettext_lazy("period", "From"), required=False)
    end = DayField(label=pgettext_lazy("period", "To"), required=False)
    store = forms.ModelChoiceField(
        Store.objects.none(),
        label=gettext_lazy("Store"),
        required=False,
        empty_label=gettext_lazy("All stores"),
    )
    team = _People(gettext_lazy("Team"), gettext_lazy("All teams"))
    consultant = _People(gettext_lazy("Consultant"), gettext_lazy("All consultants"))

    def __init__(self, data, *, sheet, viewer, today, now=None):
        super().__init__(data)
        self.sheet, self.viewer, self.today = sheet, viewer, today
        periods = {DATE: ["on"], MONTH: ["month"]}.get(sheet.period, ["start", "end"])
        for name in {"month", "on", "start", "end"} - set(periods):
            del self.fields[name]
        if sheet.ways:
            self.fields["by"].choices = sheet.ways.items()
            self.fields["by"].label = sheet.ways_label
        else:
            del self.fields["by"]
        self._offer_people()
        self.is_valid()
        start, end = self._period()
        self.scope = Scope(
            viewer=viewer,
            start=start,
            end=end,
            today=today,
            store=self.cleaned_data.get("store"),
            team=self.cleaned_data.get("team"),
            person=self.cleaned_data.get("consultant"),
            by=self.cleaned_data.get("by") or next(iter(sheet.ways), ""),
            now=now,
        )
        # What was left open is shown as it is read.
        self.data = self.data.copy() if hasattr(self.data, "copy") else dict(self.data)
        for name, value in (self._shown_period() | self._shown_way()).items():
            if not self.errors.get(name):
                self.data[name] = value

    def clean(self):
        values = super().clean()
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first."))
        return values

    @property
    def values(self):
        """The filter as it stands, for addresses and for exports made later."""
        chosen = {
            name: str(self.cleaned_data[name].pk)
            for name in ("store", "team", "consultant")
            if self.cleaned_data.get(name)
        }
        return self._shown_period() | self._shown_way() | chosen

    @property
    def query(self):
        return urlencode(self.values)

    @property
    def is_active(self):
        return any(self.cleaned_data.get(name) for name in self.fields if name != "by")

    def _offer_people(self):
        stores = stores_of(self.viewer).order_by("code")
        heads_several = self.viewer.heads and not self.viewer.store_id
        if heads_several:
            self.fields["store"].queryset = stores
        else:
            del self.fields["store"]
        people = staff_visible_to(self.viewer).order_by("full_name", "pk")
        if self.sheet.by_person and self.viewer.heads:
            self.fields["team"].queryset = people.filter(role=Role.MANAGER)
        else:
            del self.fields["team"]
        if self.sheet.by_person and (self.viewer.heads or self.viewer.is_manager):
            self.fields["consultant"].queryset = people.filter(role=Role.CONSULTANT)
        else:
            del self.fields["consultant"]

    def _period(self):
        values = self.cleaned_data
        if self.sheet.period == MONTH:
            return month_of(values.get("month") or self.today)
        if self.sheet.period == DATE:
            day = values.get("on") or self.today
            return day, day
        end = values.get("end") or self.today
        start = values.get("start") or max(EARLIEST, end - self.sheet.reach)
        return min(start, end), max(start, end)

    def _shown_way(self):
        return {"by": self.scope.by} if self.sheet.ways else {}

    def _shown_period(self):
        start, end = self.scope.start, self.scope.end
        if self.sheet.period == MONTH:
            return {"month": f"{start:%Y-%m}"}
        if self.sheet.period == DATE:
            return {"on": start.isoformat()}
        return {"start": start.isoformat(), "end": end.isoformat()}
