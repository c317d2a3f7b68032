"""A floor at the fixed now, and an agreement that counts there."""

import pytest

from accounts.confidentiality.services import publish, sign
from accounts.people.models import Role
from tests.browsing import at_fixed_now, browse, count_queries, floor, today  # noqa: F401
from tests.factories import UserFactory


@pytest.fixture
def head(floor):  # noqa: F811
    return UserFactory(store=floor.store, role=Role.GENERAL_MANAGER)


@pytest.fixture
def text(floor, head, now):  # noqa: F811
    """`text("…")`: a further version, published by the general manager."""

    def write(said="客户号码不得外传。", *, counts_from=None, by=head, stores=None):
        return publish(
            by=by,
            now=now,
            stores=stores or [floor.store],
            text_zh=said,
            text_en=f"{said} (English)",
            counts_from=counts_from or now.date(),
        )

    return write


@pytest.fixture
def signs(now):
    """`signs(person, agreement, …)`: the same person in a request of their own."""

    def act(person, *agreements):
        by = type(person).objects.get(pk=person.pk)
        return sign(by=by, now=now, keys=[agreement.pk for agreement in agreements])

    return act
