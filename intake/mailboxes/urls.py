"""Addresses of the mailbox of a source."""

from django.urls import path

from . import views

urlpatterns = [
    path("leads/sources/<int:pk>/mailbox/", views.mailbox, name="mailbox"),
    path("leads/sources/<int:pk>/mailbox/read/", views.mailbox_read, name="mailbox_read"),
    path("leads/sources/mails/<int:pk>/again/", views.mail_again, name="mail_again"),
]
