"""Since when an order counts as a conversion (R9.10). Pure."""


def converted_on(*, signed_on, received_on, firm_on):
    """The first day on which it holds, or ``None``.

    Contract signed (``signed_on``) and any money received, the first of it on ``received_on``; or
    a firm agreement made on ``firm_on``, whichever came first.
    """
    days = [firm_on] if firm_on else []
    if signed_on and received_on:
        days.append(max(signed_on, received_on))
    return min(days, default=None)
