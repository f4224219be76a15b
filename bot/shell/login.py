"""``frontwatch login``."""

import io

import click
import segno

from bot.clocks import SystemClock
from bot.settings import Settings
from bot.shell.printing import say
from bot.shell.statuses import DONE
from bot.telegram.login import sign_in


class _Terminal:
    """Asks the person at the terminal."""

    def phone(self) -> str:
        return str(click.prompt("Telephone number of the listening account, such as +380441234567"))

    def code(self) -> str:
        return str(click.prompt("Code that Telegram has sent to the account's other apps"))

    def password(self) -> str:
        return str(click.prompt("Second password (not shown)", hide_input=True))

    def show_qr(self, url: str) -> None:
        drawing = io.StringIO()
        segno.make(url, error="L", micro=False).terminal(drawing, compact=True)
        click.echo(drawing.getvalue())
        say("Scan it in a signed-in app: Settings, Devices, Link desktop device. It changes every half minute.")


async def login(settings: Settings, *, by_qr: bool, as_string: bool) -> int:
    """Sign in and say who; print the session string when it was asked for."""
    signed_in = await sign_in(settings.telegram, settings.data_dir, _Terminal(), clock=SystemClock(), by_qr=by_qr)
    already = "was signed in already" if signed_in.was_already else "is signed in"
    say(f"{signed_in.name} {already}; the session file in {settings.data_dir} is the whole account.", err=True)
    if as_string:
        say("TELEGRAM_SESSION, which is the whole account as well:", err=True)
        click.echo(signed_in.session.reveal())
    return DONE
