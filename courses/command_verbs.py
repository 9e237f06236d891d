"""What the verb a criterion begins with asks of an answer, in our own words. Pure.

Guidance for tutor and candidate alike; the awarding organisation's wording decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MEANINGS = {
    "analyse": "Take the matter apart, show how its parts act on each other, and say what follows.",
    "apply": "Put an idea or a method to work on a real case, and show what came of it.",
    "appraise": "Weigh strengths and weaknesses and come to a reasoned opinion of worth.",
    "assess": "Judge how good, likely or important something is, and say by what measure.",
    "be able to": "Do it at work, and show evidence that it was done and how.",
    "communicate": "Get a message across to particular people, and show that it arrived.",
    "compare": "Set things side by side; name what they share and where they part.",
    "conduct": "Carry it out from beginning to end, and show the record of it.",
    "consider": "Think it through from several sides before coming to a view.",
    "construct": "Build it from its parts, so that each part carries the whole.",
    "contrast": "Bring out where things differ, and why the difference matters.",
    "create": "Make something new that did not exist before, fit for its purpose.",
    "critically": "Question claims and sources, face what speaks against, then judge.",
    "critique": "Question the ground something stands on, and say what holds and what does not.",
    "define": "Say exactly what it means, with its limits.",
    "demonstrate": "Show by what was done, with evidence, that it can be done.",
    "describe": "Give the main features so that a reader can picture it; no judgement is asked.",
    "design": "Draw up how something will work, and say why in this way.",
    "determine": "Find out or settle it, and show how it was settled.",
    "develop": "Take a first idea further, step by step, to something that can be used.",
    "discuss": "Set out the views there are, with reasons for each, and find a balance.",
    "distinguish": "Say what tells one thing from another that looks like it.",
    "establish": "Set it up or prove it, so that others can rely on it.",
    "evaluate": "Weigh the evidence on each side, judge the worth, and say how sure that is.",
    "examine": "Look closely at the detail, and report what is found.",
    "explain": "Make clear how and why, so that causes and reasons can be followed.",
    "explore": "Look into it widely, from more than one side, before narrowing down.",
    "identify": "Name what matters and point it out; a list with a few words on each is enough.",
    "implement": "Put a plan into effect, and show what changed.",
    "improve": "Make it better than it was, and show by how much.",
    "interpret": "Say what facts or figures mean, here and for what is to be done.",
    "investigate": "Ask a question, gather facts by a method, and report the answer.",
    "justify": "Give the reasons and evidence for a choice, and say why not another.",
    "know": "Have the facts and methods at hand, and show it with correct examples.",
    "knowledge": "Have the facts and methods at hand, and show it with correct examples.",
    "lead": "Set a direction, bring people along, and show what came of it.",
    "list": "Give the items, one by one; no more is asked.",
    "manage": "Plan, direct and check work and people, and show that it was under control.",
    "measure": "Put a figure on it, and say how the figure was got.",
    "monitor": "Follow it over time against what was planned, and say what was done about it.",
    "negotiate": "Reach an agreement between different interests, and show how.",
    "optimise": "Get the best from what there is, and show that it is better than before.",
    "outline": "Give the main points in order, without the detail.",
    "plan": "Say what will be done, by whom, when and with what, before it is done.",
    "prepare": "Get everything ready for its purpose, and show it.",
    "present": "Put it before others clearly, in a form that suits them.",
    "produce": "Make the thing that is asked for, complete and fit to use.",
    "propose": "Put forward what should be done, with reasons.",
    "recognise": "See it for what it is when it occurs, and say by what it is known.",
    "recommend": "Advise one course of action, resting on what was found.",
    "reflect": "Look back at one's own part, say what it taught, and what will be different.",
    "relate": "Show how one thing bears on the other.",
    "research": "Find, choose and use good sources, and say where they are from.",
    "review": "Go back over it, say what went well and what did not, and what follows.",
    "select": "Choose from what there is, and say by what measure.",
    "state": "Say it plainly in a few words.",
    "summarise": "Bring out the main points in short, and leave nothing important aside.",
    "synthesise": "Join ideas from several sources into one line of thought.",
    "take": "Go about it in the way that is named, and show that it was really followed.",
    "understand": "Grasp how and why it works; show it by explaining it and using it on a case.",
    "use": "Work with it as it is meant to be used, and show the result.",
}  # fmt: skip
JOINING = frozenset({"and", "or"})
MOST_VERBS = 3


@dataclass(frozen=True, slots=True)
class CommandVerb:
    """A verb, and what it asks for."""

    verb: str
    meaning: str


def command_verbs(text: str) -> tuple[CommandVerb, ...]:
    """The verbs a criterion begins with, each with its meaning; none where none is known.

    "Explore and evaluate the creation of …" begins with two; "Be able to lead …" with being able
    to, and leading.
    """
    words = re.findall(r"[a-z]+", text.lower())
    found: list[CommandVerb] = []
    while words and len(found) < MOST_VERBS:
        verb = "be able to" if words[:3] == ["be", "able", "to"] else words[0]
        if verb in MEANINGS:
            found.append(CommandVerb(verb=verb, meaning=MEANINGS[verb]))
        elif not found or verb not in JOINING:
            break
        words = words[len(verb.split()) :]
    return tuple(found)
