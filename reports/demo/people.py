"""Who is in the demonstration. Names are invented; addresses and numbers are reserved ones."""

from __future__ import annotations

from dataclasses import dataclass

from enrolments.choices import EmployerKind


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration, and where they work."""

    given_name: str
    family_name: str
    employer_name: str = ""
    employer_kind: EmployerKind = EmployerKind.PRACTICE
    address: str = ""

    @property
    def email(self) -> str:
        """On a domain that is reserved for examples."""
        if self.address:
            return self.address
        local = f"{self.given_name}.{self.family_name}".lower().replace(" ", "").replace("’", "")
        plain = local.replace("â", "a").replace("ł", "l").replace("é", "e")
        return f"{plain}@surgery.example"


ADMINISTRATOR = DemoPerson("Grace", "Holt", address="admin@pma.example")
TUTOR = DemoPerson("Anna", "Price", address="tutor@pma.example")
ASSURER = DemoPerson("Miriam", "Cole", address="iqa@pma.example")
VISITOR = DemoPerson("Judith", "Marsh", address="eqa@pma.example")
NEW_TUTOR = DemoPerson("Naomi", "Field", address="new.tutor@pma.example")
SECOND_TUTOR = DemoPerson("David", "Osei", address="david.osei@pma.example")

PRACTICES = (
    ("Riverside Surgery", EmployerKind.PRACTICE),
    ("Millbrook Health Centre", EmployerKind.PRACTICE),
    ("Three Valleys PCN", EmployerKind.PCN),
    ("Harbour View Practice", EmployerKind.PRACTICE),
    ("Weald & Downs Federation", EmployerKind.FEDERATION),
    ("St Aldhelm’s Surgery", EmployerKind.PRACTICE),
    ("Northgate Medical Group", EmployerKind.FEDERATION),
)


def _at_work(
    *names: tuple[str, str], known: dict[str, str] | None = None
) -> tuple[DemoPerson, ...]:
    """People with a place of work each, in turn; `known` gives some a sign-in of their own."""
    addresses = known or {}
    people = []
    for place, (given_name, family_name) in enumerate(names):
        employer, kind = PRACTICES[(place * 3 + len(names)) % len(PRACTICES)]
        people.append(
            DemoPerson(given_name, family_name, employer, kind, addresses.get(family_name, ""))
        )
    return tuple(people)


LEVEL_5_AUTUMN = _at_work(
    ("Tola", "Adeyemi"), ("Samira", "Ahmed"), ("Joan", "Baxter"), ("Nadia", "Chowdhury"),
    ("Rhian", "Davies"), ("Mark", "Evans"), ("Ann", "Fairweather"), ("Lewis", "Grant"),
    ("Imran", "Hussain"), ("Peter", "Lowe"), ("Ruth", "Okafor"), ("Siân", "Pritchard"),
    known={"Okafor": "candidate5@pma.example"},
)  # fmt: skip
LEVEL_5_SUMMER = _at_work(
    ("Farah", "Iqbal"), ("Carys", "Jones"), ("Manpreet", "Kaur"), ("Dina", "Mistry"),
    ("Helen", "Norris"), ("Owen", "Parry"), ("Kirsty", "Reid"), ("Łucja", "Sobczak"),
    ("Grant", "Taylor"), ("Bilal", "Uddin"),
)  # fmt: skip
LEVEL_7_WINTER = _at_work(
    ("Tom", "Brennan"), ("Eleanor", "Cross"), ("Femi", "Dada"), ("Jane", "Roberts"),
    ("Sunil", "Mehta"), ("Aoife", "O’Brien"), ("Hugh", "Quayle"), ("Rosa", "Vidal"),
    ("Priya", "Nair"),
    known={"Brennan": "candidate7@pma.example"},
)  # fmt: skip
LEVEL_7_SUMMER = _at_work(
    ("Kate", "Aldous"), ("Martin", "Bell"), ("Zainab", "Farouk"), ("Colin", "Hale"),
    ("Renée", "Laurent"), ("Gwen", "Morgan"), ("Tariq", "Saleh"), ("Joyce", "Whitby"),
)  # fmt: skip
ENQUIRERS = _at_work(
    ("Beth", "Arnold"), ("Callum", "Dunn"), ("Esther", "Mensah"), ("Frank", "Noble"),
    ("Hannah", "Price"), ("Jo", "Stubbs"), ("Leah", "Winter"), ("Beth", "Arnold"),
    ("Omar", "Yusuf"),
)  # fmt: skip
