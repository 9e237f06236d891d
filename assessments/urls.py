"""Addresses of the assessments app, by topic."""

from django.urls import URLPattern, path

from assessments.views import (
    caseload,
    cases,
    corrections,
    countersigning,
    custody,
    discussions,
    evidence,
    files,
    keys,
    marking,
    offline,
    phrases,
    portfolios,
    printing,
    prior_learning,
    progress,
    queue,
    records,
    results,
    submitting,
    support,
    telling,
    units,
    unregistered,
    uploads,
    versions,
    viewing,
)

app_name = "assessments"

CASELOAD: list[URLPattern] = [
    path("caseload/", caseload.caseload, name="caseload"),
]

MARKING: list[URLPattern] = [
    path("marking/", queue.marking_queue, name="marking_queue"),
    path("marking/release/", queue.marking_release, name="marking_release"),
    path("marking/unregistered/", unregistered.unregistered_list, name="unregistered_list"),
    path("submissions/<uuid:reference>/mark/", marking.submission_mark, name="submission_mark"),
    path("submissions/<uuid:reference>/draft/", marking.draft_save, name="draft_save"),
    path(
        "submissions/<uuid:reference>/finish/", marking.submission_finish, name="submission_finish"
    ),
    path(
        "submissions/<uuid:reference>/criteria/<int:position>/reopen/",
        marking.criterion_reopen,
        name="criterion_reopen",
    ),
    path(
        "submissions/<uuid:reference>/criteria/<int:position>/keep/",
        marking.criterion_keep,
        name="criterion_keep",
    ),
    path(
        "submissions/<uuid:reference>/result/", results.submission_result, name="submission_result"
    ),
    path(
        "submissions/<uuid:reference>/release/",
        results.submission_release,
        name="submission_release",
    ),
    path("submissions/<uuid:reference>/reopen/", results.marking_reopen, name="marking_reopen"),
    path(
        "submissions/<uuid:reference>/criteria/<int:position>/correct/",
        corrections.decision_correct,
        name="decision_correct",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/allow-attempt/",
        corrections.attempt_allow,
        name="attempt_allow",
    ),
    path("countersigning/", countersigning.countersigning_queue, name="countersigning_queue"),
    path(
        "submissions/<uuid:reference>/countersign/",
        countersigning.submission_countersign,
        name="submission_countersign",
    ),
    path(
        "submissions/<uuid:reference>/narrative/",
        viewing.submission_narrative,
        name="submission_narrative",
    ),
    path("submissions/<uuid:reference>/sheet/", printing.submission_sheet, name="submission_sheet"),
    path("submissions/<uuid:reference>/sheet/export/", offline.sheet_export, name="sheet_export"),
    path("submissions/<uuid:reference>/sheet/import/", offline.sheet_import, name="sheet_import"),
    path("submissions/<uuid:reference>/keys/", keys.keys_switch, name="keys_switch"),
    path(
        "evidence-files/<uuid:reference>/quarantine/",
        custody.evidence_quarantine,
        name="evidence_quarantine",
    ),
    path(
        "evidence-files/<uuid:reference>/give-back/",
        custody.evidence_give_back,
        name="evidence_give_back",
    ),
    path("evidence-files/<uuid:reference>/view/", viewing.evidence_view, name="evidence_view"),
]

PHRASES: list[URLPattern] = [
    path("marking/phrases/", phrases.phrase_list, name="phrase_list"),
    path("marking/phrases/<uuid:reference>/", phrases.phrase_edit, name="phrase_edit"),
    path("marking/phrases/<uuid:reference>/remove/", phrases.phrase_remove, name="phrase_remove"),
    path(
        "marking/phrases/<uuid:reference>/restore/", phrases.phrase_restore, name="phrase_restore"
    ),
]

