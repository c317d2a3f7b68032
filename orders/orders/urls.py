"""Addresses of orders."""

from django.urls import path

from .views import (
    STEPS,
    opportunity_close,
    order_cancel,
    order_create,
    order_detail,
    order_list,
    order_step,
    payment_reverse,
    plan_edit,
)

urlpatterns = [
    path("orders/", order_list, name="order_list"),
    path("opportunities/<int:pk>/order/", order_create, name="order_create"),
    path("opportunities/<int:pk>/close/", opportunity_close, name="opportunity_close"),
    path("orders/<int:pk>/", order_detail, name="order_detail"),
    *(
        path(f"orders/<int:pk>/{name}/", order_step, {"name": name}, name=f"step_{name}")
        for name in STEPS
    ),
    path("orders/<int:pk>/plan/", plan_edit, name="plan_edit"),
    path("orders/<int:pk>/cancel/", order_cancel, name="order_cancel"),
    path("payments/<int:pk>/reverse/", payment_reverse, name="payment_reverse"),
]
