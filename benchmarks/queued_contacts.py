"""Contacts that waited on devices, sent in random order over a network that is cut at random points.

    .venv/bin/python benchmarks/queued_contacts.py [--contacts 1000] [--clients 4] [--seed 11]

Prepares a store of its own in a throw-away folder (or on DATABASE_URL, in an empty database), starts a real
server, and lets several devices send over plain sockets, as `static/js/device/queue.js` does: each asks
`/device` who it is, then posts one contact after the other with its own token until the server says that it
is saved. The network is cut before a request, in the middle of it, after it and before the answer, and in the
middle of the answer; half of the sessions end meanwhile. At the end: how many are lost, how many doubled.
"""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# How often a request meets a cut, and where.
CUT = 0.4
PLACES = ("before", "inside", "unanswered", "in the answer")
SESSION_ENDS = 0.02
PATIENCE = 30
FEEDBACK = "will think about it"


class NetworkCut(Exception):
    """Nobody knows whether it arrived."""


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def cookies(self):
        """``{name: value}`` of what the server set."""
        pairs = (value.partition(";")[0] for name, value in self.headers if name == "set-cookie")
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def is_json(self):
        return any(n == "content-type" and "json" in value for n, value in self.headers)

    def json(self):
        return json.loads(self.body)


@dataclass
class Device:
    """A phone of one person: its cookies, what waits on it, and its network."""

    port: int
    log_in: object
    rng: random.Random
    waiting: list = field(default_factory=list)
    cookies: dict = field(default_factory=dict)
    cuts: dict = field(default_factory=lambda: dict.fromkeys(PLACES, 0))
    refused: list = field(default_factory=list)
    log_ins: int = 0

    def ask(self, method, path, values=None, headers=None, cut=""):
        """One request over a connection of its own; ``cut``: where the network ends."""
        if cut == "before":
            raise NetworkCut
        body = urlencode(values or {}).encode()
        head = {
            "Host": f"127.0.0.1:{self.port}",
            "Connection": "close",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Length": str(len(body)),
            "Origin": f"http://127.0.0.1:{self.port}",
        } | (headers or {})
        if values is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        lines = [f"{method} {path} HTTP/1.1", *(f"{n}: {value}" for n, value in head.items())]
        request = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        with closing(socket.create_connection(("127.0.0.1", self.port), PATIENCE)) as wire:
            if cut == "inside":
                wire.sendall(request[: self.rng.randrange(1, len(request))])
                raise NetworkCut
            wire.sendall(request)
            if cut == "unanswered":
                # Sometimes at once, sometimes while the server works.
                time.sleep(self.rng.choice((0, 0.01, 0.1)))
                raise NetworkCut
            answer = b""
            while chunk := wire.recv(65536):
                answer += chunk
                if cut == "in the answer":
                    raise NetworkCut
        return self._read(answer)

    def _read(self, raw):
        head, _gap, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        pairs = [line.split(": ", 1) for line in lines]
        headers = [(name.lower(), value) for name, value in pairs]
        if ("transfer-encoding", "chunked") in headers:
            body = _joined(body)
        answer = Answer(int(first.split()[1]), headers, body)
        self.cookies |= answer.cookies
        return answer

    def send_all(self):
        """Send what waits until nothing does; give up on nothing but what the server refuses."""
        while self.waiting:
            if self.rng.random() < SESSION_ENDS:
                self.cookies = {}
            with suppress(NetworkCut, OSError):
                self.send_some()

    def send_some(self):
        """As on `online`: ask who one is, then one after the other until the network is cut."""
        found = self.ask("GET", "/device").json()
        if not found["person"]:
            self.cookies = dict(self.log_in())
            self.log_ins += 1
            return
        while self.waiting:
            url, values = self.waiting[0]
            cut = self.rng.choice(PLACES) if self.rng.random() < CUT else ""
            if cut:
                self.cuts[cut] += 1
            answer = self.ask(
                "POST",
                url,
                values,
                {"Accept": "application/json", "X-CSRFToken": found["csrf"]},
                cut,
            )
            if answer.status == 200 and answer.is_json and answer.json()["saved"]:
                self.waiting.pop(0)
            elif answer.status in (401, 302, 403) or answer.status >= 500:
                return
            else:
                self.refused.append((url, answer.status))
                self.waiting.pop(0)


def _joined(body):
    whole = b""
    while body:
        size, _gap, rest = body.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            break
        whole, body = whole + rest[:length], rest[length + 2 :]
    return whole


