"""Answers the captured endpoints at their own paths, from the database."""

from wirebase.serve.app import App
from wirebase.serve.folder import serving_folder
from wirebase.serve.serving import Served, serving
from wirebase.serve.state import State

__all__ = ["App", "Served", "State", "serving", "serving_folder"]
