"""The only module that calls LINE. The SDK is behind it, so are its many ways to fail.

One client per process, a time-out on every call, no retries of its own: when to try again is decided by whoever
calls, from the ``Outcome``. No text, token or name is logged, only what LINE asks to be kept of each call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
import urllib3
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    ApiResponse,
    Configuration,
    MessagingApi,
    MessagingApiBlob,
    PushMessageRequest,
    ReplyMessageRequest,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
)
from pydantic.v1 import ValidationError

TIMEOUT = (2.0, 6.0)
"""Seconds to connect, seconds to answer."""
LINE_DATA_HOST = "https://api-data.line.me"
QUOTA_MESSAGE = "You have reached your monthly limit."
CHUNK = 64 * 1024
log = structlog.get_logger()


class Verdict(StrEnum):
    """How a call ended, sorted by what to do next."""

    ACCEPTED = "accepted"
    ALREADY_ACCEPTED = "already accepted"
    """409: the retry key had been accepted before. As good as accepted."""
    REFUSED = "refused"
    """400 and its like: never again with this content or token."""
    UNAUTHORISED = "unauthorised"
    """401 or 403: nothing can be sent until somebody mends the token."""
    RATE_LIMITED = "rate limited"
    QUOTA_USED_UP = "quota used up"
    NOT_REACHED = "not reached"
    """The connection was never made: LINE has not seen it."""
    SERVER_ERROR = "server error"
    """5xx: by LINE's word nothing was sent, but only a retry key or the same reply token makes sure."""
    UNKNOWN = "unknown"
    """The line broke after sending: it may or may not have been accepted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What LINE said. ``message_ids`` of what was sent, where it told them."""

    verdict: Verdict
    status: int | None = None
    message_ids: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether LINE has it."""
        return self.verdict in (Verdict.ACCEPTED, Verdict.ALREADY_ACCEPTED)


@dataclass(frozen=True, slots=True)
class Profile:
    """What LINE tells of a customer."""

    display_name: str
    language: str


class ContentGone(Exception):
    """The customer took it back, or LINE has deleted it."""


class ContentNotReady(Exception):
    """LINE is still preparing it; try again in a moment."""


class ContentUnavailable(Exception):
    """It could not be fetched this time."""


class LineClient:
    """LINE's Messaging API as far as we use it.

    Args:
        token: the channel access token.
        host: another host for all calls (the local LINE), or "" for LINE's own hosts.
    """

    def __init__(self, token: str, host: str = "") -> None:
        configuration = Configuration(access_token=token, host=host or None)
        configuration.retries = False
        client = ApiClient(configuration)
        self._api, self._blob = MessagingApi(client), MessagingApiBlob(client)
        self._data_host = host or LINE_DATA_HOST
        self._token = token
        self._pool = urllib3.PoolManager(maxsize=4, retries=False)

    def reply(self, token: str, messages: list[dict[str, Any]]) -> Outcome:
        """Answer by reply token: free, once. Takes no retry key."""
        request = ReplyMessageRequest.from_dict({"replyToken": token, "messages": messages})
        return _attempt("reply", lambda: self._api.reply_message_with_http_info(request, _request_timeout=TIMEOUT))

    def push(self, to: str, messages: list[dict[str, Any]], retry_key: str) -> Outcome:
        """Send unasked: counts towards the quota. The same key with the same content is sent at most once."""
        request = PushMessageRequest.from_dict({"to": to, "messages": messages})
        return _attempt(
            "push",
            lambda: self._api.push_message_with_http_info(
                request, x_line_retry_key=retry_key, _request_timeout=TIMEOUT
            ),
        )

    def show_loading(self, user_id: str, seconds: int = 5) -> Outcome:
        """Show the three dots in a one-to-one chat; ``seconds`` is a multiple of five."""
        request = ShowLoadingAnimationRequest(chatId=user_id, loadingSeconds=seconds)
        return _attempt(
            "loading", lambda: self._api.show_loading_animation_with_http_info(request, _request_timeout=TIMEOUT)
        )

    def profile(self, user_id: str) -> Profile | None:
        """Name and language of a customer; None when LINE does not tell (blocked, unknown, out of reach)."""
        found: list[Any] = []

        def call() -> ApiResponse:
            response = self._api.get_profile_with_http_info(user_id, _request_timeout=TIMEOUT)
            found.append(response.data)
            return response

        _attempt("profile", call)
        if not found or found[0] is None:
            return None
        return Profile(str(found[0].display_name or "")[:200], str(found[0].language or ""))

    def bot_user_id(self) -> str | None:
        """Our own id, to tell webhooks of another channel; None when LINE is out of reach."""
        found: list[Any] = []

        def call() -> ApiResponse:
            response = self._api.get_bot_info_with_http_info(_request_timeout=TIMEOUT)
            found.append(response.data)
            return response

        _attempt("info", call)
        return str(found[0].user_id) if found and found[0] is not None else None

    def content(self, message_id: str, most_bytes: int) -> Iterator[bytes]:
        """What a customer sent, in chunks, at most ``most_bytes`` and one chunk more.

        The SDK would hold a whole film in memory, so this one call goes over plain HTTP.

        Raises:
            ContentGone: it is not there any more (404, 410).
            ContentNotReady: LINE is still preparing it (202).
            ContentUnavailable: anything else; worth another try.
        """
        url = f"{self._data_host}/v2/bot/message/{message_id}/content"
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            response = self._pool.request(
                "GET", url, headers=headers, preload_content=False, redirect=False,
                timeout=urllib3.Timeout(connect=TIMEOUT[0], read=TIMEOUT[1]),
            )  # fmt: skip
        except urllib3.exceptions.HTTPError as problem:
            raise ContentUnavailable(type(problem).__name__) from None
        try:
            _check_content(response.status)
            taken = 0
            for chunk in response.stream(CHUNK):
                taken += len(chunk)
                yield chunk
                if taken > most_bytes:
                    return
        except urllib3.exceptions.HTTPError as problem:
            raise ContentUnavailable(type(problem).__name__) from None
        finally:
            response.close()

    def make_rich_menu(self, menu: dict[str, Any], picture: bytes) -> str:
        """Create a rich menu, give it its picture (PNG) and make it everybody's default.

        Returns:
            Its id.

        Raises:
            ApiException, urllib3.exceptions.HTTPError: an operator runs this by hand and should see what LINE says.
        """
        made = self._api.create_rich_menu(RichMenuRequest.from_dict(menu), _request_timeout=TIMEOUT)
        self._blob.set_rich_menu_image(
            made.rich_menu_id, body=picture, _headers={"Content-Type": "image/png"}, _request_timeout=TIMEOUT
        )
        self._api.set_default_rich_menu(made.rich_menu_id, _request_timeout=TIMEOUT)
        return str(made.rich_menu_id)

    def rich_menus(self) -> dict[str, str]:
        """Ids of the rich menus by their names."""
        listed = self._api.get_rich_menu_list(_request_timeout=TIMEOUT)
        return {menu.name: menu.rich_menu_id for menu in listed.richmenus}

    def delete_rich_menu(self, rich_menu_id: str) -> None:
        """Delete a rich menu that another has replaced."""
        self._api.delete_rich_menu(rich_menu_id, _request_timeout=TIMEOUT)


def _check_content(status: int) -> None:
    if status in (404, 410):
        raise ContentGone(str(status))
    if status == 202:
        raise ContentNotReady
    if status != 200:
        raise ContentUnavailable(f"status {status}")


def _attempt(endpoint: str, call: Callable[[], ApiResponse]) -> Outcome:
    """Make one call and sort how it ended; logs what LINE asks to be kept: request id, endpoint, status."""
    try:
        response = call()
    except ApiException as problem:
        outcome = _refusal(problem)
        request_id = (problem.headers or {}).get("x-line-request-id")
    except ValidationError:  # a 200 whose body the SDK cannot read: LINE has accepted it
        outcome, request_id = Outcome(Verdict.ACCEPTED, 200), None
    except UnicodeDecodeError:  # an error whose body is no text
        outcome, request_id = Outcome(Verdict.SERVER_ERROR), None
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
        outcome, request_id = Outcome(Verdict.NOT_REACHED), None
    except urllib3.exceptions.HTTPError:
        outcome, request_id = Outcome(Verdict.UNKNOWN), None
    else:
        outcome = Outcome(Verdict.ACCEPTED, response.status_code, _message_ids(response.data))
        request_id = (response.headers or {}).get("x-line-request-id")
    log.info("line_call", endpoint=endpoint, status=outcome.status, verdict=outcome.verdict, request_id=request_id)
    return outcome


def _message_ids(data: Any) -> tuple[str, ...]:
    return tuple(str(message.id) for message in getattr(data, "sent_messages", None) or ())


def _refusal(problem: ApiException) -> Outcome:
    status = int(problem.status)
    if status == 409:
        return Outcome(Verdict.ALREADY_ACCEPTED, status, _ids_in(problem.body))
    if status in (401, 403):
        return Outcome(Verdict.UNAUTHORISED, status)
    if status == 429:
        quota = QUOTA_MESSAGE in (problem.body or "")
        return Outcome(Verdict.QUOTA_USED_UP if quota else Verdict.RATE_LIMITED, status)
    return Outcome(Verdict.SERVER_ERROR if status >= 500 else Verdict.REFUSED, status)


def _ids_in(body: str | None) -> tuple[str, ...]:
    try:
        said = json.loads(body or "")
    except ValueError:
        return ()
    sent = said.get("sentMessages") if isinstance(said, dict) else None
    return tuple(str(m["id"]) for m in sent if isinstance(m, dict) and "id" in m) if isinstance(sent, list) else ()
