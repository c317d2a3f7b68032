"""How many leads a second the site accepts over HTTP, and how long one waits for the answer.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/lead_posts.py
    python benchmarks/lead_posts.py --url http://127.0.0.1:8000 --token lead_…

Without ``--url`` a database of its own is made on the server of ``DATABASE_URL`` (and dropped again), a
broker of its own, and gunicorn started as `manage.py up` starts it. Senders and server share the machine:
where others work on it too, the time that the server's processes used for a lead says more than how many
were accepted. With ``--rate`` so many leads a second are sent at even distances, else as many as the
senders can. The numbers are invented; each lead has one of its own.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from crm_site.processes import embedded_broker  # noqa: E402

PORT = 8765
SOURCES = 4


def main():
    """Send, and print what was measured as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url")
    parser.add_argument("--token")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--senders", type=int, default=8)
    parser.add_argument("--rate", type=float, default=0)
    options = parser.parse_args()
    if options.url:
        print(json.dumps(measure(options.url, [options.token], options)))
        return
    with Site() as site:
        before = site.cpu_seconds()
        found = measure(f"http://127.0.0.1:{PORT}", site.tokens, options)
        sent = sum(found["answers"].values()) * (options.seconds + 1) / options.seconds
        found["server_cpu_ms_a_lead"] = round((site.cpu_seconds() - before) / sent * 1000, 1)
        print(json.dumps(found))


def measure(url, tokens, options):
    """Send for so many seconds; what was answered, and how fast, after a second of warming up."""
    parts, run = urlsplit(url), uuid4().hex[:8]
    took, codes, lock = [], Counter(), threading.Lock()
    begin = time.monotonic() + 1
    end = begin + options.seconds
    turns = iter(range(10**9))

    def send():
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        while time.monotonic() < end:
            with lock:
                number = next(turns)
            if options.rate:
                due = begin - 1 + number / options.rate
                time.sleep(max(0, due - time.monotonic()))
            start = time.monotonic()
            connection.request("POST", "/api/v1/leads", body(run, number), head(tokens, number))
            answer = connection.getresponse()
            answer.read()
            if start >= begin:
                with lock:
                    # From when it was due: who waits for a free sender waits as well.
                    took.append(time.monotonic() - (max(begin, due) if options.rate else start))
                    codes[answer.status] += 1

    threads = [threading.Thread(target=send) for _sender in range(options.senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.sort()
    return {
        "accepted_a_second": round(codes[202] / options.seconds, 1),
        "median_ms": round(took[len(took) // 2] * 1000, 1),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
        "answers": dict(codes),
        "load": os.getloadavg()[0],
    }


def body(run, number):
    """A lead that nobody sent before."""
    return json.dumps(
        {
            "source_id": f"{run}-{number}",
            "name": "王小明",
            "phone": f"138{(int(run, 16) + number) % 10**8:08}",
            "model": "ID.4 X",
            "budget": "128000.00",
            "district": "浦东新区",
            "text": "周末想试驾",
        }
    ).encode()


def head(tokens, number):
    """The token of one of the sources, in turn."""
    return {
        "Authorization": f"Bearer {tokens[number % len(tokens)]}",
        "Content-Type": "application/json",
    }


class Site:
    """A new database with a store and its sources, and gunicorn over it."""

    def __enter__(self):
        server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        self.name = f"lead_posts_{uuid4().hex[:8]}"
        self.admin = os.environ["DATABASE_URL"]
        self._sql(f"CREATE DATABASE {self.name}")
        self.folder = tempfile.TemporaryDirectory()
        socket = Path(self.folder.name) / "valkey.sock"
        arguments = embedded_broker.arguments(socket, Path(self.folder.name))
        self.broker = subprocess.Popen(arguments)
        self.environment = os.environ | {
            "REDIS_URL": f"redis+socket://{socket}",
            "DATABASE_URL": f"{server}/{self.name}",
            "DJANGO_SETTINGS_MODULE": "crm_site.settings",
            "VAR_DIR": self.folder.name,
            "HTTPS_ONLY": "false",
            "LOG_LEVEL": "ERROR",
        }
        self._manage("migrate", "--verbosity", "0")
        self._manage("shell", "-c", STORE)
        self.tokens = [
            self._manage("lead_source", f"S{n}", "--channel", "autohome", "--store", "B1")
            for n in range(SOURCES)
        ]
        self._manage(
            "shell",
            "-c",
            "from intake.models import LeadSource as s; s.objects.update(per_minute=10**6)",
        )
        cores = os.cpu_count() or 1
        web = f"-k gthread -w {cores + 1} --threads 2 --log-level warning -b 127.0.0.1:{PORT}"
        self.server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *web.split(), "crm_site.wsgi:application"],
            cwd=ROOT,
            env=self.environment,
        )
        self._wait()
        return self

    def __exit__(self, *failure):
        self.server.terminate()
        self.server.wait(60)
        self.broker.terminate()
        self.broker.wait(60)
        self._sql(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.folder.cleanup()

    def cpu_seconds(self):
        """What gunicorn's processes have used so far, without the database's."""
        own = self.server.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        used = 0
        for process in (own, *children):
            after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            used += int(after_name[11]) + int(after_name[12])
        return used / os.sysconf("SC_CLK_TCK")

    def _manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def _sql(self, sentence):
        import psycopg2

        connection = psycopg2.connect(self.admin)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sentence)
        connection.close()

    def _wait(self):
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/v1/openapi.json", timeout=5)
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)


STORE = """
from accounts.people.models import Store
Store.objects.create(code="B1", name="Benchmark")
"""


if __name__ == "__main__":
    main()
