from django.urls import path

from . import views

urlpatterns = [
    path("imports/", views.import_list, name="import_list"),
    path("imports/new", views.import_upload, name="import_upload"),
    path("imports/form", views.import_form, name="import_form"),
    path("imports/<uuid:pk>", views.import_preview, name="import_preview"),
    path("imports/<uuid:pk>/decide", views.import_decide, name="import_decide"),
    path("imports/<uuid:pk>/rejects", views.import_rejects, name="import_rejects"),
]
