"""Who is told of an event, and how: pushed at once, or later as a difference."""

from typing import TYPE_CHECKING, Any

from .faults import UpdateFaults, shifted
from .rendering import View
from .rooms import Box, Channel, Event, Person, Room, What, sees

if TYPE_CHECKING:
    from .connection import Connection
    from .server import TelegramServer


class Pusher:
    """Tells connected clients of what happens, through the faults that are switched on."""

    def __init__(self, server: "TelegramServer") -> None:
        self._server = server
        self._late: list[tuple[Person, Any]] = []
        self._introduced: set[tuple[Person, Room, Person | Channel | None]] = set()
        self.acting: Connection | None = None
        """The connection whose request is being worked: it is told by the answer, not by a push."""
        self.quiet = False
        """While set, nothing is pushed: as with channels that Telegram tells an account nothing of (TELEGRAM 4)."""

    @property
    def _faults(self) -> UpdateFaults:
        return self._server.faults.updates

    def event(self, box: Box, event: Event) -> None:
        """Tell everybody concerned."""
        if self.quiet:
            return
        for person in self._concerned(box, event):
            self._through_faults(person, self._worded(person, box, event))

    def forget_introductions(self, person: Person | None) -> None:
        """A new session of this account begins, which knows nobody yet."""
        self._introduced = {known for known in self._introduced if known[0] is not person}

    def push(self, person: Person, updates: Any) -> None:
        """Send updates to all of an account's connections that want them."""
        for connection in self._server.connections:
            if connection is not self.acting and connection.wants_updates and connection.account is person:
                connection.push(updates)

    def _worded(self, person: Person, box: Box, event: Event) -> Any:
        """Telegram is short with a client that has been told of this writer in this room before."""
        view = View(self._server.world, person)
        message = event.messages[0]
        introduced = (person, message.room, message.sender)
        if introduced in self._introduced and (short := view.short(box, event)) is not None:
            return short
        self._introduced.add(introduced)
        return view.updates([view.update(box, event)], event.messages, event.date)

    def _concerned(self, box: Box, event: Event) -> list[Person]:
        room = event.messages[0].room
        if isinstance(room, Channel):
            audience = [] if room.private else list(room.members.values())
        else:
            audience = [person for person in self._server.world.persons.values() if person.box is box]
        return [
            person
            for person in audience
            if event.what is What.DELETE or any(sees(person, message) for message in event.messages)
        ]

    def _through_faults(self, person: Person, updates: Any) -> None:
        faults = self._faults
        if faults.take("withheld"):
            return
        if faults.take("wrong_pts"):
            updates = shifted(updates, faults.pts_shift)
        if faults.take("swapped"):
            self._late.append((person, updates))
            return
        self.push(person, updates)
        if faults.take("doubled"):
            self.push(person, updates)
        late, self._late = self._late, []
        for waiting, held in late:
            self.push(waiting, held)
