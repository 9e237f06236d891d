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
