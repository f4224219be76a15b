"""What a post seen again means for the versions that the archive has of it (pure)."""

from dataclasses import dataclass, field

from bot.model.post import same_text


@dataclass(slots=True, kw_only=True)
class Version:
    """One version of a post, numbered in order of sight.

    ``edited_us`` is the edit that made it, in µs (None: never edited, as far as was told). ``vouched_us`` is
    the latest edit time at which this content was met, which for a post edited there and back, or merely
    reacted to, is later.
    """

    number: int
    content_hash: bytes
    edited_us: int | None
    vouched_us: int | None
    stored_vouched_us: int | None = None
    is_stored: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """The current version is the one with the highest; a text never edited is older than any edit."""
        return (-1 if self.vouched_us is None else self.vouched_us, self.number)

    def covers(self, content_hash: bytes, edited_us: int | None) -> bool:
        """Whether a copy with this content and edit time tells nothing that this version does not.

        The same text of the same edit is the same version, also when two feeds see its markup differently.
        """
        if content_hash != self.content_hash:
            return edited_us == self.edited_us and same_text(content_hash, self.content_hash)
        return edited_us is None or (self.vouched_us is not None and edited_us <= self.vouched_us)


@dataclass(slots=True, kw_only=True)
class History:
    """A post's versions, grown while a batch is worked; a new post has ``post_id`` 0 until it is given one."""

    is_new: bool = False
    post_id: int = 0
    versions: list[Version] = field(default_factory=list)

    @property
    def current(self) -> Version:
        """The version that stood last."""
        return max(self.versions, key=lambda version: version.rank)

    def holds(self, content_hash: bytes, edited_us: int | None) -> bool:
        """Whether a copy is no news; so a file that is read twice adds nothing, whatever the order of its lines.

        An edit that leaves the current content as it is only proves that it stood until then.
        """
        current = self.current
        if content_hash == current.content_hash:
            if edited_us is not None:
                current.vouched_us = max(edited_us, current.vouched_us or edited_us)
            return True
        return any(version.covers(content_hash, edited_us) for version in self.versions)

    def add(self, content_hash: bytes, edited_us: int | None, *, vouched_us: int | None) -> Version:
        """Put a version at the end and return it."""
        number = self.versions[-1].number + 1 if self.versions else 0
        version = Version(number=number, content_hash=content_hash, edited_us=edited_us, vouched_us=vouched_us)
        self.versions.append(version)
        return version
