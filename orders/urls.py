"""Orders, stock, payments due and targets."""

from django.urls import path

from .views import dues, orders, place, plan, sequel, steps, stock, targets

app_name = "orders"
urlpatterns = [
    path("orders/", orders.order_list, name="order_list"),
    path("opportunities/<int:pk>/order/", place.order_create, name="order_create"),
    path("opportunities/<int:pk>/close/", sequel.opportunity_close, name="opportunity_close"),
    path("orders/<int:pk>/", steps.order_detail, name="order_detail"),
    *(
        path(f"orders/<int:pk>/{name}/", steps.order_step, {"name": name}, name=f"step_{name}")
        for name in steps.STEPS
    ),
    path("orders/<int:pk>/plan/", plan.plan_edit, name="plan_edit"),
    path("orders/<int:pk>/cancel/", sequel.order_cancel, name="order_cancel"),
    path("payments/<int:pk>/reverse/", plan.payment_reverse, name="payment_reverse"),
    path("payments/due/", dues.due_list, name="due_list"),
    path("vehicles/", stock.vehicle_list, name="vehicle_list"),
    path("vehicles/new/", stock.vehicle_create, name="vehicle_create"),
    path("vehicles/<int:pk>/", stock.vehicle_detail, name="vehicle_detail"),
    path("vehicles/<int:pk>/edit/", stock.vehicle_edit, name="vehicle_edit"),
    path("targets/", targets.target_grid, name="target_grid"),
]
