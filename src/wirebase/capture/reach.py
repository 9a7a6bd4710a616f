"""Which addresses are those of the public web, and which of this machine or a private network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import psutil

type _Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""Where a gateway shows the addresses of IPv4 to machines that know IPv6 alone."""


async def addresses(host: str) -> tuple[str, ...]:
    """The addresses that a host name stands for now, in the order to try them; OSError where there
    are none.
    """
    try:
        infos = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a name that cannot be one
        raise OSError(f"no address: {error}") from None
    return tuple(dict.fromkeys(str(info[4][0]) for info in infos))


async def is_private(host: str) -> bool:
    """Whether a host name stands for this machine or a private network."""
    try:
        return not all(map(is_public, await addresses(host)))
    except OSError:
        return False


def is_public(address: str) -> bool:
    """Whether an address is one of the public web, and not one of this machine's.

    >>> [is_public(one) for one in ("1.1.1.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False, False]
    """
    whole = address.partition("%")[0]
    one = _carried(ipaddress.ip_address(whole))
    return one.is_global and not one.is_multicast and whole not in _own()


def _carried(address: _Address) -> _Address:
    """The address of IPv4 that one of IPv6 stands for, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _own() -> set[str]:
    """The addresses of this machine: its own programs answer there as they do on loopback."""
    return {
        one.address.partition("%")[0] for found in psutil.net_if_addrs().values() for one in found
    }
