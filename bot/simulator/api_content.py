"""LINE's content API: the bytes customers sent. At LINE it lives on api-data.line.me."""

from flask import Blueprint, Response

from bot.simulator.gate import answer, guard
from bot.simulator.line import here
from bot.simulator.problems import Problem
from bot.simulator.state import Media

content_api = Blueprint("line_content", __name__)
guard(content_api)


@content_api.get("/v2/bot/message/<message_id>/content")
def content(message_id: str) -> Response:
    media = _media(message_id)
    if not _is_ready(media):
        return Response(status=202)
    return Response(media.data, content_type=media.content_type)


@content_api.get("/v2/bot/message/<message_id>/content/preview")
def preview(message_id: str) -> Response:
    """A small picture; ours is the whole picture, and a grey dot for films."""
    media = _media(message_id)
    if media.kind not in {"image", "video"}:
        raise Problem(400, "The content can not be previewed")
    if not _is_ready(media):
        return Response(status=202)
    if media.kind == "image":
        return Response(media.data, content_type=media.content_type)
    return Response(_GREY_DOT, content_type="image/gif")


@content_api.get("/v2/bot/message/<message_id>/content/transcoding")
def transcoding(message_id: str) -> Response:
    media = _media(message_id)
    if media.kind not in {"video", "audio"}:
        raise Problem(400, "Transcoding status doesn't support this type of content")
    if media.transcoding_fails:
        return answer({"status": "failed"})
    return answer({"status": "succeeded" if _is_ready(media) else "processing"})


def _media(message_id: str) -> Media:
    media = here().world.media.get(message_id)
    if media is None:
        raise Problem(404, "not found")
    if media.gone:
        raise Problem(410, "The content is gone")
    return media


def _is_ready(media: Media) -> bool:
    """Each question while it is being prepared brings the end nearer."""
    with here().world.lock:
        if media.transcoding_fails:
            return False
        if media.not_ready > 0:
            media.not_ready -= 1
            return False
        return True


_GREY_DOT = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x99\x99\x99\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
