"""A demonstration dealership: two stores and a year of believable business, the same every time.

``fill`` writes it; people come from ``staff``, cards from ``cards``, the life of each opportunity
from ``story``, their orders and cars from ``sales``, registers and events from ``visits``; ``audits``
judges the last two months, with what followed from it in ``consequences``; ``rivals`` claim who was neglected.
"""
