"""What a store offers, and a name as its list spells it (R2.2)."""

from foundation.searching import reads_as

from .models import CarModel


def as_listed(store_id, name):
    """``name`` as the store's list spells it; a free one stays as it is."""
    listed = CarModel.objects.filter(reads_as("name", name), store=store_id).first()
    return listed.name if listed else name
