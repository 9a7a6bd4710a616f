"""Turns a blueprint into artefacts: SQL, OpenAPI, a folder to commit. SQL text is made here alone."""
