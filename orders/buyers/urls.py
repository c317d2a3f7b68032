"""The card's back (R9.2)."""

from django.urls import path

from .views import car_create, car_edit, card_back, care_begin, care_create

app_name = "buyers"
urlpatterns = [
    path("customers/<int:pk>/back/", card_back, name="card_back"),
    path("customers/<int:pk>/cars/new/", car_create, name="car_create"),
    path("cars/<int:pk>/", car_edit, name="car_edit"),
    path("cars/<int:pk>/care/", care_create, name="care_create"),
    path("cars/<int:pk>/care/begin/", care_begin, name="care_begin"),
]
