"""Every check of a module, each taken out once: the mutants of it, as syntax trees.

A check is the condition of an `if` that refuses or answers, each side of an `and` or an `or`, what
a function returns, each condition of a query, and each member of a set or a tuple, in a function or
by itself. What a decorator was given is spent when the module is loaded, and is not taken out.
"""

import ast
from copy import deepcopy
from dataclasses import dataclass

# What narrows a query: Django's own, and the scopes that say whose rows somebody may have.
NARROWS = {
    "filter", "exclude", "final", "visible_to", "assurable_by", "inspectable_by", "run_by",
    "taught_by", "decided_by", "in_force", "live", "holding", "granted",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A module with one check taken out: where, what, and the tree that is left."""

    function: str
    line: int
    what: str
    tree: ast.Module


class Places(ast.NodeVisitor):
    """Finds the functions of a module, each with the names that lead to it."""

    def __init__(self):
        self.names, self.found = [], []

    def enter(self, node):
        self.names.append(node.name)
        if isinstance(node, ast.FunctionDef):
            self.found.append((".".join(self.names), node))
        self.generic_visit(node)
        self.names.pop()

    visit_FunctionDef = visit_ClassDef = enter  # noqa: N815 -- as the visitor calls them


def mutants_of(source):
    """Every mutant of the functions of a module, and of the names it keeps in sets."""
    yield from mutants_of_functions(source)
    whole = ast.parse(source)
    for at, node in enumerate(whole.body):
        if not isinstance(node, ast.Assign) or not members_of(node.value):
            continue
        for which, member in enumerate(members_of(node.value)):
            tree = deepcopy(whole)
            del members_of(tree.body[at].value)[which]
            what = f"without {ast.unparse(member)}"
            yield Mutant(node.targets[0].id, node.lineno, what, tree)


def members_of(value):
    """The members of a set or a tuple that is kept under a name, where it has several."""
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "frozenset":
        value = value.args[0]
    several = isinstance(value, ast.Set | ast.Tuple)
    return value.elts if several else []


def users_of(source, mutant):
    """The functions through which a mutant is met: itself, or those that use its name."""
    places = Places()
    places.visit(ast.parse(source))
    for name, function in places.found:
        used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        if mutant.function in (name, *used):
            yield name


def noting(module, source):
    """Each function of a module with a tree in which it notes that it was reached."""
    places = Places()
    places.visit(ast.parse(source))
    for name, _ in places.found:
        whole = ast.parse(source)
        copies = Places()
        copies.visit(whole)
        note = f"__import__('tests.mutation.walk', fromlist=['_']).REACHED.add('{module}:{name}')"
        dict(copies.found)[name].body.insert(0, ast.parse(note).body[0])
        yield name, ast.fix_missing_locations(whole)


def mutants_of_functions(source):
    whole = ast.parse(source)
    places = Places()
    places.visit(whole)
    for name, function in places.found:
        inner = {id(sub) for _, sub in places.found if sub is not function for sub in ast.walk(sub)
                 if _.startswith(f"{name}.")}  # fmt: skip
        inner |= {id(sub) for one in annotations(function) for sub in ast.walk(one)}
        for position, node in enumerate(ast.walk(function)):
            if id(node) in inner:
                continue
            for way, what in ways(node):
                tree = deepcopy(whole)
                copies = Places()
                copies.visit(tree)
                copy = dict(copies.found)[name]
                target = list(ast.walk(copy))[position]
                way(target, copy)
                ast.fix_missing_locations(tree)
                yield Mutant(name, getattr(node, "lineno", 0), what, tree)


def annotations(function):
    """The types that are written in a function, and of no matter when it runs."""
    for node in ast.walk(function):
        yield from filter(None, [getattr(node, "annotation", None), getattr(node, "returns", None)])


def ways(node):
    """How the check at a node is taken out: a change of its copy, and words for it."""
    if isinstance(node, ast.BoolOp):
        for at, value in enumerate(node.values):
            left = [one for one in range(len(node.values)) if one != at]
            way = dropping("values", at) if len(left) > 1 else becoming("values", left[0])
            yield way, f"without {ast.unparse(value)}"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield becoming("left"), f"without {ast.unparse(node.right)}"
        yield becoming("right"), f"without {ast.unparse(node.left)}"
    elif isinstance(node, ast.Set | ast.Tuple):
        for at, value in enumerate(node.elts if len(node.elts) > 1 else ()):
            yield dropping("elts", at), f"without {ast.unparse(value)}"
    elif isinstance(node, ast.If) and leaves(node):
        yield setting("test", False), f"never asks {ast.unparse(node.test)}"
    elif isinstance(node, ast.Return) and says_whether(node.value):
        yield setting("value", True), f"always yes for {ast.unparse(node.value)}"
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in NARROWS:
        yield without_call, f"without {node.func.attr}({arguments(node)})"
        for at, word in enumerate(node.keywords if count(node) > 1 else ()):
            yield dropping("keywords", at), f"without {word.arg}={ast.unparse(word.value)}"


def leaves(node):
    """Whether an `if` refuses or answers there."""
    within = (one for statement in node.body for one in ast.walk(statement))
    return any(isinstance(one, ast.Return | ast.Raise) for one in within)


def says_whether(value):
    """Whether what is returned is yes or no, as far as it can be seen."""
    if isinstance(value, ast.BoolOp | ast.Compare):
        return True
    if isinstance(value, ast.UnaryOp):
        return isinstance(value.op, ast.Not)
    if isinstance(value, ast.Call):
        name = getattr(value.func, "attr", getattr(value.func, "id", ""))
        return name in ("exists", "bool") or name.startswith(("can_", "is_"))
    return isinstance(value, ast.Attribute) and value.attr.startswith(("is_", "can_"))


def count(call):
    return len(call.args) + len(call.keywords)


def arguments(call):
    words = [f"{one.arg}={ast.unparse(one.value)}" for one in call.keywords]
    return ", ".join([ast.unparse(one) for one in call.args] + words)


def dropping(field, at):
    def change(node, function):
        del getattr(node, field)[at]

    return change


def setting(field, value):
    return lambda node, function: setattr(node, field, ast.Constant(value))


def becoming(field, at=None):
    """The node becomes a part of itself."""

    def change(node, function):
        part = getattr(node, field)
        replace(function, node, part if at is None else part[at])

    return change


def without_call(node, function):
    replace(function, node, node.func.value)


def replace(function, old, new):
    """Put one expression where another stood."""

    class Put(ast.NodeTransformer):
        def visit(self, node):
            return new if node is old else self.generic_visit(node)

    Put().visit(function)
