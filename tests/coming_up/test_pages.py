"""What comes up, above the worklist (R10.2)."""


def test_the_worklist_tells_of_a_birthday(client, floor, now, today):
    floor.open(now=now, on=today, birthday=today.replace(year=1990), name="寿星")
    html = client.get("/").content.decode()
    assert "Coming up" in html and "寿星" in html