CANDIDATE: list[URLPattern] = [
    path("progress/", progress.progress, name="progress"),
    path("units/", units.unit_list, name="unit_list"),
    path(
        "enrolments/<uuid:reference>/progress/",
        progress.enrolment_progress,
        name="enrolment_progress",
    ),
    path("enrolments/<uuid:reference>/units/<str:code>/", units.unit_detail, name="unit_detail"),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/brief/", units.unit_brief, name="unit_brief"
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/narrative/",
        submitting.narrative_save,
        name="narrative_save",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/submit/",
        submitting.unit_submit,
        name="unit_submit",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/prior-learning/",
        prior_learning.prior_learning,
        name="prior_learning",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/",
        evidence.evidence_add,
        name="evidence_add",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/",
        evidence.evidence_edit,
        name="evidence_edit",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/use/",
        evidence.evidence_use,
        name="evidence_use",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/remove/",
        evidence.evidence_remove,
        name="evidence_remove",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/restore/",
        evidence.evidence_restore,
        name="evidence_restore",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/version/",
        versions.evidence_version,
        name="evidence_version",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/instead/",
        versions.evidence_instead,
        name="evidence_instead",
    ),
    path(
        "enrolments/<uuid:reference>/portfolio/",
        portfolios.portfolio_download,
        name="portfolio_download",
    ),
    path("portfolios/<uuid:reference>/", portfolios.portfolio_file, name="portfolio_file"),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/uploads/",
        uploads.upload_start,
        name="upload_start",
    ),
    path("uploads/<uuid:reference>/", uploads.upload_piece, name="upload_piece"),
    path("uploads/<uuid:reference>/finish/", uploads.upload_finish, name="upload_finish"),
    path("evidence-files/<uuid:reference>/", files.evidence_file, name="evidence_file"),
    path("evidence-files/<uuid:reference>/pages/", files.evidence_pages, name="evidence_pages"),
    path("submissions/<uuid:reference>/", submitting.submission_detail, name="submission_detail"),
    path(
        "submissions/<uuid:reference>/withdraw/",
        submitting.submission_withdraw,
        name="submission_withdraw",
    ),
]

RECORDS: list[URLPattern] = [
    path(
        "enrolments/<uuid:reference>/units/<str:code>/testimony/",
        telling.testimony_write,
        name="testimony_write",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/account/",
        telling.account_write,
        name="account_write",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/rewrite/",
        telling.record_rewrite,
        name="record_rewrite",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/observation/",
        telling.observation_record,
        name="observation_record",
    ),
    path(
        "enrolments/<uuid:reference>/units/<str:code>/evidence/<uuid:evidence>/correct/",
        telling.observation_correct,
        name="observation_correct",
    ),
    path(
        "enrolments/<uuid:reference>/discussions/announce/",
        discussions.discussion_announce,
        name="discussion_announce",
    ),
    path("discussions/<uuid:reference>/", discussions.discussion_detail, name="discussion_detail"),
    path(
        "discussions/<uuid:reference>/cancel/",
        discussions.discussion_cancel,
        name="discussion_cancel",
    ),
    path(
        "discussions/<uuid:reference>/record/",
        discussions.discussion_record,
        name="discussion_record",
    ),
    path("evidence-files/<uuid:reference>/record/", records.record_detail, name="record_detail"),
    path(
        "evidence-files/<uuid:reference>/record/confirm/",
        records.record_confirm,
        name="record_confirm",
    ),
]

SUPPORT: list[URLPattern] = [
    path("support/", support.my_support, name="my_support"),
    path("adjustments/", support.adjustment_list, name="adjustment_list"),
    path("adjustments/<uuid:reference>/end/", support.adjustment_end, name="adjustment_end"),
    path("enrolments/<uuid:reference>/support/", support.support_detail, name="support_detail"),
    path(
        "enrolments/<uuid:reference>/support/adjustment/",
        support.adjustment_agree,
        name="adjustment_agree",
    ),
    path(
        "enrolments/<uuid:reference>/support/consideration/",
        support.consideration_record,
        name="consideration_record",
    ),
    path(
        "enrolments/<uuid:reference>/support/extension/",
        support.extension_grant,
        name="extension_grant",
    ),
]

CASES: list[URLPattern] = [
    path("cases/", cases.case_list, name="case_list"),
    path("submissions/<uuid:reference>/case/", cases.case_open, name="case_open"),
    path("cases/<uuid:reference>/", cases.case_detail, name="case_detail"),
    path("cases/<uuid:reference>/note/", cases.case_note, name="case_note"),
    path("cases/<uuid:reference>/answer/", cases.case_answer, name="case_answer"),
    path("cases/<uuid:reference>/decide/", cases.case_decide, name="case_decide"),
    path("cases/<uuid:reference>/lift/", cases.case_lift, name="case_lift"),
]

urlpatterns = [*CANDIDATE, *CASELOAD, *MARKING, *PHRASES, *RECORDS, *SUPPORT, *CASES]
