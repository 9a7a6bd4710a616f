"""Turns a blueprint into artefacts: SQL, OpenAPI, a folder. SQL text is made here alone."""

from wirebase.build import conditions, effects, links, provision, scalars, sessions, structures

KINDS = (scalars, structures, conditions, effects, links, sessions, provision)
"""How each kind of expression, condition and effect is compiled: known once they are imported."""
