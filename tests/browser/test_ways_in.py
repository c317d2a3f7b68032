"""An account elsewhere is linked and lets its person in, in a real browser: no page of ours forbids the way."""

import pytest
from playwright.sync_api import expect

from crm_site.settings.ways import ways_in
from tests.browser.conftest import PASSWORD
from tests.factories import Floor
from tests.ways_in.provider_server import AGENT, CLIENT, SECRET, running


@pytest.mark.parametrize("viewport, locale", [("phone", "zh-CN")])
def test_linked_and_in_by_it(
    transactional_db, new_page, assert_accessible, live_server, settings, viewport, locale
):
    consultant = Floor().consultant
    consultant.set_password(PASSWORD)
    consultant.save()
    site = live_server.url
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = ways_in(
            oidc=(provider.address, CLIENT, SECRET),
            wecom=(CLIENT, AGENT, SECRET),
            dingtalk=(CLIENT, SECRET),
            feishu=(CLIENT, SECRET),
        )
        settings.WAYS_IN_HOSTS = dict.fromkeys(settings.WAYS_IN_HOSTS, provider.address)
        page = new_page(viewport, locale=locale)
        page.goto(f"{site}/login/")
        assert_accessible(page)
        page.fill("#id_username", consultant.username)
        page.fill("#id_password", PASSWORD)
        page.click("main form .btn-primary")
        page.wait_for_url(f"{site}/")
        page.goto(f"{site}/security/")
        page.click("button[value=wecom]")
        expect(page.locator("a[href*='/unlink/']")).to_have_count(1)
        assert_accessible(page)
        other = new_page(viewport, locale=locale)
        other.goto(f"{site}/login/")
        other.click("button[value=wecom]")
        other.wait_for_url(f"{site}/")
        provider.visitor = "u2"
        third = new_page(viewport, locale=locale)
        third.goto(f"{site}/login/")
        third.click("button[value=dingtalk]")
        expect(third.locator("#messages .alert-danger")).to_be_visible()
        assert_accessible(third)
