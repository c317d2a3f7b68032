from django.urls import path

from .views import people_named

urlpatterns = [path("people/named", people_named, name="people_named")]
