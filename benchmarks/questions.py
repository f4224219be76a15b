"""Questions such as people type, of words that are common, middling and rare in the news."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from benchmarks.generating import CHANNELS, FIRST_DAY, Generator
from benchmarks.posts import SEED
from bot.configuration.values import SignalSettings
from bot.language.byte_words import words_for_index

_LEARNT_FROM: Final = 12_000
_OF_A_KIND: Final = 60
_WORD: Final = re.compile("[а-я]{4,}")


class Questions:
    """Questions of each kind, the same for the same corpus; ``last`` is the newest post's date."""

    def __init__(self, generator: Generator, last: datetime) -> None:
        self._chance = random.Random(SEED)  # noqa: S311 — nothing secret is drawn
        self._last = last
        self._texts = [words_for_index(post.text).split() for post in islice(generator.posts(seed=1), _LEARNT_FROM)]
        told = Counter(word for words in self._texts for word in set(words) if _WORD.fullmatch(word))
        by_rank = [word for word, _ in sorted(told.items(), key=lambda item: (-item[1], item[0]))]
        self.common = self._some(by_rank[:200])
        self.middling = self._some(by_rank[1000:4000])
        self.rare = self._some([word for word in by_rank if told[word] == 1])
        self._all = self.common + self.middling + self.rare

    def by_kind(self) -> dict[str, list[str]]:
        """Questions by what they ask, each kind with as many."""
        return {
            "one common word": self.common,
            "one middling word": self.middling,
            "one rare word": self.rare,
            "two words": self._made(lambda: f"{self._word()} {self._chance.choice(self.common + self.middling)}"),
            "phrase": self._made(self._phrase),
            "channel": self._made(self._channel),
            "channel and word": self._made(lambda: f"{self._channel()} {self._word()}"),
            "dates": self._made(self._dates),
            "dates and word": self._made(lambda: f"{self._dates()} {self._word()}"),
            "signal": self._made(self._signal),
            "signal and word": self._made(lambda: f"{self._signal()} {self._word()}"),
            "beginning of 4 to 6 letters": self._made(lambda: f"{self._word()[: self._chance.randint(4, 6)]}*"),
            "relevance, one word": self._made(lambda: f"sort:relevance {self._word()}"),
            "relevance, two words": self._made(lambda: f"sort:relevance {self._word()} {self._word()}"),
        }

    def _made(self, one: Callable[[], str]) -> list[str]:
        return [one() for _ in range(_OF_A_KIND)]

    def _some(self, words: Sequence[str]) -> list[str]:
        return self._chance.sample(list(words), _OF_A_KIND)

    def _word(self) -> str:
        return self._chance.choice(self._all)

    def _phrase(self) -> str:
        words = self._chance.choice([words for words in islice(self._texts, 1000) if len(words) > 5])
        at, length = self._chance.randrange(len(words) - 3), self._chance.randint(2, 3)
        return f'"{" ".join(words[at : at + length])}"'

    def _channel(self) -> str:
        return f"from:@generated_{self._chance.randint(1, CHANNELS):03}"

    def _dates(self) -> str:
        whole = self._last - FIRST_DAY
        first = FIRST_DAY + whole * self._chance.random()
        return f"after:{first:%Y-%m-%d} before:{first + timedelta(days=self._chance.randint(1, 60)):%Y-%m-%d}"

    def _signal(self) -> str:
        return f"signal:{self._chance.choice(SignalSettings().known)}"
