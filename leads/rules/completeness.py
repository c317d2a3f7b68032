"""How complete a customer card is: "the content becomes complete with contact" (R2.3). Pure."""

REQUIRED = ("name", "gender", "phone", "birthday", "source", "customer_type", "district")
OPTIONAL = (
    "position",
    "trade",
    "address",
    "email",
    "wechat",
    "family",
    "hobbies",
    "information_source",
)
COMPANY = ("contact_person", "company_nature")
INTENT = ("models_looked_at", "colour", "objection", "budget", "payment_method", "trade_in")


def asked(*, is_company, has_intent):
    """The fields that count for such a card, in the order in which they are asked."""
    fields = REQUIRED + OPTIONAL
    if is_company:
        fields += COMPANY
    return fields + INTENT if has_intent else fields


def score(filled):
    """``filled``: field → whether it is known. The share that is known in whole per cent, rounded down."""
    return 100 * sum(filled.values()) // len(filled)
