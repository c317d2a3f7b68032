"""Addresses of people, vehicles and contracts of companies."""

from django.urls import path

from .views import add_to_card, add_to_target, part_edit

urlpatterns = [
    path("customers/<int:pk>/people/new/", add_to_card, {"part": "person"}, "card_person"),
    path("customers/<int:pk>/vehicles/new/", add_to_card, {"part": "vehicle"}, "card_vehicle"),
    path("customers/<int:pk>/contracts/new/", add_to_card, {"part": "contract"}, "card_contract"),
    path("prospecting/<int:pk>/people/new/", add_to_target, {"part": "person"}, "target_person"),
    path(
        "prospecting/<int:pk>/vehicles/new/", add_to_target, {"part": "vehicle"}, "target_vehicle"
    ),
    path(
        "prospecting/<int:pk>/contracts/new/",
        add_to_target,
        {"part": "contract"},
        "target_contract",
    ),
    path("companies/people/<int:pk>/", part_edit, {"part": "person"}, "company_person"),
    path("companies/vehicles/<int:pk>/", part_edit, {"part": "vehicle"}, "company_vehicle"),
    path("companies/contracts/<int:pk>/", part_edit, {"part": "contract"}, "company_contract"),
]
