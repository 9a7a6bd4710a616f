from io import StringIO

from rich.console import Console

from wirebase.cli.capture import Terminal
from wirebase.events import Event

STARTED = Event("capture", "started", "Capturing http://app.test")
WARNING = Event("capture", "warning", "2 requests [POST] were not let through")
FINISHED = Event("capture", "finished", "9 exchanges in c.jsonl")


def progress(number: int) -> Event:
    return Event("capture", "progress", f"open /{number}", {"pages": number, "exchanges": 9})


def shown(*events: Event, terminal: bool) -> str:
    out = StringIO()
    console = Console(
        file=out, force_terminal=terminal, width=80, highlight=False, color_system=None
    )
    with Terminal(console) as consumer:
        for event in events:
            consumer(event)
    return out.getvalue()


def test_elsewhere_than_on_a_terminal_lines_are_plain_and_few():
    assert shown(STARTED, *map(progress, range(50)), WARNING, FINISHED, terminal=False) == (
        "Capturing http://app.test\n"
        "open /0 (0 pages · 9 exchanges)\n"
        "! 2 requests [POST] were not let through\n"
        "✓ 9 exchanges in c.jsonl\n"
    )


def test_on_a_terminal_one_line_lives_and_goes_away():
    text = shown(STARTED, *map(progress, range(50)), FINISHED, terminal=True)
    assert "\x1b[2K" in text
    assert text.count("Capturing") == 1
    assert "open /49" not in text.rpartition("✓")[2]
