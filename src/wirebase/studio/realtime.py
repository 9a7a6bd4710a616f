"""Supabase Realtime's protocol over the studio's own database: `postgres_changes` for supabase-js.

A client joins a channel with the changes that it wants, and gets each of them as a message. Version
1 of the protocol (supabase-py) sends objects; version 2 (supabase-js) arrays, and bytes for what
clients tell each other. Both are spoken, each as it was asked for; what clients tell each other is
refused, as nothing here passes it on.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from starlette.websockets import WebSocket, WebSocketDisconnect

from wirebase.database import Pool, connect

CHANNEL = "changes"
SHOWN = {
    "analysis_jobs": "to_jsonb(t) - 'schema'",
    "job_events": "to_jsonb(t)",
}
"""The tables whose changes are told, and what of a row is: documents too long for a message are not."""
TO_OTHERS = 3
"""The first byte of a frame of bytes that a client sends."""
HEADER = 7
"""The bytes before its fields."""
WAITING = 1000
"""Messages that may wait for a slow client before it is cut off; it then asks for what it missed."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that changed."""

    table: str
    type: str
    at: str
    record: dict[str, Any]
    old: dict[str, Any]
    columns: tuple[dict[str, str], ...]

    @property
    def data(self) -> dict[str, Any]:
        """The change as a message holds it."""
        told: dict[str, Any] = {
            "schema": "public",
            "table": self.table,
            "commit_timestamp": self.at,
            "type": self.type,
            "columns": self.columns,
            "errors": None,
        }
        if self.type != "DELETE":
            told["record"] = self.record
        if self.type != "INSERT":
            told["old_record"] = self.old
        return told


@dataclass(frozen=True, slots=True)
class Filter:
    """Which changes a client asked for."""

    id: int
    event: str
    schema: str
    table: str
    filter: str = ""

    def takes(self, change: Change) -> bool:
        """Whether the client wants the change."""
        if self.schema not in ("public", "*") or self.table not in (change.table, "*", ""):
            return False
        if self.event not in ("*", change.type):
            return False
        if not self.filter:
            return True
        column, _, condition = self.filter.partition("=")
        row = change.old if change.type == "DELETE" else change.record
        return condition == f"eq.{row.get(column)}"

    @property
    def told(self) -> dict[str, Any]:
        """The filter as it is told to be known."""
        told = {
            "id": self.id,
            "event": self.event,
            "schema": self.schema,
            "table": self.table,
            "filter": self.filter,
        }
        return {name: value for name, value in told.items() if value != ""}


class Feed:
    """Hears the changes of the database and hands them to whoever listens."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        self._listeners: set[asyncio.Queue[Change | None]] = set()
        self._columns: dict[str, tuple[dict[str, str], ...]] = {}

    async def run(self, url: str) -> None:
        """Hears until it is cancelled."""
        connection = await connect(url)
        try:
            await connection.add_listener(CHANNEL, self._hear)
            while True:
                await self._pass_on(json.loads(await self._heard.get()))
        finally:
            await connection.close()

    def _hear(self, connection: object, pid: int, channel: str, payload: object) -> None:
        self._heard.put_nowait(str(payload))

    async def _pass_on(self, told: dict[str, Any]) -> None:
        table = told["table"]
        if table not in SHOWN or not self._listeners:
            return
        record: dict[str, Any] = {"id": told["id"]}
        if told["type"] != "DELETE":
            shown = f"({SHOWN[table]}) - $2::text[]"
            query = f"select {shown} from public.{table} t where id::text = $1"
            text = await self._pool.fetchval(query, str(told["id"]), told.get("unchanged", []))
            if text is None:
                return
            record = json.loads(text)
        change = Change(
            table=table,
            type=told["type"],
            at=told["at"],
            record=record,
            old={"id": told["id"]},
            columns=await self._columns_of(table),
        )
        for listener in tuple(self._listeners):
            if listener.qsize() < WAITING:
                listener.put_nowait(change)
            else:
                self._listeners.discard(listener)
                listener.put_nowait(None)

    async def _columns_of(self, table: str) -> tuple[dict[str, str], ...]:
        if table not in self._columns:
            rows = await self._pool.fetch(
                "select attname as name, format_type(atttypid, null) as type from pg_attribute"
                " where attrelid = $1::text::regclass and attnum > 0 and not attisdropped"
                " order by attnum",
                f"public.{table}",
            )
            self._columns[table] = tuple(dict(row) for row in rows)
        return self._columns[table]

    @contextlib.contextmanager
    def listening(self) -> Any:
        """The changes from now on; None where the listener was too slow."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)


@asynccontextmanager
async def feeding(pool: Pool, url: str) -> AsyncIterator[Feed]:
    """A feed that hears while the block runs; a lost connection is made again."""
    feed = Feed(pool)

    async def hear() -> None:
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await feed.run(url)
            await asyncio.sleep(0.5)

    task = asyncio.create_task(hear())
    try:
        yield feed
    finally:
        task.cancel()
        await asyncio.wait([task])


