"""A small single-page app to explore: notes with a login, a search, a filter, pages, forms and a mark."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.capture.origin import Handler, Origin

PAGE = """<!doctype html><title>Notes</title><link rel=icon href="data:,"><body>
<header><nav><a href="/">Notes</a> <a href="/new">New note</a> <button id=out>Log out</button>
<button id=pay>Pay now</button></nav></header><main id=main></main>
<script>
const $ = (s) => document.querySelector(s);
const api = async (method, path, body) => {
  const headers = { 'content-type': 'application/json' };
  if (localStorage.token) headers.authorization = 'Bearer ' + localStorage.token;
  const answer = await fetch('/api' + path, { method, headers, body: body && JSON.stringify(body) });
  return answer.status === 204 ? null : answer.json();
};
const go = (path) => { history.pushState(null, '', path); show(); };
addEventListener('popstate', () => show());
addEventListener('click', (e) => {
  const a = e.target.closest('a');
  if (a) { e.preventDefault(); go(a.getAttribute('href')); }
});
$('#out').onclick = () => api('POST', '/logout');
$('#pay').onclick = () => api('POST', '/pay');
const send = (form, act) => { form.onsubmit = (e) => { e.preventDefault(); act(Object.fromEntries(new FormData(form))); }; };

const login = () => {
  $('#main').innerHTML = `<h1>Log in</h1><form><label>Name <input name=name value=ada></label>
    <label>Password <input type=password name=password value="tulip-season-7"></label><button>Log in</button></form>`;
  send($('form'), async (data) => { localStorage.token = (await api('POST', '/login', data)).token; go('/'); });
};
let page = 1, kind = '';
const list = async () => {
  $('#main').innerHTML = `<h1>Notes</h1><input type=search placeholder="Search notes">
    <select aria-label=Kind><option value="">All<option value=work>Work<option value=home>Home</select>
    <ul></ul><button id=next>Next</button>`;
  const load = async () => {
    const q = $('input').value;
    const { notes } = await api('GET', `/notes?page=${page}` + (q ? `&q=${q}` : '') + (kind ? `&kind=${kind}` : ''));
    $('ul').innerHTML = notes.map((n) => `<li><a href="/notes/${n.id}">${n.title}</a>
      <button class=star data-id=${n.id} aria-pressed=${n.starred}>Star</button></li>`).join('');
    document.querySelectorAll('.star').forEach((b) => { b.onclick = async () => {
      await api(b.ariaPressed === 'true' ? 'DELETE' : 'POST', `/notes/${b.dataset.id}/star`); load(); }; });
  };
  let timer;
  $('input').oninput = () => { clearTimeout(timer); timer = setTimeout(load, 200); };
  $('select').onchange = (e) => { kind = e.target.value; load(); };
  $('#next').onclick = () => { page++; load(); };
  await load();
};
const detail = async (id) => {
  const n = await api('GET', '/notes/' + id);
  $('#main').innerHTML = `<h1>${n.title || 'Gone'}</h1><p>${n.body || ''}</p><a href="/notes/${id}/edit">Edit</a>
    <button id=del>Delete</button><div role=dialog hidden><button id=yes>Yes, delete</button><button>Cancel</button></div>`;
  $('#del').onclick = () => { $('[role=dialog]').hidden = false; };
  $('#yes').onclick = async () => { await api('DELETE', '/notes/' + id); go('/'); };
};
const form = async (id) => {
  const n = id ? await api('GET', '/notes/' + id) : { title: '', body: '' };
  $('#main').innerHTML = `<h1>${id ? 'Edit' : 'New'} note</h1><form><label>Title <input name=title value="${n.title}"></label>
    <label>Body <textarea name=body>${n.body}</textarea></label><button>Save</button><p role=alert></p></form>`;
  send($('form'), async (data) => {
    const saved = await api(id ? 'PATCH' : 'POST', id ? '/notes/' + id : '/notes', data);
    if (saved.error) $('[role=alert]').textContent = saved.error; else go('/notes/' + saved.id);
  });
};
const show = () => {
  if (!localStorage.token) return login();
  const [, id, edit] = location.pathname.match(/^\\/notes\\/(\\d+)(\\/edit)?/) || [];
  if (location.pathname === '/new') return form();
  return id ? (edit ? form(id) : detail(id)) : list();
};
show();
</script>"""

TOKEN = "k3J9xQ7bTz1LmN5vR8wYc2Da"


class Notes(Origin):
    """The app; `writes` are the changes that reached it."""

    def __init__(self) -> None:
        super().__init__(NotesHandler)
        self.notes: dict[int, dict[str, Any]] = {
            n: {"id": n, "title": f"Seeded {w}", "body": f"About {w}", "kind": "work" if n % 2 else "home", "starred": False}
            for n, w in enumerate(["gardens", "harbours", "lanterns", "orchards", "windows"], 1)
        }

    @property
    def writes(self) -> list[str]:
        return [f"{method} {path}" for method, path, *_ in self.seen if method != "GET" and path != "/api/login"]


class NotesHandler(Handler):
    server: Notes

    def handle_any(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.seen.append((self.command, self.path, dict(self.headers), content))
        path = urlsplit(self.path).path
        if not path.startswith("/api/"):
            self.answer(PAGE.encode(), "text/html")
        elif path == "/api/login":
            self.reply({"token": TOKEN})
        elif self.headers.get("authorization") != f"Bearer {TOKEN}":
            self.reply({"error": "Who are you?"}, 401)
        else:
            self.api(path, json.loads(content) if content else {})

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = handle_any

    def reply(self, body: Any, status: int = 200) -> None:
        self.answer(json.dumps(body).encode(), status=status)

    def api(self, path: str, sent: dict[str, Any]) -> None:
        named = re.fullmatch(r"/api/notes/(\d+)(/star)?", path)
        if path == "/api/notes":
            self.create(sent) if self.command == "POST" else self.list()
        elif named is None or int(named[1]) not in self.server.notes:
            self.reply({"error": "Not found"}, 404)
        elif named[2]:
            self.server.notes[int(named[1])]["starred"] = self.command == "POST"
            self.reply({"starred": self.command == "POST"})
        else:
            self.one(int(named[1]), sent)

    def list(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        notes = [n for n in self.server.notes.values() if query.get("q", "").lower() in n["title"].lower()]
        notes = [n for n in notes if query.get("kind", n["kind"]) == n["kind"]]
        begin = (int(query.get("page", 1)) - 1) * 4
        self.reply({"notes": notes[begin : begin + 4]})

    def create(self, sent: dict[str, Any]) -> None:
        if not sent.get("title"):
            self.reply({"error": "A title is needed"}, 422)
            return
        number = max(self.server.notes) + 1
        self.server.notes[number] = {"id": number, "kind": "home", "starred": False, **sent}
        self.reply(self.server.notes[number], 201)

    def one(self, number: int, sent: dict[str, Any]) -> None:
        if self.command == "DELETE":
            del self.server.notes[number]
            self.send_response(204)
            self.end_headers()
            return
        self.server.notes[number].update(sent)
        self.reply(self.server.notes[number])
