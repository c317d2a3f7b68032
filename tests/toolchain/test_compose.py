"""docker-compose.yml and .env.example name every variable that the site reads, and nothing that it does not."""

import re
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests.toolchain.test_settings import ask

ROOT = Path(settings.BASE_DIR)
sys.path.insert(0, str(ROOT / ".ci"))

import pin  # noqa: E402

READ = re.compile(r'env\.(?:str|int|bool|list|email_url)\(\s*"(\w+)"')
USED = re.compile(r"\$\{(\w+)")
# What differs between the containers or holds for one machine only, and is in the image.
OF_THE_IMAGE = {"VAR_DIR", "STATIC_ROOT"}
# Nobody debugs in production.
LEFT_OUT = {"DEBUG"}


def read_by_settings():
    files = (ROOT / "crm_site" / "settings").glob("*.py")
    found = {name for path in files for name in READ.findall(path.read_text(encoding="utf-8"))}
    assert {"SECRET_KEY", "EMAIL_URL", "REDIS_URL", "ROBOT_HOSTS"} <= found
    return found


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def of_the_site(compose):
    return {name: each for name, each in compose["services"].items() if each.get("image") == "crm"}


def test_every_variable_reaches_every_part_of_the_site(compose):
    wanted = read_by_settings() - OF_THE_IMAGE - LEFT_OUT
    assert set(of_the_site(compose)) == {"migrate", "web", "worker", "beat"}
    for name, service in of_the_site(compose).items():
        missing = wanted - service["environment"].keys()
        unknown = service["environment"].keys() - wanted - {"SITE_DATABASE_PASSWORD"}
        assert not missing and not unknown, (name, missing, unknown)
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert all(f"{name}=" in image for name in OF_THE_IMAGE)


def test_what_may_be_set_stands_in_the_example(compose):
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    told = set(re.findall(r"^#(\w+)=", example, re.MULTILINE))
    used = set(USED.findall((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert not (read_by_settings() | used) - told
    assert not told - read_by_settings() - used - {"HOST", "PORT"}
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert not [name for name in read_by_settings() if f"`{name}`" not in operations]


def test_what_is_not_set_is_as_without_compose(compose, tmp_path):
    """A variable that is passed on empty must not be another default than the settings' own."""
    environment = compose["services"]["web"]["environment"]
    given = {
        name: re.sub(r"\$\{\w+(?::-([^}]*)|:\?[^}]*)?\}", r"\1", value)
        for name, value in environment.items()
        if value is not None and name not in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")
    } | {"SECRET_KEY": "x", "VAR_DIR": str(tmp_path)}
    of_its_own = {"ALLOWED_HOSTS", "LEDGER_HEADS", "BACKUP_DIR"}
    names = sorted(name for name in given if name.isupper() and name not in of_its_own)
    names = [name for name in names if name not in ("EMAIL_URL", "VAR_DIR", "SECRET_KEY")]
    asked = f"[getattr(settings, name) for name in {names + ['EMAIL_BACKEND', 'ROBOT_HOSTS']!r}]"
    asked = asked.replace("'HTTPS_ONLY'", "'SECURE_SSL_REDIRECT'")
    assert ask(asked, **given) == ask(asked, SECRET_KEY="x", VAR_DIR=str(tmp_path))


def test_mail_and_address_are_passed_and_secrets_are_asked_for(compose):
    environment = compose["services"]["web"]["environment"]
    for name in ("EMAIL_URL", "DEFAULT_FROM_EMAIL", "SITE_URL"):
        assert environment[name].startswith(f"${{{name}:-")
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "SITE_DATABASE_PASSWORD"):
        assert f"${{{name}:?" in text and f"${{{name}:-" not in text


def test_the_site_has_no_power_over_the_machine(compose):
    for service in of_the_site(compose).values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service
    for name in ("web", "worker", "beat"):
        assert "crm_app:" in compose["services"][name]["environment"]["DATABASE_URL"]
    assert "USER crm" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (port,) = compose["services"]["web"]["ports"]
    assert port.startswith("${WEB_ADDRESS:-127.0.0.1}:")


def test_what_is_kept_lies_in_a_volume_of_the_image(compose):
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for service in of_the_site(compose).values():
        folders = [volume.partition(":")[2] for volume in service["volumes"]]
        assert service["environment"]["LEDGER_HEADS"] in folders
        assert all(folder in image for folder in folders)
    volumes = {
        v.partition(":")[0] for s in compose["services"].values() for v in s.get("volumes", ())
    }
    assert volumes == compose["volumes"].keys()


def test_the_digests_are_written_beside_the_names(tmp_path, monkeypatch, capsys):
    for name in pin.FILES:
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(pin, "ROOT", tmp_path)
    names = set()
    for digit in "ab":
        pin.pin(lambda name: names.add(name) or f"sha256:{digit * 64}")  # noqa: B023
    texts = "".join((tmp_path / name).read_text(encoding="utf-8") for name in pin.FILES)
    assert names == {"node:22-slim", "python:3.13-slim", "postgres:17", "redis:8"}
    assert all(f"{name}@sha256:{'b' * 64}" in texts for name in names)
    assert "a" * 64 not in texts and "image: crm\n" in texts
    assert f"FROM node:22-slim@sha256:{'b' * 64} AS assets" in texts


def test_without_docker_nothing_is_pinned(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="Nothing is pinned"):
        pin.ask_registry("postgres:17")
