"""The photo on a customer's card (R2.3): judged by its content, seen by those who see the card."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from leads.customers.models import Customer
from tests.factories import Floor

pytestmark = pytest.mark.django_db


def picture(kind="PNG", name="face.png"):
    data = BytesIO()
    Image.new("RGB", (20, 20), "teal").save(data, kind)
    return SimpleUploadedFile(name, data.getvalue())


@pytest.fixture
def customer(settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    return Floor().open(now=now, on=now.date()).customer


@pytest.fixture
def send(client, customer):
    client.force_login(customer.consultant)

    def send(**fields):
        url = reverse("leads:customer_edit", args=[customer.pk])
        token = client.get(url).context["form"]["token"].value()
        card = {"gender": "M", "birthday_unknown": "on", "source": 3, "district": "朝阳区"}
        answer = client.post(url, {**card, "customer_type": "private", "token": token, **fields})
        customer.refresh_from_db()
        return answer

    return send


def photo_of(client, customer):
    return client.get(reverse("leads:customer_photo", args=[customer.pk]))


def test_it_is_kept_shown_and_removed(client, customer, send):
    assert photo_of(client, customer).status_code == 404
    assert send(photo=picture()).status_code == 302
    assert customer.photo.name.endswith(".png") and "face" not in customer.photo.name
    answer = photo_of(client, customer)
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    card = client.get(reverse("followups:customer_card", args=[customer.pk]))
    assert reverse("leads:customer_photo", args=[customer.pk]) in card.content.decode()
    send()
    assert customer.photo, "a card saved without a new photo keeps the one it has"
    send(photo_remove="on")
    assert not customer.photo


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("face.png", b"<html>no picture</html>"),
        picture("GIF", "face.png"),
        SimpleUploadedFile("face.jpg", b"\xff\xd8\xff" + bytes(6 * 1024 * 1024)),
    ],
)
def test_what_is_no_photo_is_refused_beside_the_field(customer, send, upload):
    answer = send(photo=upload, hobbies="钓鱼")
    assert answer.context["form"].errors["photo"]
    assert answer.context["form"]["hobbies"].value() == "钓鱼"
    assert not Customer.objects.get(pk=customer.pk).photo


def test_another_consultant_does_not_see_it(client, customer, send):
    send(photo=picture())
    client.force_login(Floor(customer.store).new_consultant())
    assert photo_of(client, customer).status_code == 404


def taken_by_a_phone(kind):
    """A picture that lies on its side, with the place and the hour in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret description"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    data = BytesIO()
    extra = {"comment": b"secret comment"} if kind == "JPEG" else {}
    Image.new("RGB", (3000, 1500), "teal").save(data, kind, exif=exif, **extra)
    return SimpleUploadedFile("face", data.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_loses_where_and_when_it_was_taken_and_stands_upright(customer, send, kind):
    assert send(photo=taken_by_a_phone(kind)).status_code == 302
    with customer.photo.open() as file:
        assert b"secret" not in file.read()
    with Image.open(customer.photo.path) as image:
        assert image.size == (1000, 2000)
        assert not image.getexif() and not {"exif", "comment", "xmp"} & image.info.keys()


def test_a_picture_that_ends_too_early_is_refused(customer, send):
    whole = picture("JPEG").read()
    answer = send(photo=SimpleUploadedFile("face.jpg", whole[: len(whole) // 2]))
    assert answer.context["form"].errors["photo"]


def test_a_small_file_that_unpacks_to_very_much_is_refused(customer, send):
    data = BytesIO()
    Image.new("1", (9000, 9000)).save(data, "PNG")
    answer = send(photo=SimpleUploadedFile("face.png", data.getvalue()))
    assert "too many pixels" in str(answer.context["form"].errors["photo"])
