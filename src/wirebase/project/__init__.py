"""A generated folder as a whole: how it comes to be, and how edits change it and its database."""

from wirebase.project.folder import Project
from wirebase.project.generation import Generated, check_folder, generate

__all__ = ["Generated", "Project", "check_folder", "generate"]
