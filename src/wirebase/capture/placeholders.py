"""What stands in place of a secret: the same for the same secret, and no way back."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Literal

from argon2.low_level import Type, hash_secret_raw

from wirebase.capture.sensitive import looks_random

type Form = Literal["password", "token"]


@lru_cache(maxsize=8192)
def placeholder(kind: Form, value: str, salt: str) -> str:
    """`wb_password_` or `wb_token_` and 32 hex digits, the same for the same value under one salt.

    What a person chose or what is short gets a hash that is slow to try values against; 16
    characters of chance cannot be tried out, and get a fast one.
    """
    if kind == "token" and looks_random(value):
        digest = hashlib.sha256(f"wirebase\0{salt}\0{value}".encode()).hexdigest()[:32]
    else:
        digest = _slow(value, salt)
    return f"wb_{kind}_{digest}"


def _slow(value: str, salt: str) -> str:
    return hash_secret_raw(
        secret=value.encode("utf-8", "surrogatepass"),
        salt=hashlib.sha256(f"wirebase\0{salt}".encode()).digest()[:16],
        time_cost=2,
        memory_cost=19 * 1024,
        parallelism=1,
        hash_len=16,
        type=Type.ID,
    ).hex()
