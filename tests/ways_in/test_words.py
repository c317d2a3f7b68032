"""All four ways in both languages: no word of the other, and none of the library's pages."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from tests.i18n.test_pages import DATA, foreign, visible

WORDS = {
    "zh-hans": ["用企业微信登录", "用钉钉登录", "用飞书登录", "用统一认证登录"],
    "en": ["Log in with WeCom", "Log in with DingTalk", "Log in with Feishu", "Log in with SSO"],
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_one_language(language, director, server, leave, settings, known_as):
    settings.OIDC_NAME = ""
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    with translation.override(language):
        page = client.get("/login/")
        assert all(word in page.content.decode() for word in WORDS[language])
        pages = [page, client.post("/login/by/", {"way": "wecom"})]
        pages.append(client.post("/login/by/", {"way": "x"}, follow=True))
        for way in ("wecom", "dingtalk", "feishu", "oidc"):
            pages.append(client.get(server.cancel(leave(client, way)), follow=True))
            back = server.enter(leave(client, way), "nobody")
            pages += [client.get(back, follow=True), client.get(back, follow=True)]
            server.trouble = {"/openid-configuration": "fails"}
            pages.append(client.post("/login/by/", {"way": "oidc"}, follow=True))
            server.trouble = {}
        known_as(director, "oidc")
        client.force_login(director)
        pages.append(client.get("/security/"))
        pages.append(
            client.get(f"/security/accounts/{director.socialaccount_set.get().pk}/unlink/")
        )
        pages.append(client.get("/notices/", follow=True))
        for page in pages:
            assert page.status_code == 200 and f'lang="{language}"' in page.content.decode()
            said = [DATA.sub("", text) for text in visible(page)]
            assert not [t for t in foreign(said, language) if t.strip() != "he"]


def test_the_librarys_own_pages_are_not_there(client, director):
    client.force_login(director)
    for name in ("signup", "connections", "login_cancelled", "login_error"):
        with pytest.raises(NoReverseMatch):
            reverse(f"socialaccount_{name}")
    for path in ("3rdparty/", "3rdparty/signup/", "oidc/oidc/login/", "wecom/login/callback/"):
        for prefix in ("/", "/accounts/", "/social/"):
            assert client.get(f"{prefix}{path}").status_code == 404
