"""Business cards become leads as rows of a spreadsheet do: checked, confirmed, rejected with a reason (R5.1)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.people.models import Role
from accounts.uploads.models import ImportJob
from intake.arrivals.models import Lead
from tests.factories import StoreFactory, UserFactory

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nTEL;CELL:{}\r\nEND:VCARD\r\n"
BROKEN = "BEGIN:VCARD\r\nFN:半张\r\n"


@pytest.fixture(autouse=True)
def place(floor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    floor.store.code = "JY"
    floor.store.save()
    floor.marketing = UserFactory(store=floor.store, role=Role.MARKETING)
    return floor.store


@pytest.fixture
def cards(tmp_path):
    def write(*texts, encoding="utf-8"):
        path = tmp_path / "cards.vcf"
        path.write_bytes("".join(texts).encode(encoding))
        return path

    return write


def numbers(result):
    return tuple(result.counts.values())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_r5_1_cards_are_recorded_and_a_broken_one_is_rejected(floor, run, cards, encoding):
    path = cards(
        CARD.format("李娜", "138 0013 8000"),
        BROKEN,
        CARD.format("王伟", "021-6345 1000"),
        encoding=encoding,
    )
    result = run("leads", path, "--channel", "event")
    assert numbers(result) == (3, 2, 0, 0, 1) and result.status == 1
    assert result.errors == ["row 2, column name: The card has no end (END:VCARD)."]
    lead = Lead.objects.get(name="李娜")
    assert (lead.phone, lead.channel, lead.store) == ("13800138000", "event", floor.store)
    rejects = (path.parent / "cards.vcf.rejected.csv").read_text("utf-8-sig")
    assert rejects.splitlines()[0].startswith("name,phone,wechat,email,text,source_id,channel")


def test_the_same_cards_twice_change_nothing(run, cards):
    path = cards(CARD.format("李娜", "13800138000"), CARD.format("李娜", "13800138000"))
    assert numbers(run("leads", path, "--channel", "event")) == (2, 1, 0, 1, 0)
    assert numbers(run("leads", path, "--channel", "event")) == (2, 0, 0, 2, 0)
    assert Lead.objects.count() == 1


def test_a_card_that_tells_nothing_is_rejected_by_column(run, cards):
    path = cards(CARD.format("", "13800138000"), CARD.format("李娜", ""))
    result = run("leads", path, "--channel", "event")
    assert result.status == 1 and numbers(result) == (2, 0, 0, 0, 2)
    assert result.errors[0].startswith("row 1, column name")
    assert result.errors[1].startswith("row 2, column phone")


@pytest.mark.parametrize("options", [[], ["--channel", "fax"]])
def test_without_a_channel_the_file_is_refused(run, cards, options):
    result = run("leads", cards(CARD.format("李娜", "13800138000")), *options)
    assert result.status == 2 and "channel" in result.errors[0] and not Lead.objects.exists()


def test_cards_are_no_customers(run, cards):
    assert run("customers", cards(CARD.format("李娜", "13800138000"))).status == 2


def upload(client, *contents, **more):
    files = [SimpleUploadedFile(f"{n}.vcf", c.encode()) for n, c in enumerate(contents)]
    sent = {"kind": "leads", "file": files, "channel": "event"} | more
    return client.post(reverse("import_upload"), sent)


def test_in_the_browser_many_files_are_checked_and_confirmed_as_one(floor, client):
    client.force_login(floor.marketing)
    answer = upload(client, CARD.format("李娜", "13800138000"), CARD.format("王伟", "1"), BROKEN)
    job = ImportJob.objects.get()
    page = client.get(answer.url).content.decode()
    assert "The card has no end" in page and not Lead.objects.exists()
    assert job.file_name == "0.vcf + 2" and job.counts["created"] == 2
    client.post(reverse("import_decide", args=[job.pk]), {"decision": "import"})
    assert sorted(Lead.objects.values_list("name", flat=True)) == ["李娜", "王伟"]
    assert set(Lead.objects.values_list("recorded_by", flat=True)) == {floor.marketing.pk}


@pytest.mark.parametrize(
    "more, field", [({"channel": ""}, "channel"), ({"channel": "fax"}, "channel")]
)
def test_what_cards_lack_is_asked_for_beside_the_field(floor, client, more, field):
    client.force_login(floor.marketing)
    answer = upload(client, CARD.format("李娜", "13800138000"), **more)
    assert field in answer.context["form"].errors and not ImportJob.objects.exists()


def test_several_files_are_cards_alone_and_cards_are_leads(floor, client):
    client.force_login(floor.director)
    answer = upload(client, CARD.format("李娜", "13800138000"), "name,phone\n")
    assert "file" in answer.context["form"].errors
    answer = upload(client, CARD.format("李娜", "13800138000"), kind="customers")
    assert "kind" in answer.context["form"].errors


def test_who_heads_a_region_says_to_which_store_cards_belong(floor, client):
    StoreFactory(region=floor.store.region)
    head = UserFactory(role=Role.DIRECTOR, store=None, region=floor.store.region)
    client.force_login(head)
    assert "store" in upload(client, CARD.format("李娜", "13800138000")).context["form"].errors
    answer = upload(client, CARD.format("李娜", "13800138000"), store="JY")
    assert ImportJob.objects.get().given["store"] == "JY"
    assert "1" in client.get(answer.url).content.decode()
    assert ImportJob.objects.get().counts["created"] == 1
