"""Composition root of the desk process: ``granian --interface wsgi bot.desk:app``.

The desk knows nothing of how we talk, so this is where it is given what it shows of it.
"""

from __future__ import annotations

from flask import Flask

from backend.app import create_desk
from bot.preview import ChatPreview
from bot.process import Process, start
from intents.estates import load_estates


def create_app(process: Process) -> Flask:
    """The desk over real edges, with the chat's preview."""
    return create_desk(process.settings, process.work, process.redis, preview=ChatPreview(load_estates()))


def __getattr__(name: str) -> Flask:
    """Build the application when a server asks for ``app``; importing this module builds nothing."""
    if name != "app":
        raise AttributeError(name)
    return create_app(start())
