"""What people of the demonstration write: evidence, feedback, notes."""

EVIDENCE = (
    ("Reflective account", "docx", (
        "When two of our receptionists handed in notice in the same week I had to decide what "
        "could wait. I kept the morning huddle, stopped the scanning backlog for a fortnight and "
        "asked the nurses which messages they could take themselves.",
        "Looking back, telling the partners on the first day rather than the fourth would have "
        "spared us the muddle over the Thursday clinic.",
    )),
    ("Meeting minutes, anonymised", "pdf", (
        "Present: practice manager, senior partner, lead nurse, reception lead. No patient is "
        "named in these minutes.",
        "1. Telephone demand between 8 and 9 has grown by a fifth since the spring. Agreed: two "
        "more lines for four weeks, results to the next meeting.",
        "2. The new starter plan was approved. The reception lead takes the first week.",
    )),
    ("Rota and capacity plan", "xlsx", (
        "Figures are for the four weeks to the end of the month.",
    )),
    ("Answered calls by month", "png", ("A chart.",)),
    ("Scenario response", "pdf", (
        "Scenario: a partner asks for a change to the appointment book that the team has not "
        "heard of.",
        "I would first ask what problem the change is meant to solve, then set out the options "
        "with what each costs in sessions, and put it on the agenda of the team meeting before "
        "anything is changed.",
    )),
    ("Notes of a team briefing", "txt", (
        "Briefing of 12 people on the change to repeat prescriptions. Questions asked: who "
        "covers annual leave, what to tell patients who ring, when we look at it again.",
    )),
)  # fmt: skip

ASSIGNMENT = (
    ("Assignment", "docx", (
        "This report takes the access data of eight practices over two years and asks what a "
        "shared same-day service would change, for whom, and at what price.",
        "Three models were weighed against continuity for people with long-term conditions, "
        "cost within the federation's allocation, and what reception teams can sustain.",
    )),
    ("Cost model", "xlsx", ("Costs are taken from the federation's ledger.",)),
)  # fmt: skip

PRAISE = (
    "Clear, and drawn from your own practice. The example of the Thursday clinic makes it.",
    "You explain why, not only what. Name the source of the model next time.",
    "Well argued: the options are weighed against what the team can sustain.",
    "Exactly the evidence this criterion asks for.",
)
REFERRAL = (
    "You describe two approaches well. The outcome asks how each works in your own practice: "
    "add one example for each.",
    "The figures are there, but nothing is recommended: say which option and why, against the "
    "aims you set at the start.",
    "Show what you did yourself; the minutes show what the meeting decided.",
)
NOTES = (
    "Talked through the plan for the next unit and which meetings would give evidence.",
    "Reviewed the feedback on the last unit. Confident about finance, less so about chairing.",
    "Workload is heavy until the end of the month; agreed to take one unit at a time.",
    "Read the draft reflective account together and marked where an example is missing.",
)
AGREED = (
    "Send the anonymised minutes of the next team meeting",
    "Draft the reflective account on delegating",
    "Ask the lead nurse for a witness statement",
    "Collect the telephone figures for the quarter",
)
NARRATIVE = (
    "The items below show how I led the change to our telephone hours: the plan, the minutes in "
    "which it was agreed, and what I would do differently."
)

# What an internal quality assurer writes, and what assessors answer.
BANDS = (
    "Qualified since long; the samples of last year were agreed throughout.",
    "Qualified; new to the descriptors of Level 7 this year.",
)
UNFAIR = (
    "The mark rests on the plan alone. The descriptor for this band asks how the case was received "
    "by the partners, and the assignment does not say. Judge it again against the descriptors."
)
REMARKING = (
    "Your case is sound and meets the criterion. For a higher band show how the partners received "
    "it: what they asked, and what you changed.",
    "Judged again after quality assurance: the reception of the case is not shown.",
)
REMARKED = "Judged again against the descriptors, and the feedback now says what is missing."
UNDATED = (
    "The candidate confirmed that the figures are of the last full year; noted in the record of "
    "our tutorial."
)
DATED = (
    "The candidate confirmed that the figures are of the last full year; noted in the record of "
    "our tutorial."
)
ONE_SOURCE = (
    "Two of the three models are argued from one source. Say in the feedback that the next "
    "assignment is to weigh at least two, so that it carries on."
)
SOURCES = "Told her in our tutorial, and it is among the actions agreed. I look for it next time."
TOO_KIND = (
    "Retention is described for one practice, while the criterion asks for the whole federation. I "
    "do not see how this reaches half of the marks: judge it again, and say what is still needed."
)
UNSIGNED = (
    "The cost model is named as the finance lead's work in part. Record which part is the "
    "candidate's own before the next unit."
)
ADDED_FIRST = (
    "The first business case of this cohort.",
    "The largest federation: its figures have no other reader.",
)
ADDED = (
    "Her last unit: looked at before the certificate is claimed.",
    "Finished this week, and the first case of a federation in this cohort.",
    "The first decision about this cohort.",
    "One of the first two decisions about this cohort.",
    "Nothing of this candidate is sampled yet this quarter.",
)
COMPLETE = "Finished after the plan was made: looked at before the certificate is claimed."
HALF_WAY = "Half-way, and judged since the plan was made."

# Appeals and cases.
APPEAL = (
    "My plan was refused for having no example from my own practice. The example is on the third "
    "page, under the heading on the Thursday clinic."
)
APPEAL_ANSWER = (
    "I read the assignment with the sheet beside it. The Thursday clinic is told, and what you did "
    "there is not: the criterion asks for your own part. The result stands, and a paragraph on "
    "that will answer it."
)
LATER_APPEAL = (
    "The feedback asks me to show what I did myself. My log of meetings with the finance lead is "
    "the second file, and I believe it was not opened."
)
ALIKE = (
    "Two accounts of the same away day share their order and half a paragraph.",
    "We were both there and took notes for the partners together; the half paragraph is from those "
    "notes. What I led and what I learned is my own.",
    "The shared half paragraph comes from the practice's own minutes. Each account is written from "
    "the writer's role and differs in all that was judged. Both were told to name such a source.",
)
COPIED = (
    "The section on service improvement is word for word that of a published guide, and the guide "
    "is not named.",
    "Found the guide on the website of a neighbouring federation, and kept a copy with the date.",
    "I took the section from our practice handbook and did not know that it was taken from a "
    "guide. I can show the handbook, and I will write the section anew with its source.",
)

# Support, and certificates.
ADJUSTMENT = (
    "Evidence may be recorded as speech instead of written, up to fifteen minutes a unit.",
    "Dyslexia: writing at length takes the candidate about three times as long.",
    "The report of an educational psychologist, seen at a tutorial; the centre keeps a copy.",
)
EXTENSION = (
    "Two receptionists are off sick and the candidate covers the front desk until the end of the "
    "month."
)
WAIVER = "Two of the tutorials were short because the candidate was ahead; agreed with both."
TAKEN_BACK = "The awarding organisation still has a former name: it is put right first."
