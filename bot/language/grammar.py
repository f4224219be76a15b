"""What a form of a word can be; one form may be several at once."""

from enum import IntFlag


class Grammar(IntFlag):
    """The few kinds of form that change what a sentence says."""

    NONE = 0
    NOUN = 1
    PAST = 2
    PRESENT = 4
    FUTURE = 8
    INFINITIVE = 16
    IMPERATIVE = 32
    PARTICIPLE = 64
    GERUND = 128
    OTHER = 256
    PASSIVE = 512
    SHORT = 1024
    IMPERFECTIVE = 2048
    INSTRUMENTAL = 4096
