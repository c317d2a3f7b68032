"""A claim comes with the recording of the claimant's contact, checked like any other (R4.5, R4.10, R7.3)."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from compliance.claims.models import Claim
from compliance.claims.services import Proof, claim_customer
from followups.recordings.models import Recording

AUDIO = b"#!AMR\n" + bytes(50)
CONTACT = {"mode": "phone", "content": "谈了试驾"}


def audio(content=AUDIO, name="call.amr"):
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def opportunity(floor):
    return floor.neglect()


@pytest.fixture
def send(floor, opportunity, client):
    """`send(**fields)`: read the form, then send it with the grounds and these fields."""
    client.force_login(floor.rival)
    url = f"/claims/new/?phone={opportunity.customer.phone}"

    def send(**fields):
        page = client.get(url)
        assert "multipart/form-data" in page.content.decode()
        token = str(page.context["form"]["token"].value())
        sent = {"grounds": "客户找我", "token": token} | fields
        return client.post(url, sent), lambda: client.post(url, sent | {"recording": audio()})

    return send


def contact(floor):
    return CONTACT | {"executed_on": floor.today.isoformat()}


def test_a_file_is_kept_with_the_new_contact_once(floor, send, media):
    answer, again = send(**contact(floor), recording=audio(), reference="tape 7")
    assert answer.status_code == 302 and again().status_code == 302
    recording, claim = Recording.objects.get(), Claim.objects.get()
    assert recording.activity == claim.claimant_contact
    assert (recording.content_type, recording.size) == ("audio/amr", len(AUDIO))
    assert (recording.added_by, recording.reference) == (floor.rival, "tape 7")
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_or_with_the_last_one_on_record(floor, opportunity, send, client):
    floor.talk(opportunity, days_ago=5)
    last = floor.talk(opportunity, days_ago=2)
    answer, _again = send(recording=audio())
    assert answer.status_code == 302
    assert Recording.objects.get().activity == last
    client.force_login(floor.director)
    page = client.get(answer["Location"]).content.decode()
    url = f"/recordings/{Recording.objects.get().pk}/"
    assert url in page
    assert client.get(url)["Content-Type"] == "audio/amr"


@pytest.mark.parametrize("content", [b"<html>", b""])
def test_what_is_no_audio_is_refused_beside_the_field(floor, send, content):
    answer, _again = send(**contact(floor), recording=audio(content, "call.mp3"))
    assert answer.status_code == 200 and answer.context["form"].errors["recording"]
    assert "谈了试驾" in answer.content.decode(), "what was typed is kept"
    assert not Claim.objects.exists() and not Recording.objects.exists()


def test_too_large_is_refused(floor, send, settings):
    settings.LARGEST_RECORDING = 20
    answer, _again = send(**contact(floor), recording=audio())
    assert "larger than" in answer.context["form"].errors["recording"][0]


def test_another_error_reminds_of_choosing_the_file_again(floor, send):
    answer, _again = send(**contact(floor) | {"content": ""}, recording=audio())
    assert "choose the recording again" in answer.content.decode()
    assert not Recording.objects.exists()


def test_with_a_draft_of_the_night(floor, opportunity, client):
    floor.talk(opportunity)
    floor.audit()
    draft = Claim.objects.get()
    client.force_login(floor.rival)
    client.post(f"/claims/{draft.pk}/file/", {"grounds": "x", "recording": audio()})
    draft.refresh_from_db()
    assert draft.is_waiting and Recording.objects.get().activity == draft.claimant_contact


def test_the_service_checks_as_well(floor, opportunity):
    floor.talk(opportunity)
    claim = {"phone": opportunity.customer.phone, "grounds": "x"}
    with pytest.raises(ValidationError) as refused:
        claim_customer(by=floor.rival, **floor.at(0), **claim, proof=Proof(upload=audio(b"no")))
    assert "recording" in refused.value.error_dict
    assert not Claim.objects.exists()
