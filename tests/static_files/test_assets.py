"""The finder serves what it names, and nothing else of node_modules."""

from django.conf import settings
from django.contrib.staticfiles import finders

from crm_site.static_files.finders import FILES, NodeModulesFinder


def test_every_named_file_is_found_where_npm_put_it():
    for address, file in FILES.items():
        assert finders.find(address) == str(settings.BASE_DIR / "node_modules" / file)


def test_nothing_else_is_served():
    finder = NodeModulesFinder()
    for address in (
        "vendor/bootstrap/bootstrap.js",
        "bootstrap/dist/css/bootstrap.min.css",
        "vendor/bootstrap/../../package.json",
        "../package.json",
    ):
        assert finder.find(address) == []
        assert finder.find(address, find_all=True) == []


def test_listing_opens_the_real_file():
    listed = dict(NodeModulesFinder().list([]))
    assert set(listed) == set(FILES)
    address = "vendor/bootstrap/bootstrap.min.css"
    with listed[address].open(address) as handle:
        assert b"Bootstrap" in handle.read(200)
