"""The whole bot, killed at any moment among faults of every kind: nothing is lost, and nobody is told twice."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.telegram_server.chances import Chances, Odds
from tests.torture.comparing import WRONGS, archived, is_settled, is_stored, table, tally
from tests.torture.lives import Nursery
from tests.torture.scene import Plan, Scene

pytestmark = pytest.mark.acceptance

ODDS = Odds(
    flood=0.01,
    internal_error=0.01,
    cut_before=0.005,
    cut_after=0.01,
    slow=0.03,
    withheld=0.02,
    doubled=0.03,
    swapped=0.03,
    wrong_pts=0.003,
)


async def tormented(nursery: Nursery, folder: Path, plan: Plan) -> Counter[str]:
    """Do the plan, let the bot recover, and return every figure; fails where something went wrong."""
    began = time.monotonic()
    async with Scene(nursery, folder, plan) as scene:
        await scene.torment(Chances(ODDS, plan.seed))
        await scene.calm()
        await scene.until(lambda: is_stored(scene) and is_settled(scene), within=300)
        await _told_while_it_lives(scene)
        found = tally(scene)
        figures = table(scene, found, time.monotonic() - began)
        print(f"\nseed {plan.seed}\n{figures}")  # noqa: T201  # the figures are what make torture is run for
        assert {name: found[name] for name in WRONGS if found[name]} == {}, figures
        return found + scene.done


async def _told_while_it_lives(scene: Scene) -> None:
    """What is edited and deleted while the bot runs is known, whatever it went through before."""
    edited = {found for _ in range(20) if (found := scene.edit_one())}
    gone = {found for _ in range(5) if (found := scene.delete_one())}

    def is_known() -> bool:
        have = archived(scene)
        return all(have[str(channel.username), post][1] for channel, post in gone) and all(
            have[str(channel.username), post][0] == channel.box.messages[post].text for channel, post in edited - gone
        )

    await scene.until(is_known, within=60)


async def test_a_few_deaths(tmp_path: Path) -> None:
    async with Nursery() as nursery:
        plan = Plan(seed=1, kills=4, posts=300, claims=6, posts_a_second=40)
        figures = await tormented(nursery, tmp_path / "bot", plan)
    assert figures["alerts sent"] == 12


@pytest.mark.torture
async def test_two_hundred_deaths(tmp_path: Path) -> None:
    """Two bots side by side, each on a server of its own."""
    async with Nursery() as nursery, asyncio.TaskGroup() as group:
        plans = [Plan(seed=seed, kills=110, posts=10_500, claims=120, posts_a_second=32) for seed in (11, 12)]
        runs = [group.create_task(tormented(nursery, tmp_path / str(plan.seed), plan)) for plan in plans]
    figures = sum((run.result() for run in runs), Counter[str]())
    assert figures["kills"] >= 200
    assert figures["posts"] >= 20_000
