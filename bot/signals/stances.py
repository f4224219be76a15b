"""How a mention is meant: cues within reach, the form of its verb, and times told (SIGNALS.md, "Stances")."""

from dataclasses import dataclass
from itertools import groupby

from bot.language.grammar import Grammar
from bot.model.flag import Stance
from bot.signals.matching import Match, phrase_end
from bot.signals.reading import ReadSentence
from bot.signals.rules import CueRule
from bot.signals.surroundings import outcome, refuted
from bot.signals.times import Times

_ORDER = (Stance.PAST, Stance.DENIED, Stance.FEARED)
"""Which cue wins for one mention: an old denial is past, a repelled attempt is denied."""
_OPEN = int(Grammar.FUTURE | Grammar.INFINITIVE | Grammar.IMPERATIVE)
_SETTLED = int(Grammar.NOUN | Grammar.PAST | Grammar.PRESENT | Grammar.PARTICIPLE | Grammar.GERUND)
_NOUN, _TELLS_OF_BEFORE = int(Grammar.NOUN), int(Grammar.PAST | Grammar.NOUN)
_PAST, _NO_DEED_DONE = int(Grammar.PAST), int(Grammar.NOUN | Grammar.INFINITIVE | Grammar.SHORT | Grammar.FUTURE)
_PARTICIPLE, _NO_ATTRIBUTE = int(Grammar.PARTICIPLE), int(Grammar.SHORT | Grammar.FUTURE)
_BARE_NOUN = frozenset((int(Grammar.NOUN), int(Grammar.NOUN | Grammar.INSTRUMENTAL)))
_NOT_OF_A_TALE = int(Grammar.FUTURE | Grammar.IMPERATIVE)
_LONG_TEXT = 700
_ATTACKS = frozenset(("breakthrough", "offensive"))
_TAKES_FOR_GRANTED = frozenset(
    ("почему", "зачем", "отчего", "кто", "чому", "навіщо", "хто", "why", "who", "how", "как", "як")
)
"""«Почему мы отступаем?» asks for the reason of what happens."""


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue in a sentence: tokens ``first`` to ``last``."""

    rule: CueRule
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mention's stance, and the stretch of the folded text that made it (none for a claim)."""

    stance: Stance
    cue: tuple[int, int] | None = None


def find_cues(read: ReadSentence) -> list[CueHit]:
    """Every cue of a sentence, in order."""
    found: list[CueHit] = []
    for index, entry in enumerate(read.entries):
        for rule in entry.cues if entry is not None else ():
            last = phrase_end(read, index, rule.rest, rule.cue.gap) if rule.rest else index
            if last is not None:
                found.append(CueHit(rule, index, last))
    # A longer cue of another stance counts only where it reaches, which is seen for each mention.
    outermost = [_outermost([hit for hit in found if hit.rule.cue.stance is stance]) for stance in Stance]
    return sorted((hit for hits in outermost for hit in hits), key=lambda hit: hit.first)


def _outermost(hits: list[CueHit]) -> list[CueHit]:
    """Cues that stand in no longer one, which says more: «не прекращает наступать» denies nothing."""
    longest: dict[int, int] = {}
    for hit in hits:
        longest[hit.first] = max(longest.get(hit.first, 0), hit.last)
    reached = -1
    kept: list[CueHit] = []
    for first, group in groupby(hits, key=lambda hit: hit.first):
        kept += [hit for hit in group if hit.last == longest[first] and hit.last > reached]
        reached = max(reached, longest[first])
    return kept


def judge(read: ReadSentence, match: Match, cues: list[CueHit], times: Times) -> Verdict:
    """The stance of one mention; ``times`` are those of its sentence."""
    term = match.rule.term
    told = times.past(match.head, is_told_as_done=bool(match.grammar & _PAST))
    if told is not None:
        return Verdict(Stance.PAST, read.span(*told))
    if term.stance is not None:
        return Verdict(term.stance, read.span(match.first, match.last))
    reaching = _outermost([hit for hit in cues if _reaches(read, hit, match)])
    if term.presupposed or _is_attribute(match):
        reaching = [hit for hit in reaching if _holds_for_a_fact(hit, match)]
    elif (failure := _failed_attempt(read, match, reaching, cues)) is not None:
        return Verdict(Stance.DENIED, read.span(failure.first, failure.last))
    verdict = _by_cues(read, match, reaching) or _by_form(read, match) or _by_assertion(read, match, cues)
    verdict = _by_outcome(read, match, reaching, verdict)
    long_ago = _long_ago(verdict, match, times)
    if long_ago is not None:
        return Verdict(Stance.PAST, long_ago)
    return verdict


def _long_ago(verdict: Verdict, match: Match, times: Times) -> tuple[int, int] | None:
    """What tells that a deed was done long ago; in a tale of the past its aims and failures are past as well."""
    if not match.grammar & _TELLS_OF_BEFORE:
        return None
    if verdict.stance is Stance.CLAIMED:
        return times.before
    if match.grammar & _NOT_OF_A_TALE or times.tells_of_what_will_be:
        return None
    return times.tale


