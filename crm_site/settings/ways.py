"""Accounts elsewhere by which people may come in: each is off until all of its variables are set."""

from .env import env

OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="")
# Whether an address that the OIDC server has verified links the one person here who has it.
OIDC_MATCH_EMAIL = env.bool("OIDC_MATCH_EMAIL", default=False)
WECOM_CORP_ID = env.str("WECOM_CORP_ID", default="")
WECOM_AGENT_ID = env.str("WECOM_AGENT_ID", default="")
WECOM_SECRET = env.str("WECOM_SECRET", default="")
DINGTALK_CLIENT_ID = env.str("DINGTALK_CLIENT_ID", default="")
DINGTALK_CLIENT_SECRET = env.str("DINGTALK_CLIENT_SECRET", default="")
FEISHU_APP_ID = env.str("FEISHU_APP_ID", default="")
FEISHU_APP_SECRET = env.str("FEISHU_APP_SECRET", default="")
# Of these the second step counts as ours; by none, it is asked for here as after the password.
SECOND_FACTOR_ELSEWHERE = env.list("SECOND_FACTOR_ELSEWHERE", default=[])


def ways_in(
    *,
    oidc: tuple[str, str, str] = ("", "", ""),
    wecom: tuple[str, str, str] = ("", "", ""),
    dingtalk: tuple[str, str] = ("", ""),
    feishu: tuple[str, str] = ("", ""),
) -> dict:
    """`SOCIALACCOUNT_PROVIDERS` of what is whole, in the order of the buttons."""
    found = {}
    if all(wecom):
        found["wecom"] = {"APPS": [dict(zip(("client_id", "key", "secret"), wecom, strict=True))]}
    if all(dingtalk):
        found["dingtalk"] = {"APPS": [dict(zip(("client_id", "secret"), dingtalk, strict=True))]}
    if all(feishu):
        found["feishu"] = {"APPS": [dict(zip(("client_id", "secret"), feishu, strict=True))]}
    if all(oidc):
        server, client, secret = oidc
        found["openid_connect"] = {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "client_id": client,
                    "secret": secret,
                    "settings": {"server_url": server},
                }
            ]
        }
    return found


def hosts(*, wecom: str, feishu: str) -> dict[str, str]:
    """Where the messengers are asked, and where their pages of the log-in are."""
    return {
        "wecom": wecom,
        "wecom_page": "https://login.work.weixin.qq.com",
        "wecom_app": "https://open.weixin.qq.com",
        "dingtalk": "https://api.dingtalk.com",
        "dingtalk_page": "https://login.dingtalk.com",
        "feishu": feishu,
    }


SOCIALACCOUNT_PROVIDERS = ways_in(
    oidc=(OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET),
    wecom=(WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET),
    dingtalk=(DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET),
    feishu=(FEISHU_APP_ID, FEISHU_APP_SECRET),
)
