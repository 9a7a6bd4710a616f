"""Replays captures against a generated backend, and says how faithfully it answers."""

from wirebase.verify.fidelity import Deviation, Endpoint, Fidelity, Scores
from wirebase.verify.report import report
from wirebase.verify.verification import verify

__all__ = ["Deviation", "Endpoint", "Fidelity", "Scores", "report", "verify"]
