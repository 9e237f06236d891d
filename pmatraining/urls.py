"""Root addresses: each app under its prefix, and the pages for refusals."""

from django.contrib import admin
from django.urls import include, path

from pmatraining import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz/", views.health, name="health"),
    path("", include("courses.urls")),
    path("", include("enrolments.urls")),
    path("", include("assessments.urls")),
    path("", include("quality.urls")),
    path("", include("awards.urls")),
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("account/", include("accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "pmatraining.views.bad_request"
handler403 = "pmatraining.views.permission_denied"
handler404 = "pmatraining.views.not_found"
handler500 = "pmatraining.views.server_error"
