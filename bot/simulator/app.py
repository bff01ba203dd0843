"""Puts local LINE together: LINE's API, the control API, the chat page."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from bot.simulator import identifiers
from bot.simulator.api import api
from bot.simulator.api_content import content_api
from bot.simulator.api_menus import menu_api
from bot.simulator.chat import pages, protect
from bot.simulator.config import SimulatorConfig
from bot.simulator.control_acts import acts
from bot.simulator.control_people import people
from bot.simulator.control_world import controls
from bot.simulator.faults import Faults
from bot.simulator.fields import MOST_BYTES, ControlProblem
from bot.simulator.gate import answer
from bot.simulator.line import EXTENSION, Line
from bot.simulator.menus import RichMenus
from bot.simulator.phones import NotPossible, Phones
from bot.simulator.rates import RateLimits
from bot.simulator.state import Clock, World, utc_now
from bot.simulator.webhooks import WebhookSender
from bot.simulator.wire import Deliver, post

CONTROL = "/simulator/api"


def create_app(config: SimulatorConfig, clock: Clock = utc_now, deliver: Deliver = post) -> Flask:
    """A local LINE of its own. ``deliver`` brings webhooks to the bot; ``app.extensions["local_line"]`` is the Line."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.extensions[EXTENSION] = _line(config, clock, deliver)
    for blueprint in (api, content_api, menu_api, pages):
        app.register_blueprint(blueprint)
    for blueprint in (people, controls):
        app.register_blueprint(blueprint, url_prefix=CONTROL)
    for kind in ("customers", "groups"):
        app.register_blueprint(acts, url_prefix=f"{CONTROL}/{kind}", name=kind)
    app.before_request(_refuse_other_sites)
    app.after_request(protect)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ControlProblem, _control_error)
    app.register_error_handler(NotPossible, _not_possible)
    return app


def _line(config: SimulatorConfig, clock: Clock, deliver: Deliver) -> Line:
    world = World(config, clock)
    sender = WebhookSender(world, deliver)
    return Line(world, sender, Phones(world, sender), RichMenus(), Faults(), RateLimits())


def _refuse_other_sites() -> None:
    """A page of another site, open in the tester's browser, must not be able to play with us."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if request.path.startswith("/v2/") or request.path.startswith("/oauth2/"):
        message = "Not found" if status == 404 else error.name
        return answer({"message": message}, status, {"x-line-request-id": identifiers.request_id()})
    return answer({"error": error.name}, status)


def _control_error(problem: ControlProblem) -> Response:
    return answer({"error": str(problem)}, problem.status)


def _not_possible(error: NotPossible) -> Response:
    return answer({"error": str(error)}, 409)
