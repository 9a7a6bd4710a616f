"""Ties: what rows of different entities may have to do with each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from wirebase.evidence import Evidence

ROLES = frozenset(
    "owner author assignee reporter creator editor user sender recipient receiver approver reviewer "
    "submitter requester manager lead updater modifier uploader".split()
)
"""What a reference to a person is called after the part the person plays."""

type Field = tuple[str, str]
"""An entity and one of its fields."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that holds the key of a row of another entity."""

    entity: str
    field: str
    other: str
    embedded: bool
    """Whether some answers show the row itself in place of its key."""
    evidence: Evidence

    @property
    def column(self) -> str:
        """The name of the column."""
        return self.field


@dataclass(frozen=True, slots=True)
class Children:
    """A list field that shows the rows which refer to this one."""

    entity: str
    field: str
    other: str
    column: str
    """The reference of the other entity."""


@dataclass(slots=True)
class Link:
    """A many-to-many relation."""

    name: str
    left: str
    right: str
    left_column: str
    right_column: str
    fields: list[Field] = field(default_factory=list)
    """The list fields that show it, on either side."""
    evidence: list[Evidence] = field(default_factory=list)
    observed: dict[tuple[str, str], list[tuple[int, bool]]] = field(default_factory=dict)
    """(left key, right key) -> when the link was seen to be there, or not, where no list shows it."""
    via: str = ""
    """The entity that is the link, where the app shows it with keys of its own; `name` is its
    table."""
    attributes: dict[str, str] = field(default_factory=dict)
    """What the link itself holds: column -> JSON name in the items of its lists."""

    def there(self, pair: tuple[str, str], index: int) -> bool:
        """Whether an observed link was there after that exchange; before the first look, as it was then."""
        series = self.observed.get(pair, [])
        before = [there for at, there in series if at <= index]
        return before[-1] if before else bool(series) and series[0][1]


@dataclass(frozen=True, slots=True)
class Shared:
    """Rows that belong to the link of two others: they refer to both."""

    entity: str
    owner: str
    """The reference to the row whose list shows the link."""
    listed: str
    """The reference to the row that is listed."""


def other_side(entity: str, related: Children | Link) -> str:
    """The entity whose rows refer to those of the entity, or are linked with them."""
    if isinstance(related, Children):
        return related.other
    return related.right if related.left == entity else related.left


@dataclass(slots=True)
class Relations:
    """All relations of the entities."""

    references: dict[Field, Reference] = field(default_factory=dict)
    children: dict[Field, Children] = field(default_factory=dict)
    links: dict[Field, Link] = field(default_factory=dict)
    viewed: dict[Field, Link] = field(default_factory=dict)
    """Fields that tell whether the caller is linked with the row."""
    worded: dict[Field, str] = field(default_factory=dict)
    """List field -> the column by which its items name rows, where that is not their key."""
    standing: set[Field] = field(default_factory=set)
    """References of rows that stand below or in the very rows which they refer to."""
    empty: set[Field] = field(default_factory=set)
    """Lists of another entity's rows that never held any: relations of which nothing is known."""

    shared: dict[tuple[str, str, str], Shared] = field(default_factory=dict)
    """(entity, list field, field of its items) -> the rows of the link that are shown there."""

    def of(self, entity: str) -> list[Reference]:
        """The references that an entity holds."""
        return [r for (name, _), r in self.references.items() if name == entity]

    def distinct_links(self) -> list[Link]:
        """Each many-to-many relation once."""
        every = (*self.links.values(), *self.viewed.values())
        return list({id(link): link for link in every}.values())
