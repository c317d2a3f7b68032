"""What pages show of a customer: the number as far as the viewer may see it, the age."""

from django import template

from accounts.confidentiality.queries import has_signed
from foundation.display import NOTHING, masked_phone, phone_link

from ..customers.queries import may_see_phone
from ..customers.rules import NUMBERS

register = template.Library()


@register.simple_tag(takes_context=True)
def customer_phone(context, customer, button=False, short=False):
    """`{% customer_phone customer %}`: tap to call, or masked (R1.3)."""
    if may_see_phone(context["request"].user, customer):
        return phone_link(customer.phone, button=button, short=short)
    return masked_phone(customer.phone)


@register.simple_tag(takes_context=True)
def number_to_call(context, customer):
    """`{% number_to_call customer %}`: tap to call, for who is to call them, once they signed (R13.4)."""
    is_open = has_signed(context["request"].user, customer.store_id)
    return phone_link(customer.phone, button=True) if is_open else masked_phone(customer.phone)


@register.simple_tag(takes_context=True)
def number_of_merged(context, customer, merged):
    """`{% number_of_merged customer merged %}`: the number of a card that became part of it (R1.3, R2.5)."""
    if may_see_phone(context["request"].user, customer):
        return phone_link(merged.phone)
    return masked_phone(merged.phone)


@register.simple_tag(takes_context=True)
def number_of(context, customer, number):
    """`{% number_of customer asked.phone %}`: a number that belongs to the card, in full or masked (R1.3)."""
    is_open = may_see_phone(context["request"].user, customer)
    return number if is_open else masked_phone(number)


@register.simple_tag(takes_context=True)
def number_in(context, store, number):
    """`{% number_in store_id number %}`: of people who are no customers; masked until one has signed (R13.4)."""
    is_open = has_signed(context["request"].user, store)
    return phone_link(number) if is_open else masked_phone(number)


@register.simple_tag(takes_context=True)
def contact_in(context, store, text):
    """`{% contact_in store_id target.wechat %}`: their WeChat ID or e-mail address, as ``number_in``."""
    return text if has_signed(context["request"].user, store) else masked_phone(text)


@register.simple_tag(takes_context=True)
def field_of(context, customer, name, value):
    """`{% field_of customer "wechat" value %}`: a value of the card's field, its numbers in full or masked."""
    return number_of(context, customer, value) if value and name in NUMBERS else value or NOTHING


@register.filter
def age_on(customer, today):
    """`{{ customer|age_on:today }}`: full years, or ``None`` where the birthday is unknown (R2.1)."""
    born = customer.known_birthday
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
