"""Relations: which fields refer to rows of other entities, and which lists are children or links."""

from __future__ import annotations

from collections.abc import Sequence

from wirebase.evidence import Evidence
from wirebase.infer.calls import Call
from wirebase.infer.dictionaries import Dictionary
from wirebase.infer.entities import Entity
from wirebase.infer.history import History
from wirebase.infer.listed import listed
from wirebase.infer.nesting import nested
from wirebase.infer.records import PEOPLE, Place, Site
from wirebase.infer.references import references
from wirebase.infer.standing import standing
from wirebase.infer.ties import Children, Link, Reference, Relations, other_side
from wirebase.infer.titles import stem


def relations(
    calls: Sequence[Call],
    past: History,
    sites: dict[Place, Site],
    described: Dictionary | None = None,
) -> Relations:
    """The relations that embedding, names, lists and nested paths show, confirmed by values; those too that
    the app itself describes."""
    found = Relations()
    aliases = {
        name: {name, *(_called(entity, sites) - past.entities.keys())}
        for name, entity in past.entities.items()
    }
    references(past, found, aliases)
    _described(past, found, described or Dictionary())
    nested(calls, past, found, aliases)
    standing(calls, past, found)
    listed(past, found, aliases, sites)
    _keys_only(past, found)
    return found


def _described(past: History, found: Relations, described: Dictionary) -> None:
    """Adds the references that the app tells of, where names and values showed none."""
    for (entity, name), told in described.columns.items():
        shown = name in past.fields(entity) and (entity, name) not in past.lists
        if told.refers and shown and (entity, name) not in found.references:
            evidence = Evidence(claim=f"the app says that {entity}.{name} refers to {told.refers}")
            found.references[entity, name] = Reference(entity, name, told.refers, False, evidence)


def _called(entity: Entity, sites: dict[Place, Site]) -> set[str]:
    """What places call the rows of an entity: where reads do, what is done to them is no name of theirs."""
    told = [s for p in entity.keys if (s := sites[p]).name and not s.name.startswith("by_")]
    read = {site.name for site in told if site.route.read}
    return read or {site.name for site in told}


def _keys_only(past: History, found: Relations) -> None:
    """Leaves the key where a reference was once shown as the row itself at a site of no entity."""
    for reference in found.references.values():
        key = past.entities[reference.other].key
        for life in past.rows[reference.entity].values():
            series = life.changes.get(reference.field)
            if series:
                life.changes[reference.field] = [
                    (i, v.get(key) if isinstance(v, dict) else v) for i, v in series
                ]


__all__ = [
    "PEOPLE",
    "Children",
    "Link",
    "Reference",
    "Relations",
    "other_side",
    "relations",
    "stem",
]
