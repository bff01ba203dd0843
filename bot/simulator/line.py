"""Local LINE as one thing: the world, the phones, the sender, and what can go wrong."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from bot.simulator.faults import Faults
from bot.simulator.menus import RichMenus
from bot.simulator.phones import Phones
from bot.simulator.rates import RateLimits
from bot.simulator.state import World
from bot.simulator.webhooks import WebhookSender

EXTENSION = "local_line"


@dataclass(frozen=True, slots=True)
class Line:
    """All parts of one running local LINE."""

    world: World
    sender: WebhookSender
    phones: Phones
    menus: RichMenus
    faults: Faults
    rates: RateLimits

    def reset(self) -> None:
        """Begin again: no chats but the first customers, no waiting webhooks, nothing going wrong."""
        self.sender.reset()
        self.phones.reset()
        self.menus.reset()
        self.faults.clear()
        self.rates.reset()
        self.world.reset()

    def close(self) -> None:
        """Let everybody who waits go, so that the process can stop."""
        self.sender.close()
        self.world.close()


def here() -> Line:
    """The local LINE this request is for."""
    return cast(Line, current_app.extensions[EXTENSION])
