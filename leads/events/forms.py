"""A market event: its plan, and afterwards what it cost (R9.7)."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.fields import PersonField
from accounts.access.queries import stores_of
from accounts.people.models import User
from foundation.edits import EditForm
from foundation.fields import DayField, text_area

from .models import MarketEvent


class EventForm(EditForm, forms.ModelForm):
    """``by`` plans it for their store; who heads several says for which."""

    starts_on = DayField(label=_("Begins on"))
    ends_on = DayField(label=_("Ends on"))

    class Meta:
        model = MarketEvent
        fields = [
            "store",
            "name",
            "place",
            "starts_on",
            "ends_on",
            "responsible",
            "plan",
            "steps",
            "target_leads",
            "target_orders",
            "budget",
            "cost",
            "result",
        ]
        field_classes = {"responsible": PersonField}
        widgets = {
            "plan": text_area(4),
            "steps": text_area(4),
            "result": text_area(4),
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if by.store_id:
            del self.fields["store"]
            self.instance.store_id = self.instance.store_id or by.store_id
        else:
            self.fields["store"].queryset = stores_of(by)
        people = User.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.responsible_id), store__in=stores_of(by)
        )
        self.fields["responsible"].queryset = people

    def clean(self):
        values = super().clean()
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day lies before the first."))
        store, responsible = values.get("store"), values.get("responsible")
        store_id = store.pk if store else self.instance.store_id
        if responsible and store_id and responsible.store_id != store_id:
            self.add_error("responsible", _("This person works in another store."))
        return values
