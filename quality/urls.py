"""Addresses of the quality app, by topic."""

from django.urls import path

from quality.views import (
    appeal_lists,
    appeals,
    bench,
    desk,
    exercises,
    inspecting,
    minutes,
    notes,
    planning,
    policy,
    rejudging,
    sampling,
    second_marking,
    second_report,
    standardising,
    visits,
)

app_name = "quality"

policy_urls = [
    path("quality/policy/", policy.policy, name="policy"),
    path("quality/assessors/", policy.assessor_list, name="assessor_list"),
    path("quality/assessors/<int:pk>/", policy.assessor_risk, name="assessor_risk"),
]

plan_urls = [
    path("quality/plans/new/", planning.plan_propose, name="plan_propose"),
    path("quality/plans/<uuid:reference>/", planning.plan_detail, name="plan_detail"),
    path("quality/plans/<uuid:reference>/accept/", planning.plan_accept, name="plan_accept"),
    path("quality/plans/<uuid:reference>/cells/", planning.cell_add, name="cell_add"),
    path(
        "quality/plans/<uuid:reference>/cells/<int:pk>/remove/",
        planning.cell_remove,
        name="cell_remove",
    ),
]

sample_urls = [
    path("quality/sample/<uuid:reference>/", bench.sample_bench, name="sample_bench"),
    path(
        "quality/sample/<uuid:reference>/draft/",
        bench.sample_draft_save,
        name="sample_draft_save",
    ),
    path("quality/sample/<uuid:reference>/keys/", bench.sample_keys, name="sample_keys"),
    path("quality/samples/<uuid:reference>/", sampling.sample_detail, name="sample_detail"),
    path("quality-actions/", sampling.action_list, name="action_list"),
    path("quality-actions/<uuid:reference>/", sampling.action_answer, name="action_answer"),
    path("quality-actions/<uuid:reference>/settle/", sampling.action_settle, name="action_settle"),
]

second_urls = [
    path("second-marking/", second_marking.second_marking_queue, name="second_marking_queue"),
    path(
        "second-marking/take/<uuid:reference>/",
        second_marking.second_marking_take,
        name="second_marking_take",
    ),
    path("second-marking/<uuid:reference>/", second_marking.second_marking, name="second_marking"),
    path(
        "second-marking/<uuid:reference>/return/",
        second_marking.second_marking_return,
        name="second_marking_return",
    ),
    path(
        "second-marking/<uuid:reference>/sheets/<int:number>/",
        second_marking.second_marking_sheet,
        name="second_marking_sheet",
    ),
    path(
        "second-marking/<uuid:reference>/files/<int:number>/",
        second_marking.second_marking_file,
        name="second_marking_file",
    ),
    path(
        "second-marking/<uuid:reference>/both/",
        second_report.second_comparison,
        name="second_comparison",
    ),
    path("quality/agreement/", second_report.second_marking_report, name="second_marking_report"),
    path(
        "quality/agreement/<uuid:reference>/give/",
        second_report.second_marking_give,
        name="second_marking_give",
    ),
    path(
        "visits/<uuid:reference>/second-markings/<uuid:marking>/",
        second_report.visit_second,
        name="visit_second",
    ),
]

exercise_urls = [
    path("standardisation/", standardising.exercise_list, name="exercise_list"),
    path("standardisation/scripts/", exercises.script_list, name="script_list"),
    path(
        "standardisation/scripts/<uuid:reference>/", exercises.exercise_open, name="exercise_open"
    ),
    path(
        "standardisation/my-work/",
        exercises.standardisation_choice,
        name="standardisation_choice",
    ),
    path(
        "standardisation/<uuid:reference>/", standardising.exercise_detail, name="exercise_detail"
    ),
    path(
        "standardisation/<uuid:reference>/judge/",
        standardising.exercise_mark,
        name="exercise_mark",
    ),
    path(
        "standardisation/<uuid:reference>/minutes/",
        minutes.exercise_minutes,
        name="exercise_minutes",
    ),
    path(
        "visits/<uuid:reference>/standardisation/<uuid:exercise>/",
        minutes.visit_exercise,
        name="visit_exercise",
    ),
    path(
        "standardisation/<uuid:reference>/close/",
        standardising.exercise_close,
        name="exercise_close",
    ),
    path(
        "standardisation/<uuid:reference>/sheets/<int:number>/",
        standardising.exercise_sheet,
        name="exercise_sheet",
    ),
    path(
        "standardisation/<uuid:reference>/files/<int:number>/",
        standardising.exercise_file,
        name="exercise_file",
    ),
]

visit_urls = [
    path("visits/", visits.visit_list, name="visit_list"),
    path("visits/new/<slug:slug>/", visits.visit_create, name="visit_create"),
    path("visits/<uuid:reference>/close/", visits.visit_close, name="visit_close"),
    path("visits/<uuid:reference>/notes/", notes.visit_notes, name="visit_notes"),
    path("visits/<uuid:reference>/remarks/", notes.visit_remark, name="visit_remark"),
    path("visits/<uuid:reference>/actions/", notes.visit_action_set, name="visit_action_set"),
    path(
        "visits/<uuid:reference>/actions/<uuid:action>/done/",
        notes.visit_action_done,
        name="visit_action_done",
    ),
    path("visits/<uuid:reference>/rating/", notes.visit_rate, name="visit_rate"),
    path("visits/<uuid:reference>/others/", notes.visit_others, name="visit_others"),
    path("visits/<uuid:reference>/others/pick/", notes.visit_pick, name="visit_pick"),
    path("visits/<uuid:reference>/openings/", visits.visit_openings, name="visit_openings"),
    path(
        "visits/<uuid:reference>/samples/<uuid:sample>/",
        inspecting.visit_sample,
        name="visit_sample",
    ),
    path("visits/<uuid:reference>/files/<uuid:file>/", inspecting.visit_file, name="visit_file"),
]

appeal_urls = [
    path("appeals/", appeal_lists.appeal_list, name="appeal_list"),
    path("submissions/<uuid:reference>/appeal/", appeals.appeal_lodge, name="appeal_lodge"),
    path("appeals/<uuid:reference>/", appeals.appeal_detail, name="appeal_detail"),
    path("appeals/<uuid:reference>/reviewer/", appeals.appeal_pick, name="appeal_pick"),
    path("appeals/<uuid:reference>/answer/", appeals.appeal_answer, name="appeal_answer"),
    path("appeals/<uuid:reference>/go-on/", appeals.appeal_go_on, name="appeal_go_on"),
    path("appeals/<uuid:reference>/end/", appeals.appeal_end, name="appeal_end"),
    path("appeals/<uuid:reference>/files/<uuid:file>/", rejudging.appeal_file, name="appeal_file"),
    path("appeals/<uuid:reference>/judge/", rejudging.appeal_judge_pick, name="appeal_judge_pick"),
    path(
        "appeals/<uuid:reference>/decide-anew/",
        rejudging.appeal_decide_anew,
        name="appeal_decide_anew",
    ),
]

urlpatterns = [
    path("quality/", desk.desk, name="desk"),
    *policy_urls,
    *plan_urls,
    *sample_urls,
    *second_urls,
    *exercise_urls,
    *visit_urls,
    *appeal_urls,
]
