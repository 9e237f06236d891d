"""Addresses of the reports."""

from django.urls import path

from reports.views import cohorts, operations, trails, visits

app_name = "reports"
urlpatterns = [
    path("cohorts/<slug:reference>/", cohorts.cohort_report_page, name="cohort_report"),
    path(
        "cohorts/<slug:reference>/export/<str:kind>/",
        cohorts.cohort_report_export,
        name="cohort_report_export",
    ),
    path("jobs/", operations.job_list, name="job_list"),
    path("jobs/<int:job_id>/retry/", operations.job_retry, name="job_retry"),
    path("mail/", operations.mail_list, name="mail_list"),
    path("enrolments/<uuid:reference>/trail/", trails.enrolment_trail, name="enrolment_trail"),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/trail/", trails.unit_trail, name="unit_trail"
    ),
    path("visits/<uuid:reference>/", visits.visit_pack, name="visit_pack"),
    path(
        "visits/<uuid:reference>/pack/<str:kind>/", visits.visit_pack_file, name="visit_pack_file"
    ),
    path(
        "visits/<uuid:reference>/candidates/<uuid:enrolment>/",
        visits.visit_candidate,
        name="visit_candidate",
    ),
    path(
        "visits/<uuid:reference>/candidates/<uuid:enrolment>/units/<str:code>/",
        visits.visit_unit,
        name="visit_unit",
    ),
    path("people/<int:pk>/trail/", trails.person_trail, name="person_trail"),
]
