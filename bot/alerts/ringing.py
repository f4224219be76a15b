"""One post rings a phone once, whatever follows from it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.alerts.deciding import Decision
from bot.alerts.living import Kept
from bot.model.delivery import NewDelivery
from bot.model.news import news_of_fact


def rows_of(decisions: Iterable[Decision], kept: Iterable[Kept]) -> tuple[NewDelivery, ...]:
    """The rows that follow from both.

    A ministry's "we took up better lines" admits one story and tells another: where the reply rings, the new
    alert that has nothing but the same post to tell comes silently.
    """
    upkeep = tuple(kept)
    rung = frozenset(pair for each in upkeep if each.reply is not None for pair in _rung(each.reply))
    alerts = (_hushed(decision, rung) for decision in decisions if decision.delivery is not None)
    rows = [*alerts, *(each.edit for each in upkeep), *(each.reply for each in upkeep)]
    return tuple(row for row in rows if row is not None)


def _rung(reply: NewDelivery) -> Iterator[tuple[int, int]]:
    """The chat with each post of which the reply tells, if it rings now."""
    facts = reply.facts["news"]
    if reply.silent or reply.not_before is not None or not isinstance(facts, list):
        return
    for fact in facts:
        post_id = news_of_fact(fact).post_id
        if post_id is not None:
            yield reply.chat_id, post_id


def _hushed(decision: Decision, rung: frozenset[tuple[int, int]]) -> NewDelivery | None:
    alert = decision.delivery
    if alert is None or not decision.posts:
        return alert
    is_rung = all((alert.chat_id, post_id) in rung for post_id in decision.posts)
    return replace(alert, silent=True) if is_rung else alert
