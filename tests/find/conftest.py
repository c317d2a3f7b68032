"""People in the browser, at the fixed now."""

import pytest

from tests.browsing import (  # noqa: F401
    at_fixed_now,
    browse,
    client,
    count_queries,
    floor,
    receptionist,
    today,
)


@pytest.fixture
def find(browse):
    """`find(person, text)`: the titles and addresses of what was found, by kind."""

    def ask(person, text, **headers):
        answer = browse(person).post("/find/", {"q": text}, headers=headers)
        assert answer.status_code == 200, answer.status_code
        parts = answer.context.get("parts") or []
        return {part.label: [hit.title for hit in part.hits] for part in parts}

    return ask
