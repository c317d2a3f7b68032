"""Imports in the browser (R1.3)."""

from django.urls import path

from .views import (
    import_decide,
    import_form,
    import_list,
    import_preview,
    import_rejects,
    import_upload,
)

urlpatterns = [
    path("imports/", import_list, name="import_list"),
    path("imports/new", import_upload, name="import_upload"),
    path("imports/form", import_form, name="import_form"),
    path("imports/<uuid:pk>", import_preview, name="import_preview"),
    path("imports/<uuid:pk>/decide", import_decide, name="import_decide"),
    path("imports/<uuid:pk>/rejects", import_rejects, name="import_rejects"),
]
