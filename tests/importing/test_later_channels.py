"""The channels that came later: by the form, by a file, and in the table of grade progression (R2.4, R9.3)."""

from datetime import date

import pytest
from django.urls import reverse

from leads.customers.models import Channel, Customer
from tests.browsing import at_fixed_now, browse, fields, today  # noqa: F401
from tests.importing.conftest import CUSTOMER

LATER = {
    Channel.PEERS: "同行",
    Channel.INSIDE: "内部信息",
    Channel.SERVICE_STATION: "服务站",
    Channel.TRADE: "行业开发",
}


@pytest.mark.parametrize("channel", LATER)
def test_a_card_is_entered_with_it(browse, floor, fields, channel):  # noqa: F811
    client, url = browse(floor.consultant), reverse("followups:customer_create")
    sent = fields(
        client.get(url),
        phone="13812345678",
        name="李雷",
        gender="M",
        customer_type="private",
        birthday_unknown="on",
        source="5",
        district="海淀区",
        model="Golf",
        note="H 想要白色",
        expected_on=date(2026, 11, 25),
        channel=channel,
    )
    answer = client.post(url, sent)
    assert Customer.objects.get().channel == channel
    page = client.get(answer.url, headers={"accept-language": "zh-hans"}).content.decode()
    assert LATER[channel] in page


def test_a_file_brings_them_in_and_the_table_shows_them(browse, floor, load):  # noqa: F811
    rows = [
        CUSTOMER
        | {"name": f"客户{n}", "phone": f"1380000000{n}", "source": "5", "channel": channel}
        | {"registered_on": "2026-11-10", "expected_purchase_date": "2026-11-15"}
        for n, channel in enumerate(LATER.values())
    ]
    assert load("customers", rows)["created"] == len(LATER)
    assert {card.channel for card in Customer.objects.all()} == set(LATER)
    answer = browse(floor.manager).get(reverse("reports:progression"), {"month": "2026-11"})
    codes = [column.code for column in answer.context["columns"]]
    lines = [dict(zip(codes, line, strict=True)) for line in answer.context["lines"]]
    assert sorted(str(line["customer"]) for line in lines) == [f"客户{n}" for n in range(4)]
    assert {(line["source"], line["new"]) for line in lines} == {(5, "H")}
