"""Whatever points at a card, or at an intent, is told what to do when cards are merged (R2.5)."""

import pytest

from followups.merging.rules import FIELDS, Follow, of_cards, of_intents
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity


def relations(model):
    """``{(app.Model, field)}`` of all that points at the model but its histories."""
    return {
        (relation.related_model._meta.label, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and not relation.related_model.__name__.startswith("Historical")
    }


@pytest.mark.parametrize(("model", "entries"), [(Customer, of_cards), (Opportunity, of_intents)])
def test_every_relation_is_declared_once(model, entries):
    declared = [(entry.model, entry.field) for entry in entries]
    assert len(declared) == len(set(declared))
    assert set(declared) == relations(model)


def test_unique_relations_say_when_a_row_stays():
    """No row follows into a constraint of the database."""
    from django.apps import apps
    from django.db.models import UniqueConstraint

    for entry in of_cards:
        model = apps.get_model(entry.model)
        unique = [
            c
            for c in model._meta.constraints
            if isinstance(c, UniqueConstraint) and entry.field in c.fields
        ]
        handled = not isinstance(entry, Follow) or entry.alone is not None
        # Requests that wait are in the way of a merge altogether.
        assert not unique or handled or entry.model == "leads.ChangeRequest"


def test_every_field_of_a_card_stands_side_by_side():
    own = {"id", "store", "consultant", "registered_on", "lifecycle", "merged_into"}
    assert {field.name for field in Customer._meta.concrete_fields} == {*FIELDS} | own
