"""A source with a mailbox at a real IMAP server on this machine."""

from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.utils import timezone

from intake.arrivals.models import Lead
from intake.mailboxes.models import Mail, Mailbox
from intake.mailboxes.services.keeping import save_mailbox
from intake.mailboxes.services.polling import poll
from tests.certificates import Certificate
from tests.leads_road import at_fixed_now, browse, count_queries, now, road, today  # noqa: F401
from tests.mailboxes import dovecot
from tests.sources.test_sources import source  # noqa: F401


@pytest.fixture(scope="session")
def imap_server():
    if reason := dovecot.why_not():
        pytest.skip(reason)
    with TemporaryDirectory(prefix="imap", dir="/tmp") as name:
        folder = Path(name)
        with dovecot.running(folder, Certificate(folder, "localhost")) as server:
            yield server


@pytest.fixture
def server(imap_server, monkeypatch, settings):
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_server.certificate.public))
    settings.PRIVATE_HOSTS = ["localhost"]
    return imap_server


class Box:
    """A folder of its own for each test."""

    def __init__(self, road, source, server, folder):
        self.road, self.source, self.server, self.folder = road, source, server, folder
        self.at = timezone.now()
        server.put(folder=folder)
        self.mailbox = self.set_up()

    def set_up(self, **more):
        told = {
            "host": "localhost",
            "port": self.server.port,
            "security": "tls",
            "user_name": dovecot.USER,
            "password": dovecot.PASSWORD,
            "folder": self.folder,
            "since": date(2020, 1, 1),
        }
        return save_mailbox(self.source, by=self.road.marketing, now=self.at, **told | more)

    def put(self, *mails):
        raws = [mail if isinstance(mail, bytes) else mail.as_bytes() for mail in mails]
        self.server.put(*raws, folder=self.folder)

    def poll(self):
        """Visit the mailbox; returns the new leads."""
        self.at += timedelta(minutes=1)
        self.mailbox = Mailbox.objects.select_related("source__store").get(pk=self.mailbox.pk)
        numbers = poll(self.mailbox, clock=lambda: self.at)
        self.mailbox.refresh_from_db()
        return [Lead.objects.get(pk=number) for number in numbers]

    def read(self, *mails):
        self.put(*mails)
        return self.poll()

    @property
    def mails(self):
        return list(Mail.objects.order_by("pk").values_list("state", "reason"))


@pytest.fixture
def box(road, source, server, request):
    return Box(road, source, server, f"f{abs(hash(request.node.name))}")


def mail(text="想看看 ID.4，138 0013 8000", *, sender="李雷 <lilei@example.com>", **headers):
    """A mail as a person writes it."""
    made = EmailMessage()
    made["From"], made["To"] = sender, "leads@example.com"
    made["Subject"] = headers.pop("subject", "试驾")
    made["Message-ID"] = headers.pop("message_id", f"<{abs(hash(text + sender))}@example.com>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made
