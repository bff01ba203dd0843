"""The doors of the desk: what is open to whom, and what keeps the rest shut. Read from the routes themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from backend.desk import gate
from backend.models.staff import Role
from tests.desk.conftest import Office
from tests.factories import a_staff, a_ticket

PUBLIC = {
    "assets.file",
    "public_charter.thai",
    "public_charter.english",
    *(
        f"public_results.{name}"
        for name in ("latest", "latest_in_english", "thai", "english", "as_json", "as_csv", "schema")
    ),
    "sign_in.page",
    "sign_in.submit",
    "sign_in.out",
    "watch.healthz",
    "watch.metrics",
    "watch.robots",
}
FOR_ROLES = {
    "worklist.page": set(Role),
    "password.page": set(Role),
    "password.submit": set(Role),
    "tickets.page": {Role.OFFICER, Role.MARKETING},
    "tickets.save": {Role.OFFICER, Role.MARKETING},
    "documents.file": set(Role),
    **{endpoint: set(Role) for endpoint in ("charters.page", "charters.one", "charters.comparison")},
    **{
        endpoint: {Role.MARKETING}
        for endpoint in (
            *("charters.draft", "charters.step", "charter_standards.new", "charter_standards.add"),
            *("charter_standards.edit", "charter_standards.save", "charter_standards.drop"),
        )
    },
    "attachments.file": {Role.OFFICER, Role.MARKETING},
    **{f"report_files.{name}": {Role.OFFICER, Role.MARKETING} for name in ("page", "new", "ask", "file")},
    **{f"report_files.{name}": {Role.MARKETING} for name in ("recipients", "send")},
    "audit.page": {Role.MARKETING, Role.ADMINISTRATOR},
    "alarms.page": {Role.MARKETING, Role.ADMINISTRATOR},
    "alarms.clear": {Role.MARKETING, Role.ADMINISTRATOR},
    **{
        endpoint: {Role.MARKETING, Role.ADMINISTRATOR}
        for endpoint in (
            *("learning.page", "learning.regroup", "learning.group", "learning.add_wordings", "learning.new_question"),
            *("learning.dismiss", "catalogue.page", "catalogue.question", "catalogue.edit", "catalogue.propose_edit"),
            *("catalogue.new", "catalogue.propose_new", "changes.page", "changes.change", "changes.judge"),
            *("publishing.page", "publishing.make", "publishing.bring_in", "publishing.one", "publishing.act_on"),
            "publishing.export",
        )
    },
    "cascade.page": set(Role),
    "cascade.ours": set(Role),
    "cascade.acknowledge": set(Role),
    **{
        f"cascade.{name}": {Role.MARKETING}
        for name in ("hand_out", "remind", "record", "party_list", "add_party", "change_party", "withdraw_party")
    },
    "closures.page": set(Role),
    "closures.new": {Role.ADMINISTRATOR},
    "closures.enter": {Role.ADMINISTRATOR},
    "closures.withdrawal": {Role.ADMINISTRATOR},
    "closures.withdraw": {Role.ADMINISTRATOR},
    "staff.page": {Role.ADMINISTRATOR},
    "staff.add": {Role.ADMINISTRATOR},
    "staff.reset_password": {Role.ADMINISTRATOR},
    "staff.set_active": {Role.ADMINISTRATOR},
    "staff.set_head": {Role.ADMINISTRATOR},
    "staff.set_email": {Role.ADMINISTRATOR},
    "notices.page": set(Role),
    "notices.open_one": set(Role),
    "notices.read": set(Role),
    "system.page": {Role.ADMINISTRATOR},
    **{
        endpoint: set(Role)
        for endpoint in (
            *("plan.page", "plan.indicator", "activities.page", "follow_ups.page", "follow_ups.quarter"),
            *("follow_ups.unit", "reviews.page", "register.page", "register.entry", "benchmarks.page"),
        )
    },
    **{
        endpoint: {Role.OFFICER, Role.MARKETING}
        for endpoint in ("activities.act_on", "activities.show_evidence", "follow_ups.write")
    },
    **{
        endpoint: {Role.MARKETING}
        for endpoint in (
            *(
                "plan.make",
                "plan.put_in_force",
                "plan.new",
                "plan.add",
                "reviews.save",
                "reviews.sign",
                "reviews.reopen",
            ),
            *("register.new", "register.add", "register.edit", "register.save", "register.withdraw"),
            *("benchmarks.new", "benchmarks.add", "benchmarks.edit", "benchmarks.save", "benchmarks.withdraw"),
        )
    },
    **{f"evaluation.{name}": {Role.OFFICER, Role.MARKETING} for name in ("page", "year")},
    **{f"behind.{name}": {Role.OFFICER, Role.MARKETING} for name in ("matters", "matters_csv", "ratings")},
    "evaluation.choose_scale": {Role.MARKETING},
    "whatif.page": {Role.MARKETING},
    **{
        f"unit_reports.{name}": {Role.OFFICER, Role.MARKETING}
        for name in ("page", "quarter", "unit", "comment", "answer_for")
    },
    **{f"reports.{name}": {Role.OFFICER, Role.MARKETING} for name in ("page", "definitions", "quarter")},
    "unit_reports.judge": {Role.MARKETING},
    "unit_reports.ask_for": {Role.MARKETING},
    **{
        f"seals.{name}": {Role.MARKETING}
        for name in ("page", "one", "ask", "ask_again", "restate", "publish", "withdraw")
    },
}
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


def rules(office: Office) -> Iterator[Rule]:
    return office.app.url_map.iter_rules()


def path_of(office: Office, rule: Rule) -> str:
    values = {"digest": "0" * 16, "name": "desk.css", "number": "กนอ-69-000001", "verdict": "approve"}
    acts = {"publishing.act_on": "again", "activities.act_on": "done", "charters.step": "board"}
    acts |= {"unit_reports.answer_for": "take-back", "unit_reports.judge": "accept"}
    values |= {"act": acts.get(rule.endpoint, "note"), "year": "2569", "unit_id": "ops1"}
    if rule.endpoint.startswith(
        ("follow_ups.", "unit_reports.", "reports.", "behind.", "seals.", "evaluation.", "public_results.")
    ):
        values |= {"number": "1", "unit_id": "ftl" if rule.endpoint.startswith("unit_reports.") else "ops1"}
    with office.app.test_request_context():
        wanted = {name: values.get(name, 1) for name in rule.arguments}
        return str(rule.build(wanted)[1])  # type: ignore[index]


def test_every_route_is_for_somebody_and_the_list_of_them_is_complete(office: Office) -> None:
    assert {rule.endpoint for rule in rules(office)} == PUBLIC | set(FOR_ROLES)


def test_nobody_gets_in_without_signing_in(office: Office) -> None:
    office.app.config["WTF_CSRF_ENABLED"] = False
    http = office.app.test_client()

    for rule in rules(office):
        if rule.endpoint == "sign_in.submit":
            continue  # says 401 to whoever has no password
        for method in (rule.methods or set()) - {"OPTIONS"}:
            response = http.open(path_of(office, rule), method=method)
            shut = response.status_code == 401 or response.headers.get("Location", "").startswith("/sign-in?next=")
            shut = shut or (rule.endpoint == "worklist.page" and response.headers.get("Location") == "/sign-in")
            assert shut is (rule.endpoint not in PUBLIC), f"{method} {rule.rule}: {response.status_code}"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_in_where_it_belongs_and_nowhere_else(office: Office, role: Role) -> None:
    office.app.config["WTF_CSRF_ENABLED"] = False
    with office.work.write() as session:
        a_ticket(session, unit="ftl")
        a_staff(session, name="คนอื่น")  # the account with the id that the paths name
        browser = office.browser(a_staff(session, unit="ftl", role=role, head=True))

    for rule in rules(office):
        allowed = FOR_ROLES.get(rule.endpoint, set(Role))
        for method in (rule.methods or set()) & {"GET", "POST"}:
            if rule.endpoint in ("sign_in.out", "password.submit"):
                continue  # they would end the session this test goes on with
            status = browser.http.open(path_of(office, rule), method=method).status_code
            assert (status == 403) is (role not in allowed), f"{method} {rule.rule}: {status}"


def test_a_view_that_says_nothing_is_shut(office: Office) -> None:
    @gate.only_for()
    def marked() -> str:
        return ""

    def unmarked() -> str:
        return "open"

    office.app.add_url_rule("/forgotten", view_func=unmarked)
    with office.work.write() as session:
        browser = office.browser(a_staff(session))

    browser.get("/forgotten", 403)


def test_every_change_needs_a_token_and_is_no_get(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session, unit="ftl")
        browsers = {role: office.browser(a_staff(session, unit="ftl", role=role)) for role in Role}

    for rule in rules(office):
        if not (rule.methods or set()) & CHANGES:
            continue
        assert rule.methods == {"POST", "OPTIONS"}, rule.rule
        role = next(iter(FOR_ROLES.get(rule.endpoint, {Role.OFFICER})))
        response = browsers[role].http.post(path_of(office, rule), data={"text": "งานที่พิมพ์ไว้", "seen": "1"})
        assert response.status_code == 400, rule.rule
        assert "งานที่พิมพ์ไว้" in response.text
    with office.work.read() as session:
        assert session.get_one(type(ticket), ticket.id).version == 1


def test_a_token_of_another_session_is_none(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session)
        mine, theirs = office.browser(a_staff(session)), office.browser(a_staff(session))
    theirs.get(f"/tickets/{ticket.number}")
    mine.get(f"/tickets/{ticket.number}")
    stolen = theirs.form(f"/tickets/{ticket.number}/note")

    mine.send_to(f"/tickets/{ticket.number}/note", stolen, 400, text="x")


def test_pages_bring_no_script_or_style_of_their_own_and_load_none_from_elsewhere(office: Office) -> None:
    with office.work.write() as session:
        browser = office.browser(a_staff(session))

    for path in ("/", "/sign-in", "/nowhere"):
        headers = browser.http.get(path, follow_redirects=True).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


def test_search_engines_find_charter_and_results_and_are_asked_to_stay_out_of_everything_else(office: Office) -> None:
    allowed = "Allow: /charter$\nAllow: /charter/en$\nAllow: /results\nAllow: /open-data/\n"
    asked = f"User-agent: *\n{allowed}Disallow: /\n"
    assert office.app.test_client().get("/robots.txt").text == asked


def test_style_and_typeface_come_from_the_desk_itself_and_are_kept_for_a_year(office: Office) -> None:
    browser = office.browser()
    page = browser.get("/sign-in")
    linked = [node.attributes["href"] for node in page.all("link")]
    linked += [node.attributes["src"] for node in page.all("script")]
    folder = linked[0].rpartition("/")[0]

    for address in [*linked, f"{folder}/sarabun-400.ttf"]:
        assert address.startswith("/assets/")
        response = browser.http.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Encoding"] == "gzip"
        assert "Set-Cookie" not in response.headers
        plain = browser.http.get(address).data
        assert len(plain) > len(response.data)


@pytest.mark.parametrize("name", ["../desk.py", "%2e%2e/texts.py", "bootstrap.min.js", "desk.css.map"])
def test_nothing_but_what_is_listed_is_handed_out(office: Office, name: str) -> None:
    browser = office.browser()
    folder = browser.get("/sign-in").all("link")[0].attributes["href"].rpartition("/")[0]

    browser.get(f"{folder}/{name}", 404)
    browser.get("/assets/0123456789abcdef/desk.css", 404)


def test_a_request_too_large_is_refused_before_it_is_read(office: Office) -> None:
    with office.work.write() as session:
        ticket = a_ticket(session)
        browser = office.browser(a_staff(session))
    browser.get(f"/tickets/{ticket.number}")

    page = browser.send(f"/tickets/{ticket.number}/note", 413, text="ก" * 300_000)

    assert "ใหญ่เกินไป" in page.all("h1")[0].text


@pytest.mark.parametrize("path", ["/tickets/%00", "/?q=%00", "/?unit=%00", "/sign-in?next=%00", "/nowhere%00"])
def test_what_no_database_takes_is_refused_at_the_door(any_office: Office, path: str) -> None:
    with any_office.work.write() as session:
        browser = any_office.browser(a_staff(session, unit="ftl", role=Role.MARKETING))

    browser.get(path, 400)


@pytest.mark.parametrize(
    "path", ["/attachments/9223372036854775808", "/attachments/-1", "/attachments/9223372036854775807"]
)
def test_numbers_beyond_any_row_are_not_found(any_office: Office, path: str) -> None:
    with any_office.work.write() as session:
        browser = any_office.browser(a_staff(session))

    browser.get(path, 404)
