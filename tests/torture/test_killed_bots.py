"""The whole bot, killed at any moment among faults of every kind: nothing is lost, and nobody is told twice."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.load.posts import everyday
from tests.telegram_server.chances import Chances, Odds
from tests.torture.comparing import WRONGS, archived, figures_of, is_settled, is_stored, table, tally
from tests.torture.lives import Nursery
from tests.torture.publishing import Plan
from tests.torture.readers import GROUPS, PERSONS
from tests.torture.scene import Scene
from tests.torture.told import is_digested

pytestmark = pytest.mark.acceptance

ODDS = Odds(
    flood=0.02,
    internal_error=0.02,
    cut_before=0.02,
    cut_after=0.02,
    slow=0.03,
    withheld=0.02,
    doubled=0.03,
    swapped=0.03,
    wrong_pts=0.003,
)


async def tormented(nursery: Nursery, folder: Path, plan: Plan) -> Counter[str]:
    """Do the plan, let the bot recover, and return every figure; fails where something went wrong."""
    async with Scene(nursery, folder, plan) as scene:
        await scene.torment(Chances(ODDS, plan.seed))
        await scene.calm()
        try:
            await scene.follow_all()
            await scene.until(lambda: is_stored(scene) and is_settled(scene, but_held=True), within=300)
            await _told_while_it_lives(scene)
            await scene.wait_out_holds()
            await scene.until(lambda: is_stored(scene) and is_settled(scene) and is_digested(scene), within=300)
        except TimeoutError:
            pytest.fail(f"seed {plan.seed} came to no end:\n{table(tally(scene))}\n{scene.bot.log[-4000:]}")
        figures = figures_of(scene, tally(scene))
        wrong = {name: figures[name] for name in WRONGS if figures[name]}
        assert wrong == {}, f"seed {plan.seed}:\n{table(figures)}\n{scene.bot.log[-4000:]}"
        return figures


async def _told_while_it_lives(scene: Scene) -> None:
    """What is edited and deleted while the bot follows a channel is known, whatever it went through before.

    "Running" comes before following, and changes of the time between are for the later reading of old posts: so a
    further post of each channel is stored first.
    """
    for channel in scene.channels:
        scene.telegram.publish(channel, everyday(scene.chance))
    await scene.until(lambda: is_stored(scene), within=60)
    edited = {found for _ in range(20) if (found := scene.publisher.edit_one())}
    gone = {found for _ in range(5) if (found := scene.publisher.delete_one())}

    def is_known() -> bool:
        have = archived(scene)
        return all(have[str(channel.username), post][1] for channel, post in gone) and all(
            have[str(channel.username), post][0] == channel.box.messages[post].text for channel, post in edited - gone
        )

    await scene.until(is_known, within=60)


async def test_a_few_deaths(tmp_path: Path) -> None:
    async with Nursery() as nursery:
        plan = Plan(seed=1, kills=4, posts=300, claims=4, posts_a_second=40, living=True)
        figures = await tormented(nursery, tmp_path / "bot", plan)
    assert figures["alerts owed"] == 4 * (PERSONS + GROUPS - 1)
    assert figures["turns owed"] == 4 * (PERSONS + GROUPS - 1)


@pytest.mark.torture
async def test_two_hundred_deaths(tmp_path: Path) -> None:
    """Four bots side by side, each on a server of its own."""
    began = time.monotonic()
    async with Nursery() as nursery, asyncio.TaskGroup() as group:
        plans = [
            Plan(seed=seed, kills=53, posts=5_150, claims=20, posts_a_second=40, living=True, digests=True)
            for seed in range(11, 15)
        ]
        runs = [group.create_task(tormented(nursery, tmp_path / str(plan.seed), plan)) for plan in plans]
    figures = sum((run.result() for run in runs), Counter(seconds=round(time.monotonic() - began)))
    print(f"\n{table(figures)}")  # noqa: T201  # the figures are what make torture is run for
    assert figures["kills"] >= 200
    assert figures["posts"] >= 20_000
