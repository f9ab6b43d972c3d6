"""A message as the engine sees it: its words, characters and sounds, with what was understood differently than
written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.retrieval.corpus import Corpus
from assistant.retrieval.memo import Memo, holding, stale
from assistant.text.normalise import normalise
from assistant.text.pinyin import abbreviations, cut, initials, sound, syllable, syllables
from assistant.text.tokenise import Tokeniser

LONGEST = 1500
"""Characters of a message that are looked at; what comes later in a longer letter no longer changes its matter."""

_CHUNK = re.compile(r"[0-9a-z\u3400-\u9fff]+")
_LETTER = re.compile("[a-z]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+(?:[ ']?[a-z]+)*")
_SHELL = re.compile(
    r"^(?:您好|你好|侬好|请问一下|请问下|请问|麻烦问一下|麻烦问下|麻烦|想问一下|想问下|想问|我想问问|问一下|问下|咨询一下|咨询下|在吗|在伐"
    r"|同志|师傅|老师|[,，。!！?？~ ])+|(?:谢谢您|谢谢侬|谢谢|谢了|多谢|感谢|[,，。!！~ ])+$"
)


@dataclass(frozen=True, slots=True)
class Analysed:
    """One message taken apart.

    ``text`` is its normalised spelling without the polite shell; ``words`` the search words, ``grams`` single
    characters and runs of two and three, ``sounds`` merged pinyin syllables, single and in runs of two and three.
    ``corrections`` are pairs of what was written and what it was (also) read as; the right-hand sides are contained
    in words, grams and sounds.
    """

    text: str
    words: tuple[str, ...]
    grams: tuple[str, ...]
    sounds: tuple[str, ...]
    corrections: tuple[tuple[str, str], ...] = ()


def _runs(parts: tuple[str, ...] | str, sizes: tuple[int, ...], joint: str = "") -> list[str]:
    return [joint.join(parts[i : i + n]) for n in sizes for i in range(len(parts) - n + 1)]


def _grams(text: str) -> list[str]:
    return [g for chunk in _CHUNK.findall(text) for g in _runs(chunk, (1, 2, 3))]


def _sounds(text: str) -> list[str]:
    return [s for chunk in re.split(r"[^0-9a-z\u3400-\u9fff ]+", text) for s in _runs(syllables(chunk), (1, 2, 3), "-")]


class Analyser:
    """Takes messages apart with the vocabulary of one corpus. Pure and thread-safe after it is built.

    Reads beside what is written: synonyms of ``knowledge/words`` (新农合 → 城乡居民医保), pinyin spelt out
    (juzhuzheng → 居住证), initials of names (jzz), names and popular names with homophones in them (居住正 → 居住证).
    All of these add; the words as written stay.
    """

    def __init__(self, corpus: Corpus, cache: Path | None = None) -> None:
        names = [normalise(n) for t in corpus.targets for n in t.names]
        self._cache = cache
        self._synonyms = tuple((normalise(a), tuple(map(normalise, b))) for a, b in corpus.synonyms)
        terms = [s for s, _ in self._synonyms]
        self.tokeniser = Tokeniser([*names, *terms], cache)
        counts = self._count(corpus, cache)
        self._by_sound = _by_sound(counts)
        self._by_initials = _by_initials(counts)
        self._names = {tuple(_keys(w)): w for w in sorted(self._nameable(names), key=lambda w: (counts[w], w))}
        self._name_sizes = sorted({len(k) for k in self._names}, reverse=True)

    def _count(self, corpus: Corpus, cache: Path | None) -> Counter[str]:
        """How often the catalogue's texts use each word."""
        counts: Counter[str] = Counter()
        memo = Memo(cache, "words", ((name, "") for name in self.tokeniser.names), holding)
        for _, text in corpus.phrases():
            counts.update(memo.of(text, self._han_words))
        memo.save()
        return counts

    def _han_words(self, text: str) -> list[str]:
        return [w for w in self.tokeniser.words(normalise(text)) if _HAN.fullmatch(w)]

    def _nameable(self, names: Iterable[str]) -> set[str]:
        """Words of names long enough that the same sound is hardly a coincidence."""
        parts = {w for n in names for w in (*self.tokeniser.search(n), n)}
        return {w for w in parts if 3 <= len(w) <= 8 and _HAN.fullmatch(w)}

    @property
    def dictionary(self) -> frozenset[tuple[str, str]]:
        """What it reads texts by, as (written, read as): names and words with their sound, synonyms."""
        spoken = {(name, "-".join(keys)) for keys, name in self._names.items()}
        return frozenset(
            {*((n, "") for n in self.tokeniser.names), *spoken, *((a, "|".join(b)) for a, b in self._synonyms)}
        )

    def analyse(self, text: str) -> Analysed:
        """Take one message apart. Any text will do; an empty one has no words, grams and sounds."""
        plain = normalise(text[: 4 * LONGEST])[:LONGEST]
        core = _SHELL.sub("", plain) or plain
        corrections = (*self._spelt_out(core), *self._misspelt(core), *self._known_as(core))
        read = " ".join(dict.fromkeys(r for _, r in corrections))
        words = [*self.tokeniser.search(core), *self.tokeniser.search(read)]
        return Analysed(
            core, tuple(words), (*_grams(core), *_grams(read)), (*_sounds(core), *_sounds(read)), tuple(corrections)
        )

    def terms(self, lines: Sequence[str]) -> dict[str, tuple[list[str], list[str], list[str]]]:
        """Line → its words, its runs of two characters and of two sounds; those read before are not read again."""
        memo = Memo(self._cache, "lines", self.dictionary, stale)
        # What letters are read as depends on how often the catalogue uses a word, and so on every text.
        found = {line: memo.of(line, self._terms, lambda text: not _LETTER.search(normalise(text))) for line in lines}
        memo.save()
        return found

    def _terms(self, line: str) -> tuple[list[str], list[str], list[str]]:
        read = self.analyse(line)
        grams = [g for g in read.grams if len(g) == 2]
        return list(read.words), grams, [s for s in read.sounds if s.count("-") == 1]

    def _spelt_out(self, text: str) -> list[tuple[str, str]]:
        """Latin runs read as pinyin, in words that the catalogue uses, or as initials of its commoner words."""
        pairs = []
        for run in _LATIN.findall(text):
            keys = [sound(s) for part in re.split(r"[ ']", run) for s in cut(part)]
            if len(keys) >= 2 and (read := self._decode(tuple(keys))):
                pairs.append((run, read))
        for short in abbreviations(text):
            pairs += [(short, word) for word in self._by_initials.get(short, ())]
        return pairs

    def _decode(self, keys: tuple[str, ...]) -> str:
        """The likeliest words with these sounds: as few words as possible, common ones first."""
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, len(keys) + 1):
            cost, said = best[end - 1]
            options = [(cost + 3.0, said)]
            for start in range(max(0, end - 8), end):
                for_sound = self._by_sound.get(keys[start:end])
                if for_sound:
                    options.append((best[start][0] + 1.0 + for_sound[1], (*best[start][1], for_sound[0])))
            best.append(min(options))
        return "".join(best[-1][1])

    def _misspelt(self, text: str) -> list[tuple[str, str]]:
        """Runs of characters that sound like a name of the catalogue but are not written like it."""
        pairs: list[tuple[str, str]] = []
        for chunk in _HAN.findall(text):
            keys = [sound(syllable(c)) for c in chunk]
            taken = 0
            for at in range(len(keys)):
                for size in self._name_sizes:
                    name = self._names.get(tuple(keys[at : at + size]))
                    if name and at >= taken and at + size <= len(keys):
                        if chunk[at : at + size] != name:
                            pairs.append((chunk[at : at + size], name))
                        taken = at + size
                        break
        return pairs

    def _known_as(self, text: str) -> list[tuple[str, str]]:
        return [(term, other) for term, others in self._synonyms if term in text for other in others]


def _keys(word: str) -> list[str]:
    return [sound(syllable(c)) for c in word]


def _by_sound(counts: Counter[str]) -> dict[tuple[str, ...], tuple[str, float]]:
    """Sounds → (commonest word with them, its cost in [0, 1])."""
    found: dict[tuple[str, ...], tuple[str, float]] = {}
    for word, n in sorted(counts.items(), key=lambda p: (p[1], p[0])):
        if len(word) <= 8:
            found[tuple(_keys(word))] = (word, 1.0 / (1.0 + n))
    return found


def _by_initials(counts: Counter[str]) -> dict[str, tuple[str, ...]]:
    """First letters → at most three words of two to six characters that the catalogue uses at least five times."""
    found: dict[str, list[str]] = {}
    for word, n in sorted(counts.items(), key=lambda p: (-p[1], p[0])):
        if 2 <= len(word) <= 6 and n >= 5:
            same = found.setdefault(initials(word), [])
            if len(same) < (3 if len(word) > 2 else 1):
                same.append(word)
    return {k: tuple(v) for k, v in found.items()}
