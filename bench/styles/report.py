"""The table of a benchmark in styles."""

from __future__ import annotations

from collections.abc import Iterable

from bench.styles.judging import Judgement, by_choice, judged, mean

FIGURES = ("exact", "value", "shape", "status")


def reported(app: str, seeds: Iterable[int]) -> list[Judgement]:
    """The judgements of an app in the styles of these seeds, each printed as soon as it is there."""
    print(f"\n{app:8}{''.join(f'{name:>8}' for name in FIGURES)}{'seconds':>9}")
    found = []
    for seed in seeds:
        one = judged(app, seed)
        found.append(one)
        print(f"{seed:8}{_figures([one])}{one.seconds:9.1f}  {' '.join(one.choices)}", flush=True)
    print(f"{'mean':8}{_figures(found)}\n\n{'exact':>8}{'seeds':>7}")
    for exact, number, choice in by_choice(found):
        print(f"{exact:8.3f}{number:7}  {choice}")
    return found


def _figures(found: list[Judgement]) -> str:
    return "".join(f"{mean([getattr(one, name) for one in found]):8.3f}" for name in FIGURES)
