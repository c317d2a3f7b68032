"""Addresses of claims."""

from django.urls import path

from .views import (
    claim_approve,
    claim_create,
    claim_detail,
    claim_file,
    claim_list,
    claim_object,
    claim_open,
    claim_refuse,
    claim_withdraw,
)

urlpatterns = [
    path("claims/", claim_list, name="claim_list"),
    path("claims/open/", claim_open, name="claim_open"),
    path("claims/new/", claim_create, name="claim_create"),
    path("claims/<int:pk>/", claim_detail, name="claim_detail"),
    path("claims/<int:pk>/file/", claim_file, name="claim_file"),
    path("claims/<int:pk>/withdraw/", claim_withdraw, name="claim_withdraw"),
    path("claims/<int:pk>/object/", claim_object, name="claim_object"),
    path("claims/<int:pk>/approve/", claim_approve, name="claim_approve"),
    path("claims/<int:pk>/refuse/", claim_refuse, name="claim_refuse"),
]
