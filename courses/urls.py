"""Addresses of the catalogue."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("diplomas/<slug:slug>/", views.qualification_detail, name="qualification_detail"),
    path("help-me-choose/", views.help_me_choose, name="help_me_choose"),
    path("contact/", views.contact, name="contact"),
    path("specifications/", views.specification_list, name="specification_list"),
    path(
        "specifications/<slug:code>/<int:number>/",
        views.specification_detail,
        name="specification_detail",
    ),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
