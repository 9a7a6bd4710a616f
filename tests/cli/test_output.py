import io

import pytest
from rich.console import Console

from wirebase.cli.output import Terminal
from wirebase.events import Event

EVENTS = (
    Event("capture", "started", "Capturing [bold]x"),
    Event("capture", "progress", "open /", {"pages": 1}),
    Event("capture", "progress", "open /b", {"pages": 2}),
    Event("capture", "warning", "3 requests were blocked"),
    Event("capture", "finished", "12 exchanges"),
)


def shown(*, terminal: bool) -> str:
    stream = io.StringIO()
    with Terminal(Console(file=stream, force_terminal=terminal, width=60)) as emit:
        for event in EVENTS:
            emit(event)
    return stream.getvalue()


def test_a_pipe_gets_plain_lines_and_little_progress() -> None:
    assert shown(terminal=False).splitlines() == [
        "Capturing [bold]x",
        "open / (1 pages)",
        "! 3 requests were blocked",
        "✓ 12 exchanges",
    ]


def test_a_terminal_gets_colours() -> None:
    assert "\x1b[32m✓" in shown(terminal=True)


@pytest.mark.parametrize("terminal", [True, False])
def test_the_terminal_is_left_as_it_was(terminal: bool) -> None:
    target = Console(file=io.StringIO(), force_terminal=terminal)

    def interrupted() -> None:
        with Terminal(target) as emit:
            emit(EVENTS[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not target._live_stack
