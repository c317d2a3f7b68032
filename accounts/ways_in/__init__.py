"""Coming in by an account elsewhere: OIDC, WeCom, DingTalk, Feishu; whose it is, and who links it (R1.1)."""
