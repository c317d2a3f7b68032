"""Recordings: taken by content, served in parts to those who may hear them (R4.10)."""

from pathlib import Path

import pytest
from django.urls import reverse

from followups.recordings.models import Recording
from followups.recordings.services import add_recording
from tests.evening.conftest import wav
from tests.factories import Floor, ManagerFactory, UserFactory

SAID = {"result": "reached", "content": "谈了置换", "feedback": "再考虑"}


@pytest.fixture
def recording(floor, done, now, audio):
    return add_recording(by=floor.consultant, now=now, activity=done, upload=audio())


@pytest.fixture
def url(recording):
    return reverse("followups:recording_file", args=[recording.pk])


def adding(activity):
    return reverse("followups:recording_create", args=[activity.pk])


def body(answer):
    return b"".join(answer.streaming_content)


class TestUpload:
    @pytest.fixture
    def log(self, floor, now, today):
        plan = floor.open(now=now, on=today, plan_in=0).activities.get()
        return reverse("followups:log_plan", args=[plan.pk])

    def test_in_the_contact_form(self, client, log, fields, audio, media):
        answer = client.post(log, fields(client.get(log), **SAID, recording=audio()))
        assert answer.status_code == 302
        recording = Recording.objects.get()
        assert (recording.content_type, recording.size) == ("audio/wav", len(wav()))
        assert recording.activity.content == "谈了置换"
        # A name that tells nothing, with the ending of what it is.
        assert "call" not in recording.file.name and recording.file.name.endswith(".wav")
        assert (Path(media) / recording.file.name).exists()

    @pytest.mark.parametrize(
        "content", [b"<html><script>alert(1)</script>", b"MZ\x90\x00" + bytes(99)]
    )
    def test_what_is_no_audio_is_refused_and_the_rest_kept(
        self, client, log, fields, audio, content
    ):
        sent = fields(client.get(log), **SAID, recording=audio(content, "talk.mp3"))
        answer = client.post(log, sent)
        assert "no audio file" in answer.context["form"].errors["recording"][0]
        assert "谈了置换" in answer.content.decode()
        assert not Recording.objects.exists()

    def test_another_error_reminds_of_choosing_again(self, client, log, fields, audio):
        sent = fields(client.get(log), **SAID, recording=audio(), note="想买 H")
        answer = client.post(log, sent)
        assert "choose the recording again" in answer.content.decode()

    def test_too_large_is_refused_before_it_is_read(self, client, log, fields, audio, settings):
        settings.LARGEST_RECORDING = 1000
        answer = client.post(log, fields(client.get(log), **SAID, recording=audio()))
        assert "larger than" in answer.context["form"].errors["recording"][0]

    def test_later_with_a_reference_only(self, client, done):
        answer = client.post(adding(done), {"reference": "电话系统 2026-8812"})
        assert answer.status_code == 302
        card = client.get(answer.url).content.decode()
        assert "电话系统 2026-8812" in card

    def test_later_with_a_file(self, client, done, audio):
        client.post(adding(done), {"recording": audio(b"#!AMR\n" + bytes(50), "x.wav")})
        assert Recording.objects.get().content_type == "audio/amr"

    def test_nothing_chosen_is_refused(self, client, done):
        answer = client.post(adding(done), {"reference": " "})
        assert answer.context["form"].errors["recording"]

    def test_only_to_a_contact_of_ones_own_that_took_place(self, client, browse, floor, done):
        plan = done.opportunity.activities.planned().first()
        assert client.get(adding(plan)).status_code == 404
        colleague = UserFactory(store=floor.store, manager=floor.manager)
        assert browse(colleague).get(adding(done)).status_code == 404
        assert browse(floor.manager).get(adding(done)).status_code == 403


class TestPlaying:
    def test_the_whole(self, client, url):
        answer = client.get(url)
        assert (answer.status_code, body(answer)) == (200, wav())
        assert answer["Content-Type"] == "audio/wav"
        assert answer["Accept-Ranges"] == "bytes"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("inline")
        assert int(answer["Content-Length"]) == len(wav())

    @pytest.mark.parametrize("header, part", [("bytes=0-99", (0, 100)), ("bytes=-10", (-10, None))])
    def test_a_part(self, client, url, header, part):
        answer = client.get(url, headers={"range": header})
        assert answer.status_code == 206
        assert body(answer) == wav()[slice(*part)]
        assert answer["Content-Range"].endswith(f"/{len(wav())}")

    def test_beyond_the_end(self, client, url):
        answer = client.get(url, headers={"range": "bytes=999999-"})
        assert answer.status_code == 416
        assert answer["Content-Range"] == f"bytes */{len(wav())}"

    def test_a_part_of_another_version_is_the_whole(self, client, url):
        tag = client.get(url)["ETag"]
        for given, status in ((tag, 206), ('"other"', 200)):
            answer = client.get(url, headers={"range": "bytes=0-9", "if-range": given})
            assert answer.status_code == status

    def test_owner_manager_and_director_hear_it_and_nobody_else(self, browse, floor, url):
        for person in (floor.consultant, floor.manager, floor.director):
            assert browse(person).get(url).status_code == 200
        colleague = floor.new_consultant()
        for stranger in (colleague, ManagerFactory(store=floor.store), Floor().director):
            assert browse(stranger).get(url).status_code == 404
        assert browse(UserFactory(store=floor.store, role="finance")).get(url).status_code == 403

    def test_a_lost_file_is_not_found(self, client, url, recording):
        recording.file.storage.delete(recording.file.name)
        assert client.get(url).status_code == 404

    def test_no_address_leads_past_the_check(self, client, recording):
        for path in (f"/media/{recording.file.name}", f"/{recording.file.name}"):
            assert client.get(path).status_code == 404
