"""Turns a blueprint into artefacts: SQL, OpenAPI, a folder to commit. SQL text is made here alone."""

from wirebase.build import conditions, effects, links, provision, scalars, sessions, structures

KINDS = (scalars, structures, conditions, effects, links, sessions, provision)
"""The modules that say how each kind of expression, condition and effect is compiled: importing them makes it known."""
