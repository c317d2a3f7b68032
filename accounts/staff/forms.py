"""What an administrator says about a member of staff (R1.1, R1.2)."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.edits import EditForm
from foundation.searching import reads_like

from ..access.queries import stores_of
from ..people.models import HEADS, Role, User
from .services import check_nothing_is_orphaned


class StaffFilter(django_filters.FilterSet):
    """The list's filters; what makes no sense in them is left out."""

    q = django_filters.CharFilter(method="by_name", label=_("Name"))
    role = django_filters.ChoiceFilter(choices=Role, label=_("Role"), empty_label=_("All roles"))
    is_active = django_filters.ChoiceFilter(
        choices=[("1", _("Active")), ("0", _("Left"))],
        method="by_activity",
        label=_("Active"),
        empty_label=_("All"),
    )

    class Meta:
        model = User
        fields = []

    def by_name(self, rows, name, value):
        return rows.filter(reads_like("full_name", value) | reads_like("username", value))

    def by_activity(self, rows, name, value):
        return rows.filter(is_active=value == "1")


class StaffForm(EditForm, forms.ModelForm):
    """A person of the administrator's stores; nobody changes their own role or closes their own account."""

    class Meta:
        model = User
        fields = ["full_name", "username", "role", "store", "manager", "email"]
        fields += ["messenger", "messenger_id", "is_active"]
        help_texts = {
            "messenger_id": _("As the messenger's own list of staff says; notices go there."),
            "is_active": _("Whoever has left can no longer log in; their history stays."),
            "manager": _("Supervises the consultant and answers for half of their fines."),
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        stores = stores_of(by)
        field = self.fields["store"]
        field.queryset = stores
        field.required = by.store_id is not None
        if by.store_id:
            field.empty_label = None
        else:
            field.empty_label = _("The whole region")
        self.region_id = by.region_id
        self.fields["manager"].queryset = User.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.manager_id),
            role=Role.MANAGER,
            store__in=stores,
        ).select_related("store")
        if not self.instance.pk:
            del self.fields["is_active"]
        elif self.instance.pk == by.pk:
            for name in ("role", "store", "is_active"):
                self.fields[name].disabled = True

    def clean(self):
        values = super().clean()
        role, store, manager = (values.get(name) for name in ("role", "store", "manager"))
        if role != Role.CONSULTANT:
            values["manager"] = None
        elif not manager:
            self.add_error("manager", _("Name the manager who supervises this consultant."))
        elif store and manager.store_id != store.pk:
            self.add_error("manager", _("The manager works in another store."))
        may_head_a_region = role in (*HEADS, Role.ADMINISTRATOR)
        if "store" in values and not store and role and not may_head_a_region:
            self.add_error(
                "store",
                _("Only a director, a general manager or an administrator heads a whole region."),
            )
        self.instance.region_id = None if store else self.region_id
        return values

    def _post_clean(self):
        super()._post_clean()
        if self.instance.pk and not self.errors:
            try:
                check_nothing_is_orphaned(User.objects.get(pk=self.instance.pk), self.instance)
            except ValidationError as error:
                self.add_error(None, error)
