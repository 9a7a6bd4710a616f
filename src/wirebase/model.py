"""The base of every part of a document that is kept."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

TAGS = ("node", "effect", "edit", "version")
"""Fields that tell what a value is, and so are always written."""


class Model(BaseModel):
    """An immutable value that refuses unknown fields and is stored without its defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer(mode="wrap")
    def _without_defaults(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        return {
            name: value
            for name, value in handler(self).items()
            if name in TAGS or getattr(self, name) != fields[name].get_default()
        }
