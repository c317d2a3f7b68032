"""Contacts, plans and the customer card with all that happened."""

from django.urls import include, path

from . import views
from .views import (
    annotations,
    board,
    day_settings,
    feed,
    overdue,
    recordings,
    requests,
    review,
    workdays,
    workload,
)

app_name = "followups"
urlpatterns = [
    path("customers/new/", views.customer_create, name="customer_create"),
    path("customers/new/phone", views.phone_check, name="phone_check"),
    path("customers/new/first-date", views.first_date, name="first_date"),
    path("customers/<int:pk>/", views.customer_card, name="customer_card"),
    path("customers/<int:pk>/history/", views.customer_history, name="customer_history"),
    path("customers/<int:pk>/opportunity/", views.opportunity_create, name="opportunity_create"),
    path(
        "customers/<int:pk>/opportunity/first-date",
        views.first_date_of_opportunity,
        name="opportunity_first_date",
    ),
    path("customers/<int:pk>/revive/", requests.customer_revive, name="customer_revive"),
    path("requests/<int:pk>/", requests.request_detail, name="request_detail"),
    path("opportunities/<int:pk>/log/", views.log_contact, name="log_contact"),
    path("opportunities/<int:pk>/next-date", views.next_date, name="next_date"),
    path("opportunities/<int:pk>/plan/", views.plan_create, name="plan_create"),
    path("opportunities/<int:pk>/reopen/", views.opportunity_reopen, name="opportunity_reopen"),
    path("week/", workload.week, name="week"),
    path("week/day", workload.day_hint, name="day_hint"),
    path("policies/day/<int:pk>/", day_settings.day_settings, name="day_settings"),
    path("plans/", views.plan_list, name="plan_list"),
    path("overdue/", overdue.overdue_list, name="overdue_list"),
    path("plans/<int:pk>/log/", views.log_plan, name="log_plan"),
    path("plans/<int:pk>/move/", views.plan_move, name="plan_move"),
    path("plans/<int:pk>/cancel/", views.plan_cancel, name="plan_cancel"),
    path("", include("followups.urls_absences")),
    path("workdays/", workdays.workday_list, name="workday_list"),
    # The manager's evening.
    path("evening/", board.board, name="board"),
    path("evening/rows/", board.board_rows, name="board_rows"),
    path("review/", review.review, name="review"),
    path("review/<int:pk>/", review.review_activity, name="review_activity"),
    path("review/<int:pk>/done/", review.review_done, name="review_done"),
    path("activities/<int:pk>/annotate/", annotations.annotation_create, name="annotation_create"),
    path("activities/<int:pk>/recording/", recordings.recording_create, name="recording_create"),
    path("annotations/", annotations.annotation_list, name="annotation_list"),
    path("annotations/<int:pk>/read/", annotations.annotation_read, name="annotation_read"),
    path("recordings/<int:pk>/", recordings.recording_file, name="recording_file"),
    path("profile/calendar/", feed.feed_settings, name="feed_settings"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("phone/", views.phone_lookup, name="phone_lookup"),
]
