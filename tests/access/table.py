"""Who gets what at every address: reviewed by people, never derived from the code.

Each line names an address, the object in it, and the answers to reading (GET, HEAD) and to
sending an empty form (POST) for that object:

    C  the candidate whose it is      T  the candidate's tutor of today     A  an administrator
    Q  an assurer on duty for its qualification
    E  an external quality assurer whose visit reads it
    P  anybody signed in              N  a visitor who is not               -  nobody

A letter comes with its status; the narrowest that fits decides, so `A302 P200` sends
administrators elsewhere. For everybody it does not name:

    not signed in, or deactivated     302 to sign in
    a role it does not name           403
    a role it names, with what is another's or missing
                                      404, the same page for both (administrators reach every side)

Two spaces or more part the columns. Other methods, and `-`, are refused (403, 404 or 405). Nothing
that is refused changes a row. P covers no sending by an external quality assurer, who only reads:
where they may send, E says so. An object marked `!` is nobody's own: whoever may read one may read
all. Objects are built in `objects.py`.
"""

TABLE = """
# The public site
home                                  none            N200 C302 T302 Q302 E302 A302 P302  -
health                                none            N* P*                           -
courses:qualification_detail          diploma!        N200 P200                       -
courses:help_me_choose                none            N200 P200                       -
courses:contact                       none            N200 P200                       -
courses:robots                        none            N200 P200                       -
courses:sitemap                       none            N200 P200                       -
enrolments:interest_register          none            N200 P200                       N422 P422
enrolments:interest_thanks            none            N200 P200                       -
enrolments:privacy_notice             none            N200 P200                       -
awards:statement_verify_start         none            N200 P200                       N422 P422
awards:statement_verify               code!           N200 P200                       N422 P422

# Links in mails: whoever holds one
enrolments:reminder_stop              stop!           N200 P200                       N200 P200
enrolments:tutorial_answer            answer!         N200 P200                       N422 P422
accounts:invitation_accept            invitation!     N302 P302                       -
accounts:invitation_password          none            N404 P404                       N404 P404

# Specifications
courses:specification_list            none            T200 Q200 E200 A200             -
courses:specification_detail          specification!  T200 Q200 E200 A200             -

# Enquiries
enrolments:enquiry_list               none            A200                            -
enrolments:enquiry_enrol              none            A200                            A200
enrolments:enquiry_enrolled           none            A200                            -
enrolments:enquiry_detail             enquiry         A200                            -
enrolments:enquiry_follow_up          enquiry         -                               A422
enrolments:enquiry_close              enquiry         -                               A422
enrolments:enquiry_reopen             enquiry         -                               A409
enrolments:enquiry_note               enquiry         -                               A422

# Cohorts
enrolments:cohort_list                none            T200 A200                       -
enrolments:cohort_create              none            A200                            A422
enrolments:cohort_edit                cohort          A200                            A422
enrolments:group_session_record       cohort          T200                            T422
reports:cohort_report                 cohort          T200 A200                       -
reports:cohort_report_export          cohort_csv      T200 A200                       -
reports:cohort_report_export          cohort_xlsx     T200 A200                       -

# Candidates and enrolments
enrolments:candidate_list             none            A200                            -
enrolments:candidate_edit             candidate       A200                            A422
enrolments:enrolment_detail           enrolment       T200 A200                       -
enrolments:enrolment_withdraw         enrolment       A200                            A422
enrolments:break_start                enrolment       A200                            A422
enrolments:break_end                  enrolment       A200                            A422
enrolments:tutor_reassign             enrolment       A200                            A422
enrolments:registration_record        enrolment       A200                            A422

# The audit trail
reports:enrolment_trail               enrolment       T200 A200                       -
reports:unit_trail                    unit            T200 A200                       -
reports:person_trail                  person          A200                            -

# Tutorials
enrolments:my_tutorials               none            C200                            -
enrolments:tutorial_list              enrolment       C200 T200 A200                  -
enrolments:tutorial_record            enrolment       T200                            T422
enrolments:tutorial_detail            tutorial        C200 T200 A200                  -
enrolments:tutorial_correct           tutorial        T200 A200                       T422 A422
enrolments:tutorial_cancel            tutorial        T200 A200                       T422 A422
enrolments:tutorial_respond           tutorial        -                               C422
enrolments:agreed_action_add          tutorial        -                               T422 A422
enrolments:agreed_action_tick         tutorial        -                               C404 T404

# Learning
enrolments:my_hours                   none            C200                            -
enrolments:hours_detail               enrolment       C200 T200 A200                  -
enrolments:activity_log               enrolment       C200 T200                       C422 T422
enrolments:activity_remove            enrolment       -                               C404 T404
enrolments:activity_restore           enrolment       -                               C404 T404
enrolments:learning_kinds             none            A200                            A302
enrolments:induction_record           enrolment       C200 T200 A200                  C403 T302 A302
enrolments:skills_scan                enrolment       C200 T200 A200                  C302 T302 A403
enrolments:project_edit               enrolment       C200 T200 A200                  C422 T422 A403
enrolments:project_edit               complete        C404 T404 A404                  C404 T404 A404
enrolments:pace_change                enrolment       T200 A200                       T422 A422
enrolments:reminder_preferences       none            P200                            P302 E302

# Who answers for quality
enrolments:assurance_duties           person          A200                            A422
enrolments:duty_end                   duty            -                               A302

# Staff records
enrolments:my_staff_record            none            T200 Q200 A200                  T422 Q422 A422
enrolments:staff_record               person          A200                            -
enrolments:staff_qualification_record  assessor        -                               A422
enrolments:staff_qualification_take_back  award       A200                            A422
enrolments:unit_approval_add          assessor        -                               A422
enrolments:unit_approval_end          approval        -                               A302
enrolments:development_add            assessor        -                               A422

# Quality assurance
quality:desk                          none            Q200                            -
quality:policy                        none            Q200 A200                       Q403 A422
quality:assessor_list                 none            Q200 A200                       -
quality:assessor_risk                 assessor        Q200 A200                       Q422 A422
quality:plan_propose                  none            -                               Q422
quality:plan_detail                   plan            Q200 A200                       -
quality:plan_accept                   plan            -                               Q302
quality:cell_add                      plan            -                               Q422
quality:cell_remove                   plan_cell       -                               Q422
quality:sample_bench                  referred        Q200                            Q422
quality:sample_bench                  submitted       Q404                            Q404
quality:sample_draft_save             referred        -                               Q302
quality:sample_draft_save             submitted       -                               Q404
quality:sample_keys                   referred        -                               Q302
quality:sample_detail                 sample          Q200 A200                       -
quality:action_list                   none            T200                            -
quality:action_answer                 asked           -                               T422
quality:action_settle                 asked           -                               Q302

# Second marking
quality:second_marking_queue          none            T200                            -
quality:second_marking_take           drawn           -                               T302
quality:second_marking                second          T200                            T422
quality:second_marking                compared        T302                            T302
quality:second_marking_sheet          second_sheet    T200                            -
quality:second_marking_file           second_sheet    T200                            -
quality:second_marking_return         second          -                               T302 Q302 A302
quality:second_comparison             compared        T200 Q200 A200                  -
quality:second_marking_report         none            Q200 A200                       -
quality:second_marking_give           drawn           -                               Q422 A422
quality:visit_second                  visit_second    E200 A200                       -

# Standardisation
quality:exercise_list                 none            T200 Q200 A200                  -
quality:script_list                   none            Q200                            -
quality:exercise_open                 script          Q200                            Q422
quality:exercise_detail               exercise        T302 Q200 A200                  -
quality:exercise_detail               judged          T200 Q200 A200                  -
quality:exercise_mark                 exercise        T200                            T422
quality:exercise_mark                 judged          T302                            T302
quality:exercise_sheet                exercise_sheet  T200 Q200 A200                  -
quality:exercise_file                 exercise_sheet  T200 Q200 A200                  -
quality:exercise_minutes              judged          Q200                            Q422
quality:exercise_close                exercise        -                               Q302
quality:standardisation_choice        none            C200                            C422
quality:visit_exercise                visit_exercise  E200 A200                       -

# Visits of external quality assurers
quality:visit_list                    none            E200 A200                       -
quality:visit_create                  diploma!        A200                            A422
quality:visit_close                   visit           -                               E302 A302
quality:visit_close                   closed_visit    -                               E403 A302
quality:visit_openings                visit           A200                            -
quality:visit_notes                   visit           E200 A200                       -
quality:visit_remark                  visit           -                               E422
quality:visit_action_set              visit           -                               E422
quality:visit_rate                    visit           -                               E422
quality:visit_rate                    closed_visit    -                               E403
quality:visit_action_done             visit_action    -                               A422
quality:visit_others                  visit           E200 A200                       -
quality:visit_pick                    visit           -                               E422
quality:visit_sample                  visit_sample    E200 A200                       -
quality:visit_file                    visit_file      E200 A200                       -
quality:visit_file                    visit_unsent    E404 A404                       -
reports:visit_pack                    visit           E200 A200                       -
reports:visit_pack                    closed_visit    E403 A200                       -
reports:visit_pack                    coming_visit    E403 A200                       -
reports:visit_pack_file               visit_pdf       A200                            -
reports:visit_candidate               visit_candidate  E200 A200                      -
reports:visit_unit                    visit_unit      E200 A200                       -

# Appeals
quality:appeal_list                   none            C200 T200 Q200 A200             -
quality:appeal_lodge                  referred        C302                            C302
quality:appeal_lodge                  marked          C404                            C404
quality:appeal_detail                 appeal          C200 T200 Q200 A200             -
quality:appeal_pick                   appeal          -                               A422
quality:appeal_answer                 appeal          -                               T403 Q403 A422
quality:appeal_go_on                  appeal          -                               C422
quality:appeal_end                    appeal          -                               C302
quality:appeal_file                   appeal_file     A200 T404 Q404                  -
quality:appeal_judge_pick             appeal          -                               A422
quality:appeal_decide_anew            appeal          -                               T403 Q403 A403

# A candidate's work
assessments:progress                  none            C200                            -
assessments:unit_list                 none            C200                            -
assessments:enrolment_progress        enrolment       C200 T200 A200                  -
assessments:unit_detail               unit            C200 T200 A200                  -
assessments:narrative_save            unit            -                               C422
assessments:unit_submit               unit            -                               C422
assessments:evidence_add              unit            -                               C422
assessments:upload_start              unit            -                               C422
assessments:upload_piece              upload          C200                            C422
assessments:upload_finish             upload          -                               C409
assessments:evidence_edit             evidence        -                               C422
assessments:evidence_use              evidence        -                               C302
assessments:evidence_remove           evidence        -                               C302
assessments:evidence_restore          evidence        -                               C302
assessments:evidence_version          evidence        -                               C422
assessments:evidence_instead          evidence        -                               C422
assessments:evidence_file             file            C200 T200 Q200 A200             -
assessments:evidence_view             file            C200 T200 Q200 A200             -
assessments:record_detail             record          C200 T200 Q200 A200             -
assessments:record_detail             file            C404 T404 Q404 A404             -
assessments:record_confirm            record          -                               C302 T403
assessments:testimony_write           unit            C200                            C422
assessments:account_write             unit            C200                            C422
assessments:record_rewrite            account         C200                            C422
assessments:record_rewrite            evidence        C404                            C404
assessments:observation_record        unit            T200                            T422
assessments:observation_correct       observation     T200                            T422
assessments:unit_brief                unit            C200 T200 A200                  -
assessments:discussion_announce       enrolment       T200                            T422
assessments:discussion_detail         discussion      C200 T200 Q200 A200             -
assessments:discussion_cancel         discussion      -                               T422
assessments:discussion_record         discussion      T200                            T422
assessments:evidence_pages            file            C404 T404 Q404 A404             -
assessments:evidence_quarantine       file            -                               T302 Q302 A302
assessments:evidence_give_back        file            -                               A422
assessments:portfolio_download        enrolment       C200                            C302
assessments:portfolio_file            portfolio       C200                            -
assessments:submission_detail         submitted       C200 T200 A200                  -
assessments:submission_detail         begun           C200 T200 A200                  -
assessments:submission_detail         marked          C200 T200 A200                  -
assessments:submission_detail         referred        C200 T200 A200                  -
assessments:submission_withdraw       submitted       -                               C302
assessments:submission_withdraw       begun           -                               C302

# Support in assessment
assessments:my_support                none            C200                            -
assessments:adjustment_list           none            T200 Q200 A200                  -
assessments:support_detail            enrolment       C200 T200 Q200 A200             -
assessments:adjustment_agree          enrolment       T200 A200                       T422 A422
assessments:adjustment_end            adjustment      -                               T302 A302
assessments:consideration_record      enrolment       T200 A200                       T422 A422
assessments:extension_grant           enrolment       T200 A200                       T422 A422

# Cases about work
assessments:case_list                 none            T200 Q200 A200                  -
assessments:case_open                 submitted       T200 Q200 A200                  T422 Q422 A422
assessments:case_detail               case            C200 T200 Q200 A200             -
assessments:case_note                 case            -                               T422 Q422 A422
assessments:case_answer               case            -                               C422
assessments:case_decide               case            -                               Q422 A422
assessments:case_lift                 case            -                               Q422 A422

# Marking
assessments:caseload                  none            T200 A200                       -
assessments:marking_queue             none            T200                            -
assessments:marking_release           none            -                               T422
assessments:unregistered_list         none            A200                            -
assessments:submission_mark           submitted       T200                            T422
assessments:submission_mark           begun           T200                            T422
assessments:submission_mark           marked          T302                            T422
assessments:submission_sheet          submitted       C404 T200 Q200 A200             -
assessments:submission_sheet          begun           C404 T200 Q200 A200             -
assessments:submission_sheet          marked          C404 T200 Q200 A200             -
assessments:submission_sheet          referred        C200 T200 Q200 A200             -
assessments:sheet_export              begun           -                               T200
assessments:sheet_export              marked          -                               T422
assessments:sheet_import              begun           T200                            T422
assessments:sheet_import              marked          T302                            T422
assessments:draft_save                begun           -                               T422
assessments:keys_switch               begun           -                               T302
assessments:submission_finish         begun           -                               T422
assessments:criterion_reopen          begun_line      -                               T422
assessments:criterion_keep            begun_line      -                               T422
assessments:countersigning_queue      none            T200                            -
assessments:submission_countersign    provisional     T200                            T422
assessments:submission_result         submitted       T200 A200                       -
assessments:submission_result         marked          T200 A200                       -
assessments:submission_result         referred        T200 A200                       -
assessments:submission_narrative      submitted       T200 Q200 A200                  -
assessments:submission_release        marked          -                               T302
assessments:submission_release        submitted       -                               T422
assessments:marking_reopen            marked          -                               T302
assessments:marking_reopen            referred        -                               T422
assessments:decision_correct          referred_line   T200                            T422
assessments:decision_correct          marked_line     T404                            T404
assessments:attempt_allow             unit            A200                            A422
assessments:prior_learning            unit            T200                            T422

# Phrases for feedback
assessments:phrase_list               none            T200 A200                       T422 A422
assessments:phrase_edit               phrase          T200 A404                       T422 A404
assessments:phrase_edit               shared_phrase   T200 A200                       T422 A422
assessments:phrase_remove             phrase          -                               T302 A404
assessments:phrase_remove             shared_phrase   -                               T302 A302
assessments:phrase_restore            phrase          -                               T302 A404

# Statements
awards:statement_list                 none            A200                            -
awards:claim_list                     none            A200                            -
awards:claims_made                    none            A200                            -
awards:claim_create                   none            A200                            A200
awards:claim_detail                   claim           A200                            -
awards:claim_export                   claim           -                               A200
awards:claim_award                    claim_line      A200                            A422
awards:claim_take_back                claim_line      A200                            A422
enrolments:rating_list                none            A200                            A422
enrolments:funding_record             enrolment       A200                            A422
awards:my_statements                  none            C200                            -
awards:statement_issue                enrolment       A200                            A409
awards:statement_issue                complete        A200                            A302
awards:statement_detail               statement       C200 A200                       -
awards:statement_pdf                  statement       C200 A200                       -
awards:statement_withdraw             statement       A200                            A422

# What is owed
reports:job_list                      none            A200                            -
reports:job_retry                     job             -                               A302
reports:mail_list                     none            A200                            -

# People
accounts:profile                      none            P200                            P302 E302
accounts:session_clock                none            P200                            P200 E200
accounts:person_list                  none            A200                            -
accounts:person_create                none            A200                            A200
accounts:person_detail                person          A200                            -
accounts:person_correct               person          A200                            A200
accounts:person_invite                person          -                               A302
accounts:role_grant                   person          -                               A422
accounts:role_withdraw                grant           A200                            A200
accounts:person_deactivate            person          A200                            A200
accounts:person_reactivate            person          -                               A302
accounts:sessions_end                 person          -                               A302
accounts:factor_remove                person          A200                            A200
accounts:admin_sign_in                none            N302 P403                       -

# Signing in
account_home                          none            P302                            -
account_login                         none            N200 P302                       N422 P302 E302
account_logout                        none            N302 P200                       N302 P302 E302
account_signup                        none            N403 P403                       -
account_inactive                      none            N200 P200                       -
account_reauthenticate                none            P200                            P422 E422
account_change_password               none            P200                            P422 E422
account_set_password                  none            P302                            P302 E302
account_reset_password                none            N200 P200                       N422 P422 E422
account_reset_password_done           none            N200 P200                       -
account_reset_password_from_key       reset!          N404 P404                       N404 P404 E404
account_reset_password_from_key_done  none            N200 P200                       -
mfa_index                             none            P200                            -
mfa_authenticate                      none            N302 P302                       N302 P302 E302
mfa_reauthenticate                    none            P302                            P302 E302
mfa_activate_totp                     none            P200                            P422 E422
mfa_deactivate_totp                   none            P404                            P404 E404
mfa_view_recovery_codes               none            P404                            -
mfa_generate_recovery_codes           none            P200                            P422 E422
mfa_download_recovery_codes           none            P404                            -
mfa_list_webauthn                     none            P200                            -
mfa_add_webauthn                      none            P200                            P422 E422
mfa_login_webauthn                    none            N302 P302                       N302 P302 E302
mfa_reauthenticate_webauthn           none            P302                            P302 E302
mfa_edit_webauthn                     passkey         P404                            P404 E404
mfa_remove_webauthn                   passkey         P404                            P404 E404
usersessions_list                     none            P200                            P302 E302
"""

# What staff reach before they have a second factor: the ways to one, and away.
SET_UP_FIRST = {
    "account_logout",
    "account_reauthenticate",
    "health",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_list_webauthn",
}
