"""The providers: those of the library, to which we add what they do not check, and WeCom, which it lacks."""

from typing import Any
from urllib.parse import urlencode

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
from allauth.socialaccount.providers.feishu.client import FeishuOAuth2Client
from allauth.socialaccount.providers.feishu.provider import FeishuProvider
from allauth.socialaccount.providers.feishu.views import FeishuOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.urls import reverse

from ..rules import Identity, uid_of, verified_email

# Signatures by a key that only the provider has; never "none", never by a shared secret.
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]
ALGORITHMS.append("EdDSA")
# In seconds: by how much the clocks of two machines may differ.
LEEWAY = 60


class Returning:
    """Each way comes back to an address of its own; the answer of one is never taken for another's."""

    request: Any

    def get_callback_url(self, request: Any, app: Any) -> str:
        root = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
        return f"{root}{reverse('way_back', args=[app.provider_id or app.provider])}"

    def get_client(self, request: Any, app: Any) -> Any:
        return self.client_class(  # type: ignore[attr-defined]
            request,
            app.client_id,
            app.secret,
            self.access_token_method,  # type: ignore[attr-defined]
            self.access_token_url,  # type: ignore[attr-defined]
            self.get_callback_url(request, app),
            basic_auth=self.basic_auth,  # type: ignore[attr-defined]
        )


class Naming:
    """Says who it is, and no more: no name, picture or number of theirs is kept."""

    app: Any
    sub_id: str

    def sociallogin_from_response(self, request: Any, response: Any) -> Identity:
        subject = self.extract_uid(response)  # type: ignore[attr-defined]
        return Identity(self.sub_id, uid_of(self.scope_of(response), subject))

    def scope_of(self, response: Any) -> str:
        return str(self.app.client_id)