@dataclass(slots=True)
class _Joined:
    reference: str | None
    filters: list[Filter] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Message:
    """What a client says, in whatever frame."""

    join: str | None
    reference: str | None
    topic: str
    event: str
    payload: dict[str, Any]


def _parsed(text: str) -> _Message:
    """A frame of text: an object, or an array."""
    told = json.loads(text)
    if isinstance(told, list):
        told = dict(zip(("join_ref", "ref", "topic", "event", "payload"), told, strict=True))
    payload = (told.get("payload") or {}) if isinstance(told, dict) else None
    if not isinstance(payload, dict):
        raise TypeError(text[:100])
    return _Message(told.get("join_ref"), told.get("ref"), told["topic"], told["event"], payload)


def _read(frame: bytes) -> _Message:
    """A frame of bytes, with which a client tells something to others: its kind, the lengths of five
    fields, an encoding, and the fields; what is told follows.
    """
    if frame[0] != TO_OTHERS or len(frame) < HEADER:
        raise ValueError(frame[:1])
    fields, at = [], HEADER
    for length in frame[1:6]:
        fields.append(frame[at : at + length].decode())
        at += length
    join, reference, topic, *_ = fields
    return _Message(join or None, reference or None, topic, "broadcast", {})


class Client:
    """One connection of a client."""

    def __init__(self, socket: WebSocket, feed: Feed, version: str) -> None:
        self._socket = socket
        self._feed = feed
        self._arrays = version.startswith("2")
        self._channels: dict[str, _Joined] = {}
        self._sending = asyncio.Lock()
        self._last_id = 0

    async def run(self) -> None:
        """Speaks with the client until either side ends it."""
        with self._feed.listening() as changes:
            telling = asyncio.create_task(self._tell(changes))
            try:
                while True:
                    await self._answer(await self._received())
            except (WebSocketDisconnect, ValueError, KeyError, TypeError):
                pass
            finally:
                telling.cancel()
                await asyncio.wait([telling])

    async def _tell(self, changes: asyncio.Queue[Change | None]) -> None:
        while (change := await changes.get()) is not None:
            for topic, joined in tuple(self._channels.items()):
                ids = [one.id for one in joined.filters if one.takes(change)]
                if ids:
                    payload = {"ids": ids, "data": change.data}
                    await self._send(topic, "postgres_changes", payload, None, joined.reference)
        await self._socket.close(1013)

    async def _received(self) -> _Message:
        told = await self._socket.receive()
        if told["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(told.get("code", 1000))
        return _read(told["bytes"]) if told.get("bytes") else _parsed(told["text"])

    async def _answer(self, message: _Message) -> None:
        join, reference, topic = message.join, message.reference, message.topic
        match message.event:
            case "phx_join":
                await self._join(topic, message.payload, reference, join)
            case "heartbeat":
                await self._reply(topic, reference, join, {})
            case "phx_leave":
                self._channels.pop(topic, None)
                await self._reply(topic, reference, join, {})
            case "broadcast" | "presence":
                reason = {"reason": f"{message.event} is not passed on here"}
                await self._reply(topic, reference, join, reason, status="error")

    async def _join(
        self, topic: str, payload: dict[str, Any], reference: str | None, join: str | None
    ) -> None:
        asked = (payload.get("config") or {}).get("postgres_changes") or []
        filters = [self._filter(one) for one in asked]
        self._channels[topic] = _Joined(join, filters)
        told = {"postgres_changes": [one.told for one in filters]}
        await self._reply(topic, reference, join, told)
        await self._send(topic, "presence_state", {}, None, join)
        system = {
            "channel": topic.removeprefix("realtime:"),
            "extension": "postgres_changes",
            "message": "Subscribed to PostgreSQL",
            "status": "ok",
        }
        await self._send(topic, "system", system, None, join)

    def _filter(self, asked: dict[str, Any]) -> Filter:
        self._last_id += 1
        return Filter(
            id=self._last_id,
            event=str(asked.get("event", "*")),
            schema=str(asked.get("schema", "public")),
            table=str(asked.get("table", "")),
            filter=str(asked.get("filter", "")),
        )

    async def _reply(
        self,
        topic: str,
        reference: str | None,
        join: str | None,
        response: dict[str, Any],
        *,
        status: str = "ok",
    ) -> None:
        payload = {"status": status, "response": response}
        await self._send(topic, "phx_reply", payload, reference, join)

    async def _send(
        self,
        topic: str,
        event: str,
        payload: dict[str, Any],
        reference: str | None,
        join: str | None,
    ) -> None:
        message: Any = [join, reference, topic, event, payload]
        if not self._arrays:
            message = {
                "topic": topic,
                "event": event,
                "payload": payload,
                "ref": reference,
                "join_ref": join,
            }
        async with self._sending:
            await self._socket.send_text(json.dumps(message))
