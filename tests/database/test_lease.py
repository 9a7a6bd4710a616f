import threading
import time
from pathlib import Path

import pytest

from wirebase.database.lease import Lease, alone
from wirebase.errors import DatabaseError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lease"


def test_many_may_share_and_only_the_last_is_alone(path: Path) -> None:
    first, second = Lease(path), Lease(path)
    first.share()
    second.share()
    assert not first.keep_alone()
    assert not first.held
    assert second.keep_alone()
    assert second.held


def test_a_lease_that_is_not_held_is_no_one_s(path: Path) -> None:
    assert not Lease(path).keep_alone()
    assert not path.exists()


def test_nobody_shares_while_another_is_alone(path: Path) -> None:
    last, next_one = Lease(path), Lease(path)
    last.share()
    assert last.keep_alone()
    with pytest.raises(DatabaseError, match="Another process") as caught:
        next_one.share(patience=0.05)
    assert caught.value.where == str(path)
    assert not next_one.held
    last.release()
    next_one.share(patience=0.05)
    assert next_one.held


def test_one_at_a_time_goes_through_a_lock(path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def enter(number: int) -> None:
        with alone(path):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.01)
            inside.remove(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


def test_a_lock_that_is_never_given_back_is_told(path: Path) -> None:
    with (
        alone(path),
        pytest.raises(DatabaseError, match="Another process"),
        alone(path, patience=0.05),
    ):
        pytest.fail("two were alone")
