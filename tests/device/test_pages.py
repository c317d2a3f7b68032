"""What an installed app asks for, and what its device may keep."""

import json
import re
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from crm_site.device.queries import SHELL, WORKER
from foundation.once import SubmittedForm
from tests.factories import UserFactory


def worker_text():
    return Client().get("/sw.js").content.decode()


class TestTheDevice:
    def test_nobody_learns_nothing(self, db):
        assert Client().get("/device").json() == {"person": ""}

    def test_a_person_gets_a_key_of_their_own_until_the_log_in_ends(self, browse, floor, now):
        mine, theirs = (browse(p).get("/device").json() for p in (floor.consultant, floor.manager))
        assert mine["person"] != theirs["person"]
        assert mine["key"] != theirs["key"]
        assert str(floor.consultant.pk) != mine["person"]
        client = browse(floor.consultant)
        ends = client.session.model.objects.get(pk=client.session.session_key).expire_date
        assert client.get("/device").json()["until"] == int(ends.timestamp() * 1000)

    def test_the_key_is_the_same_after_the_next_log_in(self, browse, floor):
        keys = {browse(floor.consultant).get("/device").json()["key"] for _n in range(2)}
        assert len(keys) == 1

    def test_it_says_which_forms_were_saved(self, client, floor, now):
        mine, theirs = uuid4(), uuid4()
        for token, by in ((mine, floor.consultant), (theirs, floor.manager)):
            SubmittedForm.objects.create(token=token, user=by, submitted_at=now, result_url="/")
        sent = [str(mine), str(theirs), str(uuid4()), "nonsense", "\0"]
        assert client.get("/device", {"sent": sent}).json()["saved"] == [str(mine)]

    def test_a_page_says_whose_it_is(self, client):
        person = client.get("/device").json()["person"]
        assert f'data-person="{person}"' in client.get("/").content.decode()
        assert 'data-person=""' in Client().get("/login/").content.decode()


class TestTheApp:
    def test_it_has_a_name_in_both_languages_and_icons_that_are_there(self, db):
        for language, name in (("en", "Sales floor"), ("zh-hans", "销售工作台")):
            answer = Client().get("/app.webmanifest", headers={"Accept-Language": language})
            assert answer["Content-Type"] == "application/manifest+json"
            found = json.loads(answer.content)
            assert (found["lang"], found["scope"], found["display"]) == (
                language,
                "/",
                "standalone",
            )
            assert name in found["name"]
            sizes = {(icon["sizes"], icon.get("purpose")) for icon in found["icons"]}
            assert {("192x192", "any"), ("512x512", "maskable")} <= sizes
            for icon in found["icons"]:
                assert finders.find(icon["src"].removeprefix("/static/"))

    def test_the_worker_is_made_of_files_that_are_there(self, db):
        assert all(finders.find(name) for name in [*WORKER, *SHELL])
        assert worker_text().count("missing") == 0

    def test_it_keeps_the_page_without_the_network_in_both_languages(self, db):
        text = worker_text()
        kept = json.loads(re.search(r"self.SHELL = (.*);", text)[1])
        offline = json.loads(re.search(r"self.OFFLINE = (.*);", text)[1])
        assert set(offline) == {"en", "zh-hans"}
        assert set(offline.values()) <= {each["url"] for each in kept}
        assert all(each["revision"] for each in kept)

    def test_it_changes_with_every_file(self, db, monkeypatch):
        before = worker_text()
        monkeypatch.setattr(
            "crm_site.device.queries._revision",
            lambda name: "b" * 16 if name == "css/app.css" else "a" * 16,
        )
        after = worker_text()
        assert before != after

    def test_the_page_without_the_network_shows_nobody(self, client, floor):
        answer = client.get("/offline", {"in": "zh-hans"})
        text = answer.content.decode()
        assert 'lang="zh-hans"' in text
        assert floor.consultant.full_name not in text
        assert "csrf" not in text.lower() and not answer.cookies
        assert 'lang="en"' in client.get("/offline", {"in": "fr"}).content.decode()


class TestReceipts:
    """Of what a device sends later: it counts as saved when the server says so."""

    def send(self, client, url, values):
        return client.post(url, values, headers={"Accept": "application/json"})

    def form(self, floor, client, fields, now, today):
        opportunity = floor.open(now=now, on=today, plan_in=0)
        url = reverse("followups:log_plan", args=[opportunity.activities.get().pk])
        said = {"result": "reached", "content": "谈了置换", "feedback": "再考虑", "planned_on": ""}
        return opportunity, url, fields(client.get(url), **said)

    def test_what_is_saved_is_confirmed_once_and_again(self, client, floor, fields, now, today):
        opportunity, url, values = self.form(floor, client, fields, now, today)
        first, second = (self.send(client, url, values) for _n in range(2))
        assert first.status_code == second.status_code == 200
        assert first.json()["saved"] == second.json()["saved"]
        assert first.json()["said"] and not second.json()["said"]
        assert opportunity.activities.executed().count() == 1
        # What it said is said: the next page does not repeat it.
        assert not list(client.get("/").context["messages"])

    def test_what_is_refused_is_the_page_with_its_errors(self, client, floor, fields, now, today):
        opportunity, url, values = self.form(floor, client, fields, now, today)
        answer = self.send(client, url, values | {"content": ""})
        assert (answer.status_code, answer.headers["Content-Type"][:9]) == (200, "text/html")
        assert "data-changed" not in answer.content.decode()
        assert not opportunity.activities.executed().exists()
        assert self.send(client, url, values).json()["saved"]

    def test_after_the_log_in_ended_it_is_not_saved(self, client, floor, fields, now, today):
        opportunity, url, values = self.form(floor, client, fields, now, today)
        client.logout()
        answer = client.post(
            url, values, headers={"Accept": "application/json", "Origin": "http://testserver"}
        )
        assert answer.status_code == 401
        assert not opportunity.activities.executed().exists()

    def test_somebody_else_s_form_is_refused(self, client, browse, floor, fields, now, today):
        _opportunity, url, values = self.form(floor, client, fields, now, today)
        other = UserFactory(store=floor.store, role="consultant")
        assert self.send(browse(other), url, values).status_code == 404

    def test_what_changed_meanwhile_is_shown_beside_what_was_typed(
        self, client, floor, fields, now, today
    ):
        opportunity, url, values = self.form(floor, client, fields, now, today)
        opportunity.note = "H 他人改过"
        opportunity.save()
        answer = self.send(client, url, values | {"note": "H 我写的"})
        text = answer.content.decode()
        assert "data-changed" in text
        (row,) = answer.context["form"].conflicts
        assert row[1:] == ("H 他人改过", "H 我写的")
        assert "<td>H 他人改过</td>" in text and "<td>H 我写的</td>" in text
        opportunity.refresh_from_db()
        assert opportunity.note == "H 他人改过"
