"""Addresses of the enrolments app, a list a topic."""

from django.urls import path

from enrolments.views import (
    agreed,
    answers,
    assuring,
    candidates,
    cohorts,
    enquiries,
    enrolling,
    enrolments,
    hours,
    induction,
    interest,
    pace,
    projects,
    ratings,
    reminders,
    scan,
    staff_records,
    tutorial_records,
    tutorials,
)

app_name = "enrolments"

reminder_urls = [
    path("reminders/", reminders.reminder_preferences, name="reminder_preferences"),
    path("reminders/stop/<str:token>/", reminders.reminder_stop, name="reminder_stop"),
]

interest_urls = [
    path("register-interest/", interest.interest_register, name="interest_register"),
    path("register-interest/thanks/", interest.interest_thanks, name="interest_thanks"),
    path("privacy/", interest.privacy_notice, name="privacy_notice"),
]

enquiry_urls = [
    path("enquiries/", enquiries.enquiry_list, name="enquiry_list"),
    path("enquiries/enrol/", enrolling.enquiry_enrol, name="enquiry_enrol"),
    path("enquiries/enrolled/", enrolling.enquiry_enrolled, name="enquiry_enrolled"),
    path("enquiries/<uuid:reference>/", enquiries.enquiry_detail, name="enquiry_detail"),
    path(
        "enquiries/<uuid:reference>/follow-up/",
        enquiries.enquiry_follow_up,
        name="enquiry_follow_up",
    ),
    path("enquiries/<uuid:reference>/close/", enquiries.enquiry_close, name="enquiry_close"),
    path("enquiries/<uuid:reference>/reopen/", enquiries.enquiry_reopen, name="enquiry_reopen"),
    path("enquiries/<uuid:reference>/notes/", enquiries.enquiry_note, name="enquiry_note"),
]

cohort_urls = [
    path("cohorts/", cohorts.cohort_list, name="cohort_list"),
    path("cohorts/new/", cohorts.cohort_create, name="cohort_create"),
    path("cohorts/<slug:reference>/edit/", cohorts.cohort_edit, name="cohort_edit"),
]

candidate_urls = [
    path("candidates/", candidates.candidate_list, name="candidate_list"),
    path("candidates/<uuid:reference>/", candidates.candidate_edit, name="candidate_edit"),
]

enrolment_urls = [
    path("enrolments/<uuid:reference>/", enrolments.enrolment_detail, name="enrolment_detail"),
    path(
        "enrolments/<uuid:reference>/withdraw/",
        enrolments.enrolment_withdraw,
        name="enrolment_withdraw",
    ),
    path("enrolments/<uuid:reference>/break/", enrolments.break_start, name="break_start"),
    path("enrolments/<uuid:reference>/break/end/", enrolments.break_end, name="break_end"),
    path("enrolments/<uuid:reference>/tutor/", enrolments.tutor_reassign, name="tutor_reassign"),
    path(
        "enrolments/<uuid:reference>/registration/",
        enrolments.registration_record,
        name="registration_record",
    ),
    path(
        "enrolments/<uuid:reference>/funding/",
        ratings.funding_record,
        name="funding_record",
    ),
    path("ratings/", ratings.rating_list, name="rating_list"),
]

tutorial_urls = [
    path("tutorials/", answers.my_tutorials, name="my_tutorials"),
    path("tutorials/answer/<str:token>/", answers.tutorial_answer, name="tutorial_answer"),
    path("enrolments/<uuid:reference>/tutorials/", answers.tutorial_list, name="tutorial_list"),
    path(
        "enrolments/<uuid:reference>/tutorials/new/",
        tutorials.tutorial_record,
        name="tutorial_record",
    ),
    path(
        "cohorts/<slug:reference>/sessions/new/",
        tutorials.group_session_record,
        name="group_session_record",
    ),
    path("tutorials/<uuid:reference>/", tutorial_records.tutorial_detail, name="tutorial_detail"),
    path(
        "tutorials/<uuid:reference>/correct/",
        tutorial_records.tutorial_correct,
        name="tutorial_correct",
    ),
    path(
        "tutorials/<uuid:reference>/cancel/",
        tutorial_records.tutorial_cancel,
        name="tutorial_cancel",
    ),
    path("tutorials/<uuid:reference>/respond/", answers.tutorial_respond, name="tutorial_respond"),
    path(
        "tutorials/<uuid:reference>/agreed/",
        tutorial_records.agreed_action_add,
        name="agreed_action_add",
    ),
    path(
        "tutorials/<uuid:reference>/agreed/tick/",
        agreed.agreed_action_tick,
        name="agreed_action_tick",
    ),
]

learning_urls = [
    path("hours/", hours.my_hours, name="my_hours"),
    path("enrolments/<uuid:reference>/hours/", hours.hours_detail, name="hours_detail"),
    path("enrolments/<uuid:reference>/hours/log/", hours.activity_log, name="activity_log"),
    path(
        "enrolments/<uuid:reference>/hours/remove/", hours.activity_remove, name="activity_remove"
    ),
    path(
        "enrolments/<uuid:reference>/hours/restore/",
        hours.activity_restore,
        name="activity_restore",
    ),
    path("learning-kinds/", hours.learning_kinds, name="learning_kinds"),
    path(
        "enrolments/<uuid:reference>/induction/",
        induction.induction_record,
        name="induction_record",
    ),
    path("enrolments/<uuid:reference>/skills-scan/", scan.skills_scan, name="skills_scan"),
    path("enrolments/<uuid:reference>/project/", projects.project_edit, name="project_edit"),
    path("enrolments/<uuid:reference>/pace/", pace.pace_change, name="pace_change"),
]

staffing_urls = [
    path("people/<int:pk>/assurance/", assuring.assurance_duties, name="assurance_duties"),
    path("people/<int:pk>/assurance/<int:duty>/end/", assuring.duty_end, name="duty_end"),
    path("staff-record/", staff_records.my_staff_record, name="my_staff_record"),
    path("people/<int:pk>/staff-record/", staff_records.staff_record, name="staff_record"),
    path(
        "people/<int:pk>/staff-record/awards/",
        staff_records.staff_qualification_record,
        name="staff_qualification_record",
    ),
    path(
        "people/<int:pk>/staff-record/awards/<int:record>/take-back/",
        staff_records.staff_qualification_take_back,
        name="staff_qualification_take_back",
    ),
    path(
        "people/<int:pk>/staff-record/approvals/",
        staff_records.unit_approval_add,
        name="unit_approval_add",
    ),
    path(
        "people/<int:pk>/staff-record/approvals/<int:approval>/end/",
        staff_records.unit_approval_end,
        name="unit_approval_end",
    ),
    path(
        "people/<int:pk>/staff-record/development/",
        staff_records.development_add,
        name="development_add",
    ),
]

urlpatterns = [
    *reminder_urls,
    *interest_urls,
    *enquiry_urls,
    *cohort_urls,
    *candidate_urls,
    *enrolment_urls,
    *tutorial_urls,
    *learning_urls,
    *staffing_urls,
]
