"""What the tests do without, since it costs a quarter of their time and shows nothing."""

import gc
from unittest import mock

import pytest
from django.template import Template
from django.test import utils

INPUTS = ("django/forms/", "bootstrap5/")


@pytest.fixture(scope="session", autouse=True)
def _rare_collections():
    """All that is imported stays for the whole run: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _contexts_of_pages_alone():
    """`response.context` holds what each part of a page was given, but for its single inputs."""

    def render(self, context):
        if not (self.name or "").startswith(INPUTS):
            return utils.instrumented_test_render(self, context)
        return self.nodelist.render(context)

    with mock.patch.object(Template, "_render", render):
        yield
