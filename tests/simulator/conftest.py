import threading
from collections.abc import Iterator

import pytest
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, MessagingApiBlob

from bot.simulator.app import create_app
from bot.simulator.config import SimulatorConfig
from bot.simulator.line import EXTENSION
from bot.simulator.server import Server
from tests.simulator.bench import BOT_ID, SECRET, TOKEN, Control, ListeningBot


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[Server, ListeningBot]]:
    bot = ListeningBot()
    config = SimulatorConfig(
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        webhook_url="http://127.0.0.1:1/line/webhook",
        bot_user_id=BOT_ID,
        customers=(("คนแรก", "th"),),
    )
    app = create_app(config, deliver=bot)
    server = Server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server, bot
    app.extensions[EXTENSION].close()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def control(running: tuple[Server, ListeningBot]) -> Control:
    """The controls of a fresh local LINE."""
    server, bot = running
    control = Control(server.port)
    control.get("/webhooks?wait=5")
    control.post("/reset")
    bot.forget()
    control.post("/webhooks/settings", first_pause=0.01)
    return control


@pytest.fixture
def bot(running: tuple[Server, ListeningBot], control: Control) -> ListeningBot:
    return running[1]


@pytest.fixture(scope="session")
def client(running: tuple[Server, ListeningBot]) -> Iterator[ApiClient]:
    configuration = Configuration(access_token=TOKEN, host=f"http://127.0.0.1:{running[0].port}")
    configuration.retries = False
    with ApiClient(configuration) as client:
        yield client


@pytest.fixture
def api(client: ApiClient, control: Control) -> MessagingApi:
    return MessagingApi(client)


@pytest.fixture
def blob(client: ApiClient, control: Control) -> MessagingApiBlob:
    return MessagingApiBlob(client)
