"""At the root, so that the worker answers for the whole site."""

from django.urls import path

from .views import device, manifest, offline, worker

urlpatterns = [
    path("device", device, name="device"),
    path("sw.js", worker, name="worker"),
    path("app.webmanifest", manifest, name="manifest"),
    path("offline", offline, name="offline"),
]
