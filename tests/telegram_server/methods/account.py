"""Signing in, the account itself, other users, and the server's configuration."""

import os
from datetime import timedelta
from typing import Any

from telethon.tl import functions, types

from ..dispatch import Call, Method
from ..errors import RefusedError
from ..linking import Link
from ..rooms import Person
from ..srp import PasswordCheck
from .peers import person_of

DC_ID = 2
_CODE_DIGITS = 5
_HASH_OF_CODE = "sent-code"


def _config(call: Call, request: Any) -> Any:
    now = call.world.now()
    here = types.DcOption(id=DC_ID, ip_address=call.server.host, port=call.server.port)
    return types.Config(
        date=now,
        expires=now + timedelta(hours=1),
        test_mode=False,
        this_dc=DC_ID,
        dc_options=[here],
        dc_txt_domain_name="",
        chat_size_max=200,
        megagroup_size_max=200_000,
        forwarded_count_max=100,
        online_update_period_ms=210_000,
        offline_blur_timeout_ms=5_000,
        offline_idle_timeout_ms=30_000,
        online_cloud_timeout_ms=300_000,
        notify_cloud_delay_ms=30_000,
        notify_default_delay_ms=1_500,
        push_chat_period_ms=60_000,
        push_chat_limit=2,
        edit_time_limit=172_800,
        revoke_time_limit=2_147_483_647,
        revoke_pm_time_limit=2_147_483_647,
        rating_e_decay=2_419_200,
        stickers_recent_limit=200,
        channels_read_media_period=604_800,
        call_receive_timeout_ms=20_000,
        call_ring_timeout_ms=90_000,
        call_connect_timeout_ms=30_000,
        call_packet_timeout_ms=10_000,
        me_url_prefix="https://t.me/",
        caption_length_max=1024,
        message_length_max=4096,
        webfile_dc_id=DC_ID,
    )


def _nearest_dc(call: Call, request: Any) -> Any:
    return types.NearestDc(country="UA", this_dc=DC_ID, nearest_dc=DC_ID)


def _sign_in(call: Call, person: Person) -> Any:
    call.server.accounts[_key_id(call)] = person
    return types.auth.Authorization(user=call.view.user(person))


def _sign_in_if_no_password(call: Call, person: Person) -> Any:
    if person.password is None:
        return _sign_in(call, person)
    call.server.password_checks[_key_id(call)] = person, PasswordCheck(person.password)
    raise RefusedError(401, "SESSION_PASSWORD_NEEDED")


def _key_id(call: Call) -> bytes:
    key = call.connection.key
    assert key is not None
    return key.id


def _import_bot(call: Call, request: Any) -> Any:
    bot = call.server.bots_by_token.get(request.bot_auth_token)
    if bot is None:
        raise RefusedError(400, "ACCESS_TOKEN_INVALID")
    return _sign_in(call, bot)


def _by_phone(call: Call, number: str) -> Person:
    wanted = "".join(filter(str.isdigit, number))
    for person in call.world.persons.values():
        if person.phone == wanted:
            return person
    raise RefusedError(400, "PHONE_NUMBER_INVALID")


def _send_code(call: Call, request: Any) -> Any:
    _by_phone(call, request.phone_number)
    return types.auth.SentCode(type=types.auth.SentCodeTypeApp(length=_CODE_DIGITS), phone_code_hash=_HASH_OF_CODE)


def _sign_in_with_code(call: Call, request: Any) -> Any:
    person = _by_phone(call, request.phone_number)
    if request.phone_code_hash != _HASH_OF_CODE:
        raise RefusedError(400, "PHONE_CODE_EXPIRED")
    if request.phone_code != call.server.code:
        raise RefusedError(400, "PHONE_CODE_INVALID")
    return _sign_in_if_no_password(call, person)


def _link_token(call: Call, request: Any) -> Any:
    link = call.server.links.setdefault(_key_id(call), Link())
    if link.scanned_by is not None:
        return types.auth.LoginTokenSuccess(_sign_in_if_no_password(call, link.scanned_by))
    link.token = os.urandom(32)
    return types.auth.LoginToken(expires=call.world.now() + call.server.links_live, token=link.token)


def _pending_check(call: Call) -> tuple[Person, PasswordCheck]:
    pending = call.server.password_checks.get(_key_id(call))
    if pending is None:
        raise RefusedError(401, "AUTH_KEY_UNREGISTERED")
    return pending


def _password(call: Call, request: Any) -> Any:
    return _pending_check(call)[1].question()


def _check_password(call: Call, request: Any) -> Any:
    person, check = _pending_check(call)
    if not check.is_answered_by(request.password):
        raise RefusedError(400, "PASSWORD_HASH_INVALID")
    return _sign_in(call, person)


def _log_out(call: Call, request: Any) -> Any:
    del call.server.accounts[_key_id(call)]
    return types.auth.LoggedOut()


def _users(call: Call, request: Any) -> Any:
    return [_user_or_empty(call, peer) for peer in request.id]


def _user_or_empty(call: Call, peer: Any) -> Any:
    try:
        return call.view.user(person_of(call, peer))
    except RefusedError:
        return types.UserEmpty(getattr(peer, "user_id", 0))


def _full_user(call: Call, request: Any) -> Any:
    person = person_of(call, request.id)
    full = types.UserFull(
        id=person.id,
        settings=types.PeerSettings(),
        notify_settings=types.PeerNotifySettings(),
        common_chats_count=0,
        bot_info=types.BotInfo(user_id=person.id, description="") if person.bot else None,
    )
    return types.users.UserFull(full_user=full, chats=[], users=[call.view.user(person)])


def _status(call: Call, request: Any) -> bool:
    return True


def _set_commands(call: Call, request: Any) -> bool:
    scope = type(request.scope).__name__.removeprefix("BotCommandScope")
    commands = [(command.command, command.description) for command in request.commands]
    call.server.bot_commands[scope, request.lang_code] = commands
    return True


METHODS = {
    functions.help.GetConfigRequest: Method(_config, for_strangers=True),
    functions.help.GetNearestDcRequest: Method(_nearest_dc, for_strangers=True),
    functions.auth.ImportBotAuthorizationRequest: Method(_import_bot, for_strangers=True),
    functions.auth.SendCodeRequest: Method(_send_code, for_strangers=True),
    functions.auth.SignInRequest: Method(_sign_in_with_code, for_strangers=True),
    functions.auth.ExportLoginTokenRequest: Method(_link_token, for_strangers=True),
    functions.account.GetPasswordRequest: Method(_password, for_strangers=True),
    functions.auth.CheckPasswordRequest: Method(_check_password, for_strangers=True),
    functions.auth.LogOutRequest: Method(_log_out),
    functions.users.GetUsersRequest: Method(_users),
    functions.users.GetFullUserRequest: Method(_full_user),
    functions.account.UpdateStatusRequest: Method(_status, for_bots=False),
    functions.bots.SetBotCommandsRequest: Method(_set_commands),
}
