"""Vehicle numbers: worked examples (R9.7)."""

import pytest

from orders.stock.rules import VinError, normalise_vin


def test_a_vehicle_number_is_read_as_people_write_it():
    assert normalise_vin(" lsvau2a3-7n2 183294 ") == "LSVAU2A37N2183294"
    assert normalise_vin("ＬＳＶＡＵ２Ａ３７Ｎ２１８３２９４") == "LSVAU2A37N2183294"


@pytest.mark.parametrize(
    "text", ["", "LSVAU2A37N218329", "LSVAU2A37N2183294X", "OSVAU2A37N2183294"]
)
def test_what_is_no_vehicle_number(text):
    with pytest.raises(VinError):
        normalise_vin(text)
