from tests.verify.samples import BLUEPRINT, SOURCE
from wirebase.blueprint.expressions import (
    Case,
    Choice,
    Constant,
    IsGiven,
    Items,
    Mapping,
    Member,
    Object,
    Row,
)
from wirebase.blueprint.operations import Answer, Operation, Verb
from wirebase.verify.unexplained import is_unexplained, repeated

GUESS = Constant(value=1, explained=False)


def test_guesses_are_found_wherever_they_stand() -> None:
    body = Object(
        members=(
            Member(name="row", value=Row(source=SOURCE, value=GUESS)),
            Member(name="items", value=Items(items=(Constant(value=2), GUESS))),
            Member(name="map", value=Mapping(source=SOURCE, key=Constant(value="k"), item=GUESS)),
            Member(
                name="choice",
                value=Choice(
                    cases=(Case(when=IsGiven(parameter="p"), then=GUESS),),
                    otherwise=Constant(value=3),
                ),
            ),
            Member(name="sure", value=Constant(value=4)),
        )
    )
    operation = Operation(
        name="x", verb=Verb.DOCUMENT, method="GET", path="/x", answers=(Answer(body=body),)
    )
    assert repeated(operation) == ("/row", "/items/*", "/map/*", "/choice")
    assert not is_unexplained(operation)


def test_an_operation_that_repeats_whole_answers_is_unexplained() -> None:
    assert is_unexplained(BLUEPRINT.operation("rpc_report"))
    assert not is_unexplained(BLUEPRINT.operation("get_task"))
