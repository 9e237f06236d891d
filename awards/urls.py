"""Addresses of claims, statements and their verification."""

from django.urls import path

from awards.views import claims, statements, verification

app_name = "awards"
urlpatterns = [
    path("statements/", statements.statement_list, name="statement_list"),
    path("statements/mine/", statements.my_statements, name="my_statements"),
    path("statements/<uuid:reference>/", statements.statement_detail, name="statement_detail"),
    path("statements/<uuid:reference>/pdf/", statements.statement_pdf, name="statement_pdf"),
    path(
        "statements/<uuid:reference>/withdraw/",
        statements.statement_withdraw,
        name="statement_withdraw",
    ),
    path(
        "enrolments/<uuid:reference>/statement/",
        statements.statement_issue,
        name="statement_issue",
    ),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/made/", claims.claims_made, name="claims_made"),
    path("claims/new/", claims.claim_create, name="claim_create"),
    path("claims/<uuid:reference>/", claims.claim_detail, name="claim_detail"),
    path("claims/<uuid:reference>/export/", claims.claim_export, name="claim_export"),
    path("claims/<uuid:reference>/<int:line>/award/", claims.claim_award, name="claim_award"),
    path(
        "claims/<uuid:reference>/<int:line>/take-back/",
        claims.claim_take_back,
        name="claim_take_back",
    ),
    path("verify/", verification.statement_verify_start, name="statement_verify_start"),
    path("verify/<str:code>/", verification.statement_verify, name="statement_verify"),
]
