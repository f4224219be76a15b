"""Files that a client sends, in parts, with the media made of them; and files that it fetches."""

from typing import Any

from telethon.tl import functions, types

from ..dispatch import Call, Method
from ..errors import RefusedError
from ..rooms import Upload

_MOST_PART_BYTES = 512 * 1024
_FILE_STEP = 4096
_MOST_FILE_BYTES = 1024 * 1024


def _save_part(call: Call, request: Any) -> bool:
    if not 0 < len(request.bytes) <= _MOST_PART_BYTES:
        raise RefusedError(400, "FILE_PART_SIZE_INVALID")
    call.server.parts.setdefault((call.caller.id, request.file_id), {})[request.file_part] = request.bytes
    return True


def uploaded(call: Call, media: Any) -> tuple[Any, Upload]:
    """An InputMedia as the media of a message, with the file behind it; MEDIA_INVALID for other kinds."""
    if not isinstance(media, types.InputMediaUploadedDocument | types.InputMediaUploadedPhoto):
        raise RefusedError(400, "MEDIA_INVALID")
    parts = call.server.parts.pop((call.caller.id, media.file.id), {})
    if sorted(parts) != list(range(media.file.parts)):
        raise RefusedError(400, "FILE_PARTS_INVALID")
    data = b"".join(parts[number] for number in sorted(parts))
    number = call.world.next_file_id()
    common = {"id": number, "access_hash": number, "file_reference": b"", "date": call.world.now(), "dc_id": 2}
    told: Any
    if isinstance(media, types.InputMediaUploadedPhoto):
        size = types.PhotoSize(type="x", w=800, h=600, size=len(data))
        told = types.MessageMediaPhoto(photo=types.Photo(sizes=[size], **common))
    else:
        document = types.Document(mime_type=media.mime_type, size=len(data), attributes=_attributes(media), **common)
        told = types.MessageMediaDocument(document=document)
    return told, Upload(name=media.file.name, data=data)


def _attributes(media: Any) -> list[Any]:
    named = any(isinstance(attribute, types.DocumentAttributeFilename) for attribute in media.attributes)
    return media.attributes if named else [*media.attributes, types.DocumentAttributeFilename(media.file.name)]


def _get_file(call: Call, request: Any) -> Any:
    location = request.location
    if not isinstance(location, types.InputDocumentFileLocation | types.InputPhotoFileLocation):
        raise RefusedError(400, "LOCATION_INVALID")
    data = call.world.files.get(location.id)
    if data is None or location.access_hash != location.id:
        raise RefusedError(400, "FILE_ID_INVALID")
    if location.file_reference != call.world.file_reference:
        raise RefusedError(400, "FILE_REFERENCE_EXPIRED")
    if request.offset % _FILE_STEP or request.limit % _FILE_STEP or not 0 < request.limit <= _MOST_FILE_BYTES:
        raise RefusedError(400, "LIMIT_INVALID")
    part = data[request.offset : request.offset + request.limit]
    return types.upload.File(type=types.storage.FilePartial(), mtime=0, bytes=part)


METHODS = {
    functions.upload.GetFileRequest: Method(_get_file),
    functions.upload.SaveFilePartRequest: Method(_save_part),
    functions.upload.SaveBigFilePartRequest: Method(_save_part),
}
