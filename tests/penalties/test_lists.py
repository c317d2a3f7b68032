"""Every list: as many queries for three rows as for one, and no query string breaks it."""

import pytest

from compliance.penalties.services.deciding import approve

LISTS = [
    "/overdue/",
    "/findings/?state=all",
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


@pytest.mark.parametrize("path", ["/overdue/", "/findings/", "/proposals/", "/ledger/"])
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


@pytest.mark.parametrize("url", ["/findings/", "/proposals/", "/ledger/"])
def test_a_consultant_reads_his_own_and_decides_nothing(url, evening, client):
    evening.break_promises(days_ago=6)
    colleague = evening.new_consultant(full_name="Colleague")
    evening.break_promises(days_ago=6, consultant=colleague)
    evening.audit(2)
    approve_all(evening)
    client.force_login(evening.consultant)
    page = client.get(url + "?state=all").content.decode()
    assert "Colleague" not in page
    for deed in ("verdict/", "waive/", "approve/?", "reverse/"):
        assert deed not in page


def test_the_overdue_list_tells_late_from_tonight(evening, client):
    """R4.4: due today is not late yet; a finding's rule says by which close it breaks."""
    evening.open(now=evening.now, on=evening.today, plan_in=0)
    evening.break_promises(days_ago=6)
    client.force_login(evening.manager)
    page = client.get("/overdue/")
    rows = {row.kind: (row.due_on - evening.today).days for row in page.context["page_obj"]}
    assert rows == {"cadence_breach": -3, "overdue_activity": 0}
    assert (page.context["late"], page.context["tonight"]) == (1, 1)
    tonight = client.get("/overdue/?when=tonight").context["page_obj"]
    assert [row.kind for row in tonight] == ["overdue_activity"]
