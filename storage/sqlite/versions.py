"""What a post seen again means for the versions that the archive has of it (pure)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a post: its number in order of sight, content hash, and edit time in µs (None: never edited)."""

    number: int
    content_hash: bytes
    edited_us: int | None


@dataclass(slots=True, kw_only=True)
class History:
    """A post's versions, grown while a batch is worked; a new post has ``post_id`` 0 until it is given one."""

    is_new: bool = False
    post_id: int = 0
    versions: list[Version] = field(default_factory=list)

    @property
    def current(self) -> Version:
        """The version that was edited last; among equals the one seen last."""
        return max(self.versions, key=_by_edit_time)

    def holds(self, content_hash: bytes, edited_us: int | None) -> bool:
        """Whether a copy of this content tells nothing new.

        It does not when it equals the current version, when it claims no edit and equals any version (an
        older copy met again), or when it is one of the versions down to its edit time. So a file that is
        read twice adds nothing, whatever the order of its lines.
        """
        if self.current.content_hash == content_hash:
            return True
        return any(
            version.content_hash == content_hash and edited_us in (None, version.edited_us) for version in self.versions
        )

    def add(self, content_hash: bytes, edited_us: int | None) -> Version:
        """Put a version at the end and return it."""
        number = self.versions[-1].number + 1 if self.versions else 0
        version = Version(number=number, content_hash=content_hash, edited_us=edited_us)
        self.versions.append(version)
        return version


def _by_edit_time(version: Version) -> tuple[bool, int, int]:
    return version.edited_us is not None, version.edited_us or 0, version.number
