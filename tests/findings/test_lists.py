"""The list of findings: as many queries for three rows as for one; no query string breaks it."""

import pytest

NONSENSE = (
    "?page=x&state=nothing&rule=%00&responsible=abc&person=99999999999999999999&grade=ZZ&kind=1"
    "&since=2026-13-45&until=tomorrow&month=2026-02-30&family=x&sort=;drop&when=never&q=%F0%28"
)


@pytest.mark.parametrize("role", ["manager", "director"])
def test_the_list_asks_no_more_for_more_rows(role, evening, client, queries):
    evening.break_promises(days_ago=6)
    evening.audit(2)
    client.force_login(getattr(evening, role))
    url = "/findings/?state=all"
    queries(url)
    one = queries(url)
    for _ in range(2):
        evening.break_promises(days_ago=5, consultant=evening.new_consultant())
    evening.audit(1)
    assert queries(url) == one


@pytest.mark.parametrize("role", ["manager", "director"])
def test_nonsense_in_the_address_is_left_out(role, evening, client):
    evening.break_promises(days_ago=6)
    evening.audit(2)
    client.force_login(getattr(evening, role))
    assert client.get("/findings/" + NONSENSE).status_code == 200


def test_consultants_read_their_own_and_decide_nothing(evening, client):
    evening.break_promises(days_ago=6)
    colleague = evening.new_consultant(full_name="Colleague")
    evening.break_promises(days_ago=6, consultant=colleague)
    evening.audit(2)
    client.force_login(evening.consultant)
    page = client.get("/findings/?state=all").content.decode()
    assert "Colleague" not in page
    assert "verdict/" not in page
