"""A blueprint by hand, in which every kind of node stands: a blog."""

from tests.build.blog_accounts import ACCOUNTS
from tests.build.blog_reads import READS
from tests.build.blog_tables import TABLES
from tests.build.blog_writes import WRITES
from wirebase.blueprint.document import Authentication, Blueprint, Carrier, Origin


def blog() -> Blueprint:
    """A new copy of the blueprint."""
    return Blueprint(
        name="blog",
        origin=Origin(url="http://blog.test", salt="salt'y"),
        tables=TABLES,
        operations=(*READS, *WRITES, *ACCOUNTS),
        authentication=Authentication(
            table="users",
            key="id",
            logins=("email",),
            carriers=(
                Carrier(place="header", name="authorization", scheme="Token"),
                Carrier(place="header", name="x-api-key", account_column="users.api_key"),
            ),
        ),
    )
