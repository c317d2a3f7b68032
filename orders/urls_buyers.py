"""The card's back (R9.2)."""

from django.urls import path

from .views import buyers

app_name = "buyers"
urlpatterns = [
    path("customers/<int:pk>/back/", buyers.card_back, name="card_back"),
    path("customers/<int:pk>/cars/new/", buyers.car_create, name="car_create"),
    path("cars/<int:pk>/", buyers.car_edit, name="car_edit"),
    path("cars/<int:pk>/care/", buyers.care_create, name="care_create"),
]
