"""Bodies of forms."""

from hypothesis import given
from hypothesis import strategies as st

from wirebase.exchange import Message
from wirebase.infer.calls import document
from wirebase.studio.forms import Form, FormField, FormFile, encoded, form_of

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"'), min_size=1)
fields = st.builds(FormField, name=names, value=texts)


def message(form: Form) -> Message:
    kind, body = encoded(form)
    return Message((("content-type", kind),), body)


@given(st.lists(fields, min_size=1), st.sampled_from(["urlencoded", "multipart"]))
def test_what_is_sent_is_read_as_it_was_typed(typed: list[FormField], kind: str):
    form = Form(kind=kind, fields=typed)  # type: ignore[arg-type]  # one of the two
    assert form_of(message(form)) == form


def test_a_file_arrives_with_its_name_type_and_content():
    scan = FormFile(name='a "b".png', type="image/png", content=b"iVBORw==")
    form = Form(kind="multipart", fields=[FormField(name="scan", file=scan)])
    _, body = encoded(form)
    assert b"\x89PNG\r\n--" in body
    assert document(message(form)) == {
        "scan": {"filename": "a %22b%22.png", "content_type": "image/png", "size": 4}
    }
    found = form_of(message(form))
    assert found
    assert found.fields[0].file == FormFile(name="a %22b%22.png")


def test_no_name_ends_the_head_of_its_part():
    name = 'x"\r\nContent-Type: text/html\r\n\r\n'
    for field in (FormField(name=name), FormField(name="a", file=FormFile(name=name))):
        _, body = encoded(Form(kind="multipart", fields=[field]))
        assert b"\r\nContent-Type: text/html" not in body


def test_what_is_no_form_is_none():
    assert form_of(Message((("content-type", "application/json"),), b"{}")) is None
    assert form_of(Message((("content-type", "multipart/form-data"),), b"--")) is None
    assert form_of(Message((("content-type", "multipart/form-data; boundary=x"),), b"no")) is None
    assert form_of(Message((), None)) is None
