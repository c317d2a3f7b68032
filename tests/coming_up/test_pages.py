"""What comes up: in the row of the customer it is about, else above the worklist (R10.2)."""

from datetime import timedelta


def test_a_birthday_stands_in_the_customers_row(client, floor, now, today):
    floor.open(now=now, on=today, birthday=today.replace(year=1990), name="寿星")
    answer = client.get("/")
    (row,) = answer.context["page_obj"]
    assert [item.label for item in row.coming_up] == ["Birthday"]
    assert "Birthday" in answer.content.decode() and not answer.context["coming_up"]


def test_who_has_no_row_is_told_of_above_the_list(client, floor, now, today):
    early, soon = today - timedelta(days=1), today.replace(year=1990)
    floor.open(now=now, on=early, birthday=soon, name="寿星", grade="C", days=60, plan_in=20)
    html = client.get("/").content.decode()
    assert "Coming up" in html and "寿星" in html