class OidcAdapter(Returning, OpenIDConnectOAuth2Adapter):
    """The library trusts the connection; we check the ID token's signature, maker, receiver, time and nonce."""

    nonce = ""

    def complete_login(self, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        claims = self._claims(app, kwargs["response"].get("id_token"))
        if settings.OIDC_MATCH_EMAIL and "email" not in claims:
            told = self._fetch_user_info(token.token)
            if told["sub"] == claims["sub"]:
                claims |= {name: told.get(name) for name in ("email", "email_verified")}
        return self.get_provider().sociallogin_from_response(request, claims)

    @property
    def openid_config(self) -> Any:
        """Raises ``OAuth2Error`` where it is another's."""
        config = super().openid_config
        server = self.get_provider().app.settings["server_url"]
        if config["issuer"].rstrip("/") != server.rstrip("/"):
            raise OAuth2Error("another issuer")
        return config

    def _claims(self, app: Any, text: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(text)
            if header["alg"] not in ALGORITHMS:
                raise OAuth2Error("an algorithm that proves nothing")
            claims = jwt.decode(
                text,
                self._key(header.get("kid")),
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": ["aud", "exp", "iat", "iss", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("not a valid ID token") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("made for another")
        if not self.nonce or claims.get("nonce") != self.nonce:
            raise OAuth2Error("of another log-in")
        return claims

    def _key(self, name: str | None) -> Any:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        found = [key for key in keys if key.key_id == name or (name is None and len(keys) == 1)]
        if not found:
            raise OAuth2Error("signed by an unknown key")
        return found[0]


class Oidc(Naming, OpenIDConnectProvider):
    oauth2_adapter_class = OidcAdapter
    pkce_enabled_default = True

    def sociallogin_from_response(self, request: Any, response: Any) -> Identity:
        uid = uid_of(str(response["iss"]), response["sub"])
        return Identity(self.sub_id, uid, verified_email(response))


class DingTalkAdapter(Returning, DingTalkOAuth2Adapter):
    provider_id = "dingtalk"

    @property
    def access_token_url(self) -> str:
        return f"{settings.WAYS_IN_HOSTS['dingtalk']}/v1.0/oauth2/userAccessToken"

    @property
    def authorize_url(self) -> str:
        return f"{settings.WAYS_IN_HOSTS['dingtalk_page']}/oauth2/auth"

    @property
    def profile_url(self) -> str:
        return f"{settings.WAYS_IN_HOSTS['dingtalk']}/v1.0/contact/users/me"


class DingTalk(Naming, DingTalkProvider):
    oauth2_adapter_class = DingTalkAdapter

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def get_auth_params(self) -> dict[str, str]:
        return super().get_auth_params() | {"prompt": "consent"}


class FeishuClient(FeishuOAuth2Client):
    @property
    def app_access_token_url(self) -> str:
        return f"{_feishu()}/auth/v3/app_access_token/internal"


class FeishuAdapter(Returning, FeishuOAuth2Adapter):
    client_class = FeishuClient

    @property
    def authorize_url(self) -> str:
        return f"{_feishu()}/authen/v1/index"

    @property
    def access_token_url(self) -> str:
        return f"{_feishu()}/authen/v1/access_token"

    @property
    def user_info_url(self) -> str:
        return f"{_feishu()}/authen/v1/user_info"


def _feishu() -> str:
    return f"{settings.WAYS_IN_HOSTS['feishu']}/open-apis"


class Feishu(Naming, FeishuProvider):
    oauth2_adapter_class = FeishuAdapter


class WeComClient(OAuth2Client):
    """Its page takes other names than OAuth's; inside WeCom's own app, another page asks for nothing."""

    def get_redirect_url(self, authorization_url: str, scope: Any, extra_params: Any) -> str:
        values = {"appid": self.consumer_key, "redirect_uri": self.callback_url}
        values |= {"state": str(self.state)} | extra_params
        if "wxwork" in self.request.headers.get("User-Agent", ""):
            values |= {"response_type": "code", "scope": "snsapi_base"}
            page = f"{settings.WAYS_IN_HOSTS['wecom_app']}/connect/oauth2/authorize"
            return f"{page}?{urlencode(values)}#wechat_redirect"
        return f"{authorization_url}?{urlencode(values | {'login_type': 'CorpApp'})}"

    def get_access_token(
        self, code: str, pkce_code_verifier: Any = None, extra_data: Any = None
    ) -> dict[str, Any]:
        """Of the application; the code is for the next step."""
        values = {"corpid": self.consumer_key, "corpsecret": self.consumer_secret}
        answer = _of_wecom(self.access_token_url, values)
        return {"access_token": answer["access_token"], "code": code}


class WeComAdapter(Returning, OAuth2Adapter):
    provider_id = "wecom"
    client_class = WeComClient
    access_token_method = "GET"

    @property
    def access_token_url(self) -> str:
        return f"{settings.WAYS_IN_HOSTS['wecom']}/cgi-bin/gettoken"

    @property
    def authorize_url(self) -> str:
        return f"{settings.WAYS_IN_HOSTS['wecom_page']}/wwlogin/sso/login"

    def complete_login(self, request: Any, app: Any, token: Any, **kwargs: Any) -> Any:
        values = {"access_token": token.token, "code": kwargs["response"]["code"]}
        page = f"{settings.WAYS_IN_HOSTS['wecom']}/cgi-bin/auth/getuserinfo"
        return self.get_provider().sociallogin_from_response(request, _of_wecom(page, values))


def _of_wecom(page: str, values: dict[str, str]) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(page, params=values)
        answer.raise_for_status()
    found = answer.json()
    if found["errcode"] != 0:
        raise OAuth2Error("refused")
    return dict(found)


class WeCom(Naming, OAuth2Provider):
    """Only a member of the company has a ``userid``; it is the same in small and capital letters."""

    id = "wecom"
    name = "WeCom"
    oauth2_adapter_class = WeComAdapter

    def get_auth_params(self) -> dict[str, str]:
        return super().get_auth_params() | {"agentid": self.app.key}

    def extract_uid(self, data: Any) -> str:
        return data["userid"].lower()


def register() -> None:
    """Let the library know ours instead of its own."""
    for provider in (Oidc, WeCom, DingTalk, Feishu):
        registry.register(provider)
