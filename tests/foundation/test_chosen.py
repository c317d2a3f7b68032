"""Keys that an address names."""

import pytest

from foundation.chosen import key_in, keys_in


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "9" * 19, " 1", "1e3", "\0"])
def test_anything_else_is_not_chosen(text):
    assert key_in(text) is None
    assert keys_in([text, "7", "7", "9" * 18]) == {7, int("9" * 18)}
