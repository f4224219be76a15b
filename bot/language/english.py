"""Inflected forms of English words by rule, with the irregular verbs that tell of war."""

from functools import lru_cache

from bot.language.grammar import Grammar

_VOWELS = frozenset("aeiou")

_IRREGULAR = (
    "be was been", "become became become", "begin began begun", "break broke broken", "bring brought brought",
    "catch caught caught", "come came come", "cut cut cut", "do did done", "draw drew drawn", "drive drove driven",
    "fall fell fallen", "fight fought fought", "flee fled fled", "get got got", "give gave given", "go went gone",
    "hold held held", "keep kept kept", "leave left left", "let let let", "lose lost lost", "make made made",
    "overrun overran overrun", "put put put", "retake retook retaken", "ring rang rung", "run ran run",
    "see saw seen", "send sent sent", "take took taken", "think thought thought", "withdraw withdrew withdrawn",
    "win won won", "undertake undertook undertaken", "overtake overtook overtaken", "seek sought sought",
    "say said said", "tell told told", "rout routed routed", "hit hit hit", "set set set", "stand stood stood",
    "have had had", "shut shut shut", "split split split", "drop dropped dropped", "stop stopped stopped",
)  # fmt: skip
_PARTS = {line.split()[0]: tuple(line.split()[1:]) for line in _IRREGULAR}
_DOUBLE_THEIR_LAST = "cut get hit let put run set shut split stop drop trap pin win begin repel expel compel map plan"
_DOUBLED = frozenset(_DOUBLE_THEIR_LAST.split())


@lru_cache(maxsize=4096)
def english_forms(word: str) -> dict[str, Grammar]:
    """Every form of a word, taken as a noun and as a verb alike, with what each form can be."""
    forms = {word: Grammar.INFINITIVE | Grammar.PRESENT | Grammar.NOUN}
    past, participle = _PARTS.get(word, (_past(word), _past(word)))
    for form, grammar in (
        (_third_person(word), Grammar.PRESENT | Grammar.NOUN),
        (past, Grammar.PAST),
        (participle, Grammar.PAST),
        (_gerund(word), Grammar.GERUND),
    ):
        forms[form] = forms.get(form, Grammar.NONE) | grammar
    return forms


def base_words(form: str) -> set[str]:
    """The words that ``form`` may be a form of, itself included."""
    irregular = {base for base, parts in _PARTS.items() if form in parts}
    if irregular:
        return irregular
    bases = {form}
    stems = [form[: -len(ending)] for ending in ("s", "es", "ed", "d", "ing") if form.endswith(ending)]
    for stem in stems:
        candidates = [stem, stem + "e", stem[:-1]] + ([stem[:-1] + "y"] if stem.endswith("i") else [])
        bases.update(word for word in candidates if len(word) > 2 and form in english_forms(word))
    return bases


def _third_person(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ied"
    return (word + word[-1] if word in _DOUBLED else word) + "ed"


def _gerund(word: str) -> str:
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and len(word) > 2:
        return word[:-1] + "ing"
    return (word + word[-1] if word in _DOUBLED else word) + "ing"
