"""Whom a task is for is typed where there are many: a form left as it was shown undoes nothing (R14.3, R9.9)."""

from django.urls import reverse

from accounts.access import fields as person_fields
from followups.errands.services import change_errand
from foundation.shown import MARKS


def test_a_person_left_as_shown_takes_who_has_it_by_now(floor, give, now, browse, monkeypatch):
    monkeypatch.setattr(person_fields, "MOST_LISTED", 1)
    li, zhang = (floor.new_consultant(full_name=name) for name in ("李雷", "张伟"))
    errand = give(by=floor.director, person=li)
    director = browse(floor.director)
    page = reverse("followups:errand_edit", args=[errand.pk])
    form = director.get(page).context["form"]
    sent = {each.html_name: each.value() for each in form if each.value() is not None}
    sent |= {MARKS: form.marks_as_text(), "person": f"李雷 · {li.username}", "text": "换了内容"}
    sent |= {"due_at": f"{errand.due_at:%Y-%m-%dT%H:%M}"}
    change_errand(errand, by=floor.director, now=now, person=zhang)
    answer = director.post(page, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    errand.refresh_from_db()
    assert (errand.person, errand.text) == (zhang, "换了内容")
