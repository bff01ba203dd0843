"""The trial's life: it starts everything, keeps it running, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket

import pytest

from tests.trial.conftest import STOP_SIGNALS, StandInTrial, alive, redis_pid


@pytest.mark.parametrize("number", STOP_SIGNALS, ids=lambda number: number.name)
def test_stopping_it_leaves_no_process_behind_and_ends_redis_last(trial: StandInTrial, number: int) -> None:
    trial.start_and_wait()
    redis = redis_pid(trial.folder)
    trial.signal(number)
    assert trial.exit_code() == 0
    assert [pid for pid in [*trial.all_pids(), redis] if pid and alive(pid)] == []
    assert trial.notes("redis-was-there") == [1]


def test_the_banner_says_where_to_chat_where_the_desk_is_and_how_to_sign_in(trial: StandInTrial) -> None:
    trial.start_and_wait()
    shown = trial.output
    assert f"http://127.0.0.1:{trial.ports['LINE_PORT']}/" in shown
    assert f"http://127.0.0.1:{trial.ports['DESK_PORT']}/" in shown
    for name in ("ops1", "ops2", "ops3", "ftl", "fpk", "kso", "kos", "marketing", "admin"):
        assert name in shown


def test_the_second_start_keeps_the_password(trial: StandInTrial) -> None:
    passwords = []
    for _ in range(2):
        trial.start_and_wait()
        passwords += [line for line in trial.output.splitlines() if "password of all" in line]
        trial.signal(signal.SIGTERM)
        trial.exit_code()
    assert len(passwords) == 2
    assert passwords[0] == passwords[1]


def test_a_killed_process_is_started_again_and_what_it_had_started_is_ended(trial: StandInTrial) -> None:
    trial.start_and_wait()
    [worker], [grandchild] = trial.notes("worker"), trial.notes("grandchild")
    os.kill(worker, signal.SIGKILL)
    trial.wait_until(lambda: len(trial.notes("worker")) == 2)
    assert not alive(grandchild)
    assert len(trial.notes("bot")) == 1


def test_a_killed_redis_is_started_again(trial: StandInTrial) -> None:
    trial.start_and_wait()
    first = redis_pid(trial.folder)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    trial.wait_until(lambda: redis_pid(trial.folder) not in {None, first})


def test_even_a_runner_killed_with_9_leaves_no_process_behind(trial: StandInTrial) -> None:
    trial.start_and_wait()
    redis = redis_pid(trial.folder)
    trial.signal(signal.SIGKILL)
    trial.exit_code()
    trial.wait_until(lambda: not any(alive(pid) for pid in [*trial.all_pids(), redis] if pid))


@pytest.mark.slow
def test_a_process_that_keeps_ending_stops_everything_and_its_last_words_are_shown(trial: StandInTrial) -> None:
    trial.set_procfile(clock="broken")
    trial.start()
    assert trial.exit_code() == 1
    assert trial.output.rstrip().endswith("the shelf is empty")
    assert len(trial.notes("broken")) == 5
    assert not any(map(alive, trial.all_pids()))


def test_nothing_is_started_when_the_release_step_fails(trial: StandInTrial) -> None:
    trial.set_procfile(release="broken")
    trial.start()
    assert trial.exit_code() == 1
    assert "the shelf is empty" in trial.output
    assert trial.notes("bot") == []


def test_a_taken_port_is_named_before_anything_starts(trial: StandInTrial) -> None:
    with socket.create_server(("127.0.0.1", trial.ports["DESK_PORT"])):
        trial.start()
        assert trial.exit_code() == 1
    assert f"Port {trial.ports['DESK_PORT']}" in trial.output
    assert "make run DESK_PORT=" in trial.output
    assert trial.all_pids() == []


def test_a_folder_runs_one_trial_at_a_time(trial: StandInTrial) -> None:
    trial.start_and_wait()
    again = StandInTrial(trial.folder)
    again.start()
    assert again.exit_code() == 1
    assert "a trial is running in this folder already" in again.output