def replay(devices):
    """Let all devices send at the same time, each in a thread of its own."""
    threads = [threading.Thread(target=device.send_all) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def contact_values(opportunity, number, *, today):
    """What a device has kept of the form of a contact: all that is on it, and its token."""
    return {
        "token": str(uuid4()),
        "mode": "phone",
        "result": "reached",
        "executed_on": today.isoformat(),
        "content": f"contact {number}",
        "feedback": FEEDBACK,
        "outcome": "continue",
        "note": opportunity.note,
        "expected_on": opportunity.expected_on.isoformat(),
        "model": opportunity.model,
        "next_mode": "phone",
        "purpose": "",
        "priority": "",
        "planned_on": "",
        "expected_content": "confirm the configuration",
    }


def make_work(people, per_person, *, now, today, floor):
    """``[(person, [(address, values)])]``: contacts about several customers each, in random order."""
    work = []
    for person in people:
        entries = []
        customers = [floor.open(now=now, on=today, plan_in=2, consultant=person) for _n in range(5)]
        for number in range(per_person):
            opportunity = customers[number % len(customers)]
            values = contact_values(opportunity, f"{person.pk}-{number}", today=today)
            entries.append((f"/opportunities/{opportunity.pk}/log/", values))
        work.append((person, entries))
    return work


def count_saved():
    """``{content: number of contacts}`` of what is on record, whole."""
    from django.db.models import Count

    from followups.activities.models import Activity

    rows = Activity.objects.executed().filter(content__startswith="contact ", feedback=FEEDBACK)
    return dict(rows.values_list("content").annotate(Count("pk")))


def session_of(person):
    """The cookies of a new log-in of the person."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def devices_for(work, *, port, seed):
    """A device for each person, what waits on it in random order."""
    from django.db import connection

    devices = []
    for number, (person, entries) in enumerate(work):
        rng = random.Random(f"{seed}-{number}")
        entries = entries[:]
        rng.shuffle(entries)

        def log_in(person=person):
            try:
                return session_of(person)
            finally:
                connection.close()

        devices.append(Device(port, log_in, rng, entries))
    return devices


def report(work, devices, seconds):
    """Print the table; returns whether nothing was lost and nothing doubled."""
    wanted = {values["content"] for _person, entries in work for _url, values in entries}
    saved = count_saved()
    lost = wanted - saved.keys()
    doubled = {content: number for content, number in saved.items() if number > 1}
    refused = [each for device in devices for each in device.refused]
    cuts = {place: sum(device.cuts[place] for device in devices) for place in PLACES}
    print(f"contacts {len(wanted)}, devices {len(devices)}, {seconds:.0f} s")
    print("cuts: " + ", ".join(f"{place} {number}" for place, number in cuts.items()))
    print(f"log-ins meanwhile: {sum(device.log_ins for device in devices)}")
    print(f"refused {len(refused)}, lost {len(lost)}, doubled {len(doubled)}")
    for each in refused[:5]:
        print("refused:", each)
    return not (lost or doubled or refused)


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start_server(port):
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "3", "--threads", "2"]
    server = subprocess.Popen(
        [*command, "-b", f"127.0.0.1:{port}", "crm_site.wsgi:application"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    for _try in range(300):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
            return server
        time.sleep(0.1)
    raise SystemExit("the server does not start")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--migrated", type=Path, help="an SQLite file with all tables and no rows")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.migrated:
            shutil.copy(asked.migrated, Path(folder) / "crm.sqlite3")
        os.environ |= {"VAR_DIR": folder, "HTTPS_ONLY": "false", "DEBUG": "true"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "crm_site.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.utils import timezone

        from tests.factories import Floor, UserFactory

        call_command("migrate", verbosity=0)
        floor, now = Floor(), timezone.now()
        today = floor.store.business_date(now)
        people = [
            UserFactory(store=floor.store, role="consultant", manager=floor.manager)
            for _n in range(asked.clients)
        ]
        per_person = -(-asked.contacts // asked.clients)
        work = make_work(people, per_person, now=now, today=today, floor=floor)
        port = free_port()
        server = start_server(port)
        try:
            devices = devices_for(work, port=port, seed=asked.seed)
            began = time.monotonic()
            replay(devices)
            is_well = report(work, devices, time.monotonic() - began)
        finally:
            server.terminate()
            server.wait()
    sys.exit(not is_well)


if __name__ == "__main__":
    main()
