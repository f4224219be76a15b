"""``python -m benchmarks``: prints every table; exits with 2 when there is no corpus to measure on."""

import sys
from datetime import timedelta
from pathlib import Path

import click

from benchmarks import duplicates, endless, latency, loading, reading, searching, stories, watching
from benchmarks.posts import CorpusMissingError, load_posts, sample


@click.command()
@click.option("--corpus", type=click.Path(path_type=Path), default=Path("../shared/corpus"), show_default=True)
@click.option("--posts", "count", type=click.IntRange(min=100), default=4000, show_default=True)
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True, help="A figure is their median.")
@click.option("--seconds", type=click.IntRange(min=10), default=60, show_default=True, help="How long posts come live.")
def main(corpus: Path, count: int, rounds: int, seconds: int) -> None:
    """Measure reading, watched words, near-duplicates, stories, the start, a large archive, and an alert's way."""
    try:
        posts = load_posts(corpus)
    except CorpusMissingError as error:
        click.echo(f"There is nothing to measure on: {error}", err=True)
        sys.exit(2)
    measured = sample(posts, count)
    length = sum(len(post.text) for post in measured) // len(measured)
    click.echo(f"{len(measured)} news posts of {length} characters on average; one core; medians of {rounds} rounds\n")
    click.echo(reading.table(measured, rounds=rounds))
    click.echo(watching.table(posts, measured, rounds=rounds))
    click.echo(endless.table(measured, rounds=rounds))
    click.echo(duplicates.table(posts))
    click.echo(stories.table(posts))
    click.echo(loading.table(posts))
    click.echo(searching.tables(posts))
    click.echo(latency.table(lasting=timedelta(seconds=seconds)))


if __name__ == "__main__":
    main()
