"""Every check of a module, each taken out once: the mutants of it, as syntax trees.

A check is the condition of an `if` that refuses or answers, each side of an `and` or an `or`, what
a function returns, each condition of a query, and each member of a set of names.
"""

import ast
from copy import deepcopy
from dataclasses import dataclass

NARROWS = {"filter", "exclude", "final"}


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
    """Every mutant of the functions of a module."""
    whole = ast.parse(source)
    places = Places()
    places.visit(whole)
    for name, function in places.found:
        inner = {id(sub) for _, sub in places.found if sub is not function for sub in ast.walk(sub)
                 if _.startswith(f"{name}.")}  # fmt: skip
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


def ways(node):
    """How the check at a node is taken out: a change of its copy, and words for it."""
    if isinstance(node, ast.BoolOp):
        for at, value in enumerate(node.values):
            yield dropping("values", at), f"without {ast.unparse(value)}"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield becoming("left"), f"without {ast.unparse(node.right)}"
        yield becoming("right"), f"without {ast.unparse(node.left)}"
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
    return any(isinstance(one, ast.Return | ast.Raise) for one in node.body)


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


def becoming(field):
    """The node becomes a part of itself."""
    return lambda node, function: replace(function, node, getattr(node, field))


def without_call(node, function):
    replace(function, node, node.func.value)


def replace(function, old, new):
    """Put one expression where another stood."""

    class Put(ast.NodeTransformer):
        def visit(self, node):
            return new if node is old else self.generic_visit(node)

    Put().visit(function)
