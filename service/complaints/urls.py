"""Addresses of complaints."""

from django.urls import path

from .views import acting, cases, laid_down, public

urlpatterns = [
    path("complaints/", cases.complaint_list, name="complaint_list"),
    path("complaints/new/", cases.complaint_create, name="complaint_create"),
    path("complaints/analysis/", laid_down.complaint_analysis, name="complaint_analysis"),
    path("complaints/causes/", laid_down.cause_list, name="cause_list"),
    path("complaints/causes/<int:pk>/", laid_down.cause_change, name="cause_change"),
    path("complaints/terms/", laid_down.complaint_terms, name="complaint_terms"),
    path("complaints/page/", public.complaint_page, name="complaint_page"),
    path("complaints/page/print/", public.complaint_page_print, name="complaint_page_print"),
    path("complaints/<int:pk>/", cases.complaint, name="complaint"),
    path("complaints/<int:pk>/number/", cases.complaint_number, name="complaint_number"),
    path("complaints/<int:pk>/assign/", acting.complaint_assign, name="complaint_assign"),
    path("complaints/<int:pk>/note/", acting.complaint_note, name="complaint_note"),
    path("complaints/<int:pk>/details/", acting.complaint_details, name="complaint_details"),
    path("complaints/<int:pk>/close/", acting.complaint_close, name="complaint_close"),
    path("complaints/<int:pk>/confirm/", acting.complaint_confirm, name="complaint_confirm"),
    path("complaints/<int:pk>/reopen/", acting.complaint_reopen, name="complaint_reopen"),
    path("complaints/files/<int:pk>/", cases.complaint_file, name="complaint_file"),
    path("customers/<int:pk>/complaint/", cases.customer_complaint, name="customer_complaint"),
    path("complain/<slug:slug>/", public.complain, name="complain"),
    path("complain/<slug:slug>/thanks/", public.complain_thanks, name="complain_thanks"),
]