def _by_outcome(read: ReadSentence, match: Match, reaching: list[CueHit], verdict: Verdict) -> Verdict:
    """What the next sentence tells of an attempt, or of an attack: «Пошли на прорыв. Успеха не имели»."""
    if verdict.stance is Stance.CLAIMED or verdict.stance is Stance.FEARED:
        refutation = refuted(read.folded.text, read.sentence)
        if refutation is not None:
            return Verdict(Stance.DENIED, refutation)
    of_attempt = verdict.stance is Stance.FEARED and any(hit.rule.cue.attempt for hit in reaching)
    if not of_attempt and not (verdict.stance is Stance.CLAIMED and match.rule.term.signal in _ATTACKS):
        return verdict
    ended = outcome(read.folded.text, read.sentence, of_attempt=of_attempt)
    if ended is None:
        return verdict
    stance, told = ended
    return Verdict(stance, told if stance is not Stance.CLAIMED else None)


def _by_cues(read: ReadSentence, match: Match, reaching: list[CueHit]) -> Verdict | None:
    claims = [hit for hit in reaching if hit.rule.cue.stance is Stance.CLAIMED]
    for stance in _ORDER:
        hit = next((hit for hit in reaching if hit.rule.cue.stance is stance), None)
        if hit is not None and not (stance is Stance.FEARED and _is_nearer(read, claims, hit, match)):
            return Verdict(stance, read.span(hit.first, hit.last))
    return Verdict(Stance.CLAIMED) if match.rule.term.presupposed or claims else None


def _is_nearer(read: ReadSentence, claims: list[CueHit], hit: CueHit, match: Match) -> bool:
    """What is done in spite of a fear: «из-за угрозы окружения принято решение отвести войска».

    A conjunction that opens its clause rules all of it: «хочуть, щоб ми почали контрнаступ».
    """
    opens_clause = hit.first > 0 and read.tokens[hit.first].clause != read.tokens[hit.first - 1].clause
    return not opens_clause and any(hit.last < claim.first and claim.last < match.head for claim in claims)


def _is_attribute(match: Match) -> bool:
    """A full participle takes its deed for granted: «к окружённому гарнизону»."""
    return bool(match.grammar & _PARTICIPLE) and not match.grammar & _NO_ATTRIBUTE


def _holds_for_a_fact(hit: CueHit, match: Match) -> bool:
    """What is taken for granted may still be past, refuted as a whole, or denied by the word before it."""
    cue = hit.rule.cue
    return cue.stance is Stance.PAST or (
        cue.stance is Stance.DENIED and (cue.sentence or hit.last in (match.first - 1, match.head - 1))
    )


def _failed_attempt(read: ReadSentence, match: Match, reaching: list[CueHit], cues: list[CueHit]) -> CueHit | None:
    """Of an attempt, any failure that its sentence tells: «пытались прорвать оборону, но были отброшены»."""
    claims = [hit for hit in reaching if hit.rule.cue.stance is Stance.CLAIMED]
    if not any(hit.rule.cue.attempt and not _is_nearer(read, claims, hit, match) for hit in reaching):
        return None
    return next((hit for hit in cues if hit.rule.cue.failure), None)


def _by_assertion(read: ReadSentence, match: Match, cues: list[CueHit]) -> Verdict:
    """In a long text an offensive that no verb asserts is one talked of: whole essays are written before it happens."""
    term = match.rule.term
    may_be_talk = term.talked_of or (term.signal == "offensive" and len(read.folded.text) >= _LONG_TEXT)
    is_talk = may_be_talk and match.grammar in _BARE_NOUN
    if not is_talk or any(hit.rule.cue.stance is Stance.CLAIMED for hit in cues):
        return Verdict(Stance.CLAIMED)
    return Verdict(Stance.FEARED, read.span(match.first, match.last))


def _by_form(read: ReadSentence, match: Match) -> Verdict | None:
    """A future, an imperative or a bare infinitive tells of what has not happened; so does a question."""
    if match.grammar & _OPEN and not match.grammar & _SETTLED:
        return Verdict(Stance.FEARED, read.span(match.head, match.head))
    if "?" in read.sentence.ending and not any(token.text in _TAKES_FOR_GRANTED for token in read.tokens):
        return Verdict(Stance.FEARED, (read.sentence.end, read.sentence.end + len(read.sentence.ending)))
    return None


def _reaches(read: ReadSentence, hit: CueHit, match: Match) -> bool:
    cue = hit.rule.cue
    if cue.signals and match.rule.term.signal not in cue.signals:
        return False
    if cue.nouns and not match.grammar & _NOUN:
        return False
    if cue.governs and match.grammar & _PAST and not match.grammar & _NO_DEED_DONE:
        return False
    if match.first <= hit.first <= match.last and hit.last <= match.last:
        reaches_back = hit.first < match.head or cue.after or cue.clause or cue.sentence
        return hit.first != match.head and bool(reaches_back)
    if cue.sentence:
        return True
    same = read.tokens[hit.first].clause == read.tokens[match.head].clause
    if cue.clause and same:
        return True
    if not same and not cue.crosses:
        return False
    if hit.last < match.head:
        return match.head - hit.last <= cue.before
    return hit.first - match.last <= cue.after
