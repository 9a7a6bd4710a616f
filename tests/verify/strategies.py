"""JSON documents for laws."""

from hypothesis import strategies as st

names = st.sampled_from(["id", "title", "count", "tags", "author", "created_at", "token", "items"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(max_size=12)
    | st.just("2026-11-22T10:00:00Z")
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)
containers = st.dictionaries(names, documents, min_size=1, max_size=4)

plain = st.text("abcdefgh", min_size=1, max_size=6)
records = st.fixed_dictionaries({"title": plain, "done": st.booleans(), "rank": st.integers(0, 9)})
