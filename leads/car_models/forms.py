"""A model of the store's list: added, renamed, retired (R2.2)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.queries import stores_of
from foundation.edits import EditForm
from foundation.searching import reads_as
from foundation.words import words_of

from .models import CarModel


class CarModelForm(EditForm, forms.ModelForm):
    """``by`` keeps the list of their store; who heads several says of which. ``on``: today."""

    is_retired = forms.BooleanField(label=gettext_lazy("No longer offered"), required=False)

    class Meta:
        model = CarModel
        fields = ["store", "brand", "name"]

    def __init__(self, *args, by, on, **kwargs):
        self.on = on
        super().__init__(*args, **kwargs)
        self.fields["is_retired"].initial = self.instance.retired_on is not None
        if self.instance.pk or by.store_id:
            del self.fields["store"]
            self.instance.store_id = self.instance.store_id or by.store_id
        else:
            self.fields["store"].queryset = stores_of(by)
        if not self.instance.pk:
            del self.fields["is_retired"]

    def clean_name(self):
        name = words_of(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Name the model."))
        return name

    def clean(self):
        values = super().clean()
        name = self.cleaned_data.get("name")
        store = self.cleaned_data.get("store") or self.instance.store_id
        others = CarModel.objects.filter(store=store).exclude(pk=self.instance.pk)
        if name and store and others.filter(reads_as("name", name)).exists():
            self.add_error("name", _("This model is on the list already."))
        retired = self.cleaned_data.get("is_retired", False)
        self.instance.retired_on = (self.instance.retired_on or self.on) if retired else None
        return values
