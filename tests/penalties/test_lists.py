"""Proposals and the ledger: as many queries for three rows as for one, and no query string breaks it."""

import pytest

from compliance.penalties.services.deciding import approve

LISTS = [
    "/proposals/?state=all",
    "/ledger/",
]
NONSENSE = (
    "?page=x&state=nothing&rule=%00&responsible=abc&person=99999999999999999999&grade=ZZ&kind=1"
    "&since=2026-13-45&until=tomorrow&month=2026-02-30&family=x&sort=;drop&when=never&q=%F0%28"
)


def approve_all(evening):
    for fine in evening.fines():
        approve(fine, by=evening.director, now=evening.now, on=evening.today)


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("role", ["manager", "director"])
def test_a_list_asks_no_more_for_more_rows(url, role, evening, client, queries):
    evening.break_promises(days_ago=6)
    evening.audit(2)
    approve_all(evening)
    client.force_login(getattr(evening, role))
    queries(url)
    one = queries(url)
    for _ in range(2):
        evening.break_promises(days_ago=5, consultant=evening.new_consultant())
    evening.audit(1)
    approve_all(evening)
    assert queries(url) == one


@pytest.mark.parametrize("path", ["/proposals/", "/ledger/"])
@pytest.mark.parametrize("role", ["manager", "director"])
def test_nonsense_in_the_address_is_left_out(path, role, evening, client):
    evening.break_promises(days_ago=6)
    evening.audit(2)
    client.force_login(getattr(evening, role))
    assert client.get(path + NONSENSE).status_code == 200


def test_nonsense_among_the_chosen_is_left_out(evening, client):
    client.force_login(evening.director)
    chosen = {"proposal": ["x", "²", "-1", "9" * 40, "123456"]}
    assert client.get("/proposals/approve/", chosen).url == "/proposals/"
    assert client.post("/proposals/approve/", chosen).url == "/proposals/"


@pytest.mark.parametrize("url", ["/proposals/", "/ledger/"])
def test_consultants_read_their_own_and_decide_nothing(url, evening, client):
    evening.break_promises(days_ago=6)
    colleague = evening.new_consultant(full_name="Colleague")
    evening.break_promises(days_ago=6, consultant=colleague)
    evening.audit(2)
    approve_all(evening)
    client.force_login(evening.consultant)
    page = client.get(url + "?state=all").content.decode()
    assert "Colleague" not in page
    for address in ("waive/", "approve/?", "reverse/"):
        assert address not in page
