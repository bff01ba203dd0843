"""Lines that are no cases, and what the command says of each."""

from __future__ import annotations

import pytest

from tests.service_standards.command import CASE, RECEIVED, changed, read


def error_of(line: object) -> str:
    status, (answer,) = read(line)
    assert status == 1
    assert sorted(answer) == ["error", "id"]
    return answer["error"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"", "a blank line is no case"),
        (b"no json", "not JSON: Expecting value at character 1"),
        (b"{", "not JSON"),
        (b"[1, 2]", "a case: an object like"),
        (b'"text"', "a case: an object like"),
        (b"null", "not null"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "a number with too many digits"),
        (b'{"id": "one", "now": NaN}', "NaN is no number in JSON"),
        (b'{"id": "one", "id": "two"}', "'id' is given twice"),
        (changed(id=...), "id: missing"),
        (changed(id=None), "id: a string, not null"),
        (changed(id=True), "id: a string, not true or false"),
        (changed(id=1.5), "id: a string, not a number"),
        (changed(events=...), "events: missing"),
        (changed(events={}), "events: a list, not an object"),
        (changed(events=[]), "no 'received' event"),
        (changed(events=["received"]), "events[0]: an object like"),
        (changed(events=[{"what": "received"}]), "events[0].at: missing"),
        (changed(events=[{**RECEIVED, "at": 1775790000}]), "events[0].at: a string, not a number"),
        (changed(events=[{**RECEIVED, "at": "10 April"}]), "events[0].at: '10 April' is no instant; write it like"),
        (changed(events=[{**RECEIVED, "at": "2026-04-10T10:00:00"}]), "has no zone: write 2026-04-10T10:00:00+07:00"),
        (changed(events=[{**RECEIVED, "at": "0001-01-01T00:00:00+07:00"}]), "check its year"),
        (changed(events=[{**RECEIVED, "at": "9999-12-31T23:59:59-12:00"}]), "check its year"),
        (changed(events=[RECEIVED, {**RECEIVED, "what": "closed"}]), "events[1].what: 'closed' is unknown; one of"),
        (changed(events=[{**RECEIVED, "ref": 7}]), "events[0].ref: a string, not a number"),
        (
            changed(events=[RECEIVED, {"at": "2026-04-10T09:59:00+07:00", "what": "resolved"}]),
            "'resolved' at 2026-04-10T09:59:00+07:00 is before 'received' at 2026-04-10T10:00:00+07:00",
        ),
        (changed(now=...), "now: missing"),
        (changed(now="2026-04-22T12:00:00"), "now: 2026-04-22T12:00:00 has no zone"),
        (changed(now="2026-04-09T12:00:00+07:00"), "is before 'received'"),
        (changed(allowance=...), "allowance: missing"),
        (changed(allowance="soon"), "allowance: 'soon' is no allowance: write a whole number and a unit"),
        (changed(allowance="0 working_days"), "allowance: an allowance must be at least 1 working_day"),
        (changed(allowance="-1 working_days"), "allowance: '-1 working_days' is no allowance"),
        (changed(allowance="99999999999 minutes"), "over ten years"),
        (changed(allowance=3), "allowance: a string, not a number"),
        (changed(calendar="moon"), "calendar: 'moon' is unknown; one of office, office_lunch, always"),
        (changed(measure="love"), "measure: 'love' is unknown; one of bot_answer"),
        (changed(pausable="yes"), "pausable: true or false, not a string"),
        (changed(pausible=True), "'pausible': no such key; did you mean 'pausable'?"),
        (changed(standard="resolution.inquiry"), "allowance: the standard says that; give one or the other"),
        (
            {key: CASE[key] for key in ("id", "events", "now")} | {"standard": "resolution.love"},
            "standard: no standard 'resolution.love'",
        ),
        (changed(week={}), "'office' is never open"),
        (changed(week=[]), "week: an object like"),
        (changed(week={"monday": []}), "week: 'monday' is no day of the week"),
        (changed(week={"mon": "08:30-16:30"}), "week.mon: a list of strings, not a string"),
        (changed(week={"mon": ["08:30-16:30", 7]}), "week.mon: a list of strings, and a number is in it"),
        (changed(week={"mon": ["16:30-08:30"]}), "week: a shift opens before it closes"),
        (changed(exceptions={}), "exceptions: a list, not an object"),
        (changed(exceptions=[{"date": "20 April"}]), "exceptions[0].date: '20 April' is no date"),
        (
            changed(exceptions=[{"date": "2026-04-20", "reason": ""}]),
            "exceptions[0]: the exception on 2026-04-20 needs",
        ),
        (changed(exceptions=[{"date": "2026-04-20"}] * 2), "exceptions: 2026-04-20 is there twice"),
        (
            changed(events=[{**RECEIVED, "at": "2027-12-30T10:00:00+07:00"}], now="2027-12-31T10:00:00+07:00"),
            "add service_standards/data/holidays_2571.toml",
        ),
    ],
)
def test_a_bad_line_says_what_is_wrong_with_it(line: object, message: str) -> None:
    if line == b"":
        assert message in read(line, CASE)[1][0]["error"]
    else:
        assert message in error_of(line)
