"""Keeping a store's list of models (R2.2); every change is kept (R1.4)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as

from .models import CarModel


@transaction.atomic
def save_model(car_model: CarModel, *, by: User, now: datetime) -> CarModel:
    """Save a new, renamed or retired model; raises ``ValidationError`` for one on the list already."""
    try:
        with transaction.atomic():
            save_as(car_model, by=by, now=now)
    except IntegrityError as error:
        raise ValidationError({"name": _("This model is on the list already.")}) from error
    return car_model
