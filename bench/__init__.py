"""Measures the stages: `python -m bench`."""
