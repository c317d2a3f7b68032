"""Which departments are asked, and how soon they owe an answer (R5.4). Pure."""

from accounts.people.models import Role

FINANCE, SERVICE, MARKETING, PARTS, MANAGER = "finance", "service", "marketing", "parts", "manager"
# Parts are looked after by customer service.
ROLE_OF = {
    FINANCE: Role.FINANCE,
    SERVICE: Role.SERVICE,
    MARKETING: Role.MARKETING,
    PARTS: Role.SERVICE,
    MANAGER: Role.MANAGER,
}
DEPARTMENTS_OF = {
    role: tuple(name for name, of in ROLE_OF.items() if of == role)
    for role in dict.fromkeys(ROLE_OF.values())
}
# Minutes of the store's opening hours; the customer waits at the desk, by telephone, or for an offer.
HALF_AN_HOUR, TWO_HOURS, HALF_A_DAY, A_DAY = 30, 120, 240, 540
TERMS = (HALF_AN_HOUR, TWO_HOURS, HALF_A_DAY, A_DAY)
USUAL_TERM = TWO_HOURS
