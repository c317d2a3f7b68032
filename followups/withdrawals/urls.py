"""The address of undoing."""

from django.urls import path

from .views import undo_last

urlpatterns = [path("activities/<int:pk>/undo/", undo_last, name="undo")]
