"""A year of matters on the desk: the page tells what a slow recount says, and each number opens to its rows."""

from __future__ import annotations

from collections import Counter

import pytest

from backend.models.staff import Role
from service_standards.compliance import ONCE_A_MATTER, Figure
from tests.desk.conftest import Office
from tests.desk.test_reports import numbers
from tests.factories import a_staff
from tests.generated_year import FISCAL_YEAR, MEASURED, make_up, write
from tests.slow_recount import Recount, clocks_of


@pytest.fixture
def recounts(office: Office) -> dict[int, Recount]:
    """A small year, written down; and counted again for two of its quarters."""
    office.clock.at = office.wall.at = MEASURED
    matters = list(make_up(240, seed=7))
    write(office.work, matters)
    clocks = [clock for matter in matters for clock in clocks_of(matter)]
    return {number: Recount(clocks, number, MEASURED) for number in (2, 3)}


def test_the_page_of_a_quarter_is_what_a_slow_recount_says(office: Office, recounts: dict[int, Recount]) -> None:
    with office.work.write() as session:
        browser = office.browser(a_staff(session, unit="ftl", role=Role.MARKETING))
    for number, recount in recounts.items():
        found = numbers(browser.get(f"/reports/{FISCAL_YEAR}/{number}"))
        assert len(found) > 100
        for address, count in found:
            heading = browser.get(address).all("h1")[0].all("strong")[0].text
            assert int(heading.replace(",", "")) == count, address
        in_all = sum(recount.units.values(), Counter[str]())
        for number_of, figure in (("matters", "received"), ("matters_missed", "missed")):
            behind = (clocks for (*_, counted), clocks in recount.behind.items() if counted == figure)
            in_all[number_of] = len({matter for clocks in behind for matter, _ in clocks})
        whole = {address.split("figure=")[1].split("&")[0]: count for address, count in found if "?figure=" in address}
        assert whole == {name: in_all[name] for name in whole}
        assert {"matters", "matters_missed", "received", "timed", "met", "missed"} <= whole.keys()
        assert whole.keys() <= {number.value for number in (*Figure, *ONCE_A_MATTER)}
