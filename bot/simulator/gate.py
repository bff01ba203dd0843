"""The gate of LINE's API: size, token, faults asked for, rate limits; and what is noted on the way out."""

import hmac
import json
import time

from flask import Blueprint, Response, g, request

from bot.simulator import identifiers
from bot.simulator.faults import AFTER, Fault
from bot.simulator.line import here
from bot.simulator.problems import Problem
from bot.simulator.state import Json

MOST_BYTES = 2_000_000
TAKES_RETRY_KEY = frozenset(f"POST /v2/bot/message/{kind}" for kind in ("push", "multicast", "broadcast", "narrowcast"))
DROP = "simulator.drop"  # set in the WSGI environ: the server closes the connection instead of answering


def guard(blueprint: Blueprint) -> None:
    """Put the gate before every call of a blueprint."""
    blueprint.before_request(_enter)
    blueprint.after_request(_leave)
    blueprint.register_error_handler(Problem, answer_problem)


def json_body() -> Json:
    """The request's JSON object. Raises Problem as LINE would."""
    if request.mimetype != "application/json":
        raise Problem(415, f"The content type, {request.mimetype or 'none'}, is not supported")
    try:
        body = json.loads(request.get_data())
    except json.JSONDecodeError as error:
        where = f"(line: {error.lineno}, column: {error.colno})"
        raise Problem(400, f"The request body could not be parsed as JSON {where}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise Problem(400, "The request body could not be parsed as JSON (line: 1, column: 1)") from error
    if not isinstance(body, dict):
        raise Problem(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    return body


def answer_problem(problem: Problem) -> Response:
    return answer(problem.body, problem.status, problem.headers)


def answer(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, headers, content_type="application/json")


def endpoint() -> str:
    """The call's method and rule, such as ``GET /v2/bot/profile/<user_id>``."""
    rule = request.url_rule.rule if request.url_rule else request.path
    return f"{request.method} {rule.replace('<path:', '<')}"


def _enter() -> None:
    g.request_id = identifiers.request_id()
    line = here()
    if (request.content_length or 0) > MOST_BYTES:
        raise Problem(413, "Request Entity Too Large")
    _check_token(line.world.config.channel_access_token)
    if "X-Line-Retry-Key" in request.headers and endpoint() not in TAKES_RETRY_KEY:
        raise Problem(400, "The X-Line-Retry-Key header is not supported by this API")
    fault = line.faults.take(request.method, request.path)
    if fault is not None:
        line.world.touch()  # the page shows which faults are left
    if fault is not None and fault.kind in AFTER:
        g.fault = fault
    elif fault is not None:
        _meet(fault)
    if not line.rates.allows(endpoint()):
        raise Problem(429, "The API rate limit has been exceeded. Try again later.")


def _check_token(expected: str) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not hmac.compare_digest(token.encode(), expected.encode()):
        _refuse_token()


def _refuse_token() -> None:
    reason = "invalid token. Confirm that the access token in the authorization header is valid."
    raise Problem(401, f"Authentication failed due to the following reason: {reason}")


def _meet(fault: Fault) -> None:
    """A fault that comes before the call is looked at."""
    match fault.kind:
        case "error":
            raise Problem(fault.status, "Internal Server Error")
        case "rate_limit":
            raise Problem(429, "The API rate limit has been exceeded. Try again later.")
        case "quota":
            raise Problem(429, "You have reached your monthly limit.")
        case "unauthorized":
            _refuse_token()
        case "hang":
            time.sleep(fault.seconds)
        case "drop" | "bad_bytes":
            g.fault = fault
            raise Problem(fault.status, "Internal Server Error")


def _leave(response: Response) -> Response:
    fault: Fault | None = g.pop("fault", None)
    if fault is not None:
        response = _spoil(response, fault)
    response.headers["x-line-request-id"] = g.get("request_id") or identifiers.request_id()
    noted = "dropped" if request.environ.get(DROP) else str(response.status_code)
    world = here().world
    with world.lock:
        world.answers[endpoint(), noted] += 1
    return response


def _spoil(response: Response, fault: Fault) -> Response:
    """A fault in the answer, after the call was done."""
    match fault.kind:
        case "accept_then_error":
            return answer({"message": "Internal Server Error"}, fault.status)
        case "accept_then_hang":
            time.sleep(fault.seconds)
        case "drop" | "accept_then_drop":
            request.environ[DROP] = True
        case "accept_then_empty":
            return Response(b"", 200, content_type="application/json")
        case "bad_bytes":
            return Response(b'{"message":"\xff\xfe"}', fault.status, content_type="application/json")
    return response
