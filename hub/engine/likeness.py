r"""Whether two names are one name spelt twice: each name's normal form, by its sound in Dutch ears.

Registries are filled by ear and by hand: Jansen and Janssen, Dijkstra and Dykstra, Mohamed and Muhammad. Two
spellings are one name here if their normal forms are equal; how far two forms differ says nothing. Soundex
and Metaphone, the tempting libraries, hear English and drop vowels: they take Hasan for Huseyin, which twins
are called together, and miss ij for y. An edit distance takes de Vos for de Bos.

Surnames and given names go by the same rules, word by word:

===================================  ====================================================================
what                                 becomes
===================================  ====================================================================
case, diacritics, ``ł ø`` …          small plain letters; letters of other scripts stay as they are
signs, blanks, hyphens               part words; the words are joined in the end
tussenvoegsels                       dropped, unless nothing else is left: ``van der``, ``v.d.``, ``'t``,
                                     ``el``; also at the head of a word: ``vander``, ``vanden``, ``vande``
``NN``, ``onbekend``                 no name: the empty form
``x``, ``cks``, ``ckx``; ``q ck``    ``ks``; ``k``
``ch``                               ``k`` before l and r (Christa), ``h`` before m and n (Achmed), ``s``
                                     before vowels (Rachid, Chantal), else ``g`` (Lambrechts)
``sch``                              ``sk`` before vowels (Schipper), else ``s`` (Bosch, Schmidt, Visscher)
``sh sj sz ş``; ``cz tsj tsch``      ``s``; ``ts``
``ph``, ``th``, ``dj``               ``f``, ``t``, ``j``
``c``                                ``s`` before e, i and y, else ``k``
``h``                                dropped after b d g k r t w, and at a word's end (Sarah)
``ij ei ey``                         ``y``; so too ``y`` before k and in short words (Dykstra, Nys)
``aij ay``, ``oij oy``, ``uij uy``   ``ai``, ``oi``, ``ui``
other ``y``                          ``j`` before a vowel (Yasmin, Anya), else ``i`` (Sylvia, Kelly)
``ie``, ``ae``, ``ue``               ``i``, ``a``, ``u``
``oe ou oew ouw``, ``oh``, first     ``u``, ``uh``, ``u`` (Moestafa, Brouwer, Mohamed, Osman)
``o``
``u`` before a and o                 ``w`` (Anouar)
``v z`` before consonants            ``f s`` (Fries, Swart); other ``z`` but the first: ``s`` (Rosenstein)
``d dt v`` at a word's end           ``t t f``
``abdul``, ``-at``, ``-uf``          ``abdel``, ``-et``, ``-ef`` (Ahmad, Yusuf)
``-ijn -yn`` of longer words         ``-in`` (Martijn, Robyn)
double letters                       one
===================================  ====================================================================

What the rules do not join stays apart: Janse and Jansen, Fatma and Fatima, Mehmet and Mohammed, Jan and
Johan. The rules are ours: no standard for Dutch registries is public.
"""

import re
import unicodedata
from functools import lru_cache

_REMEMBERED = 16384
"""Forms kept at hand, as `hub.engine.identity` does with hashes: a person's name comes with every message."""

_WORDS_LEFT_OUT = """
a aan af al ben bij bin bint d da de del della den der des di do dos du e el en ev geb het ibn in l la le los
n op over s t te ten ter tot uit v van vande vanden vander vd vom von voor y z zu zum zur
"""
_TUSSENVOEGSELS = frozenset(_WORDS_LEFT_OUT.split())
"""Words that registries write, shorten or leave out as they please; ``e/v`` and ``geb.`` join two names."""

_NO_NAME = frozenset({"nn", "nnb", "onb", "onbekend", "nietbekend", "unknown", "x", "xx", "xxx"})
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "\u0131": "i", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
)
_ARTICLES = frozenset({"al", "el", "es", "ed"})
_HALF_NAMES = frozenset({"abd", "abdal", "abdel", "abdoel", "abdul"})

_V, _C = "[aeiouy]", "[^aeiouy]"
_RULES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^vand(?:er|en|e)(?=...)", ""),
        (r"c?kx|cks|x", "ks"),
        (r"c?qu", "kw"),
        (r"c?q|ck", "k"),
        (r"tsch|tsj|cz", "ts"),
        (rf"ssch|sch(?!{_V})", "s"),
        (r"sch", "sk"),
        (r"sh|sj|sz", "s"),
        (r"ch(?=[lr])", "k"),
        (r"ch(?=[mn])", "h"),
        (rf"ch(?={_V})", "s"),
        (r"ch", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dj", "j"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"(?<=[bdgkrtw])h|h$", ""),
        (r"(?<=[aou])y(?=[aou])|(?<=i)y(?=[aeou])", "j"),
        (r"(?<=[aeou])(?:ij|y)", "i"),
        (rf"^y(?={_V})|(?<={_C})y(?=[aeou])", "j"),
        (rf"^({_C}+)y(?=[nst]$)", r"\1Y"),  # Y: found, and not to be met by what follows
        (r"y(?=k)|ij", "Y"),
        (r"y", "i"),
        (r"(?:ei|Y)i?", "y"),
        (r"ie", "i"),
        (r"ae", "a"),
        (r"ue", "u"),
        (r"(?:oe|ou)w?", "u"),
        (r"oh", "uh"),
        (r"u(?=[ao])", "w"),
        (rf"v(?={_C}|$)", "f"),
        (rf"(?<=.)z|z(?={_C})", "s"),
        (r"dt?(?=s?$)", "t"),
        (r"(.)\1+", r"\1"),
        (r"^abd[au]l", "abdel"),
        (rf"(?<={_V})({_C}+)at$", r"\1et"),
        (r"uf$", "ef"),
        (rf"({_V}.*)yn$", r"\1in"),
    )
)


@lru_cache(_REMEMBERED)
def sounds(name: str) -> str:
    """The normal form of a surname or of given names: equal for spellings of one name.

    Letters only, without blanks; empty if the name holds no letter, or says that it is not known. A form is
    for comparing within the process: it is as personal as the name.
    """
    return _joined(_words(name))


@lru_cache(_REMEMBERED)
def first_given(names: str) -> str:
    """The normal form of the first of a person's given names.

    Of names with a hyphen it is the first part, for registries drop hyphens: Jan-Willem is Jan Willem. Half
    names go with the next word: Abdel Karim is Abdelkarim. An initial is no name: it gives the empty form,
    for it can neither agree nor contradict.
    """
    words = _words(names)
    if "".join(words) in _NO_NAME:
        return ""
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    while len(words) > 1 and words[0] in _HALF_NAMES:
        words = [words[0] + words[1], *words[2:]]
    return _joined(words[:1]) if words and len(words[0]) > 1 else ""


def _words(name: str) -> list[str]:
    """The words of a name in small letters without marks; whatever is no letter parts them."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    unmarked = (letter for letter in plain if not unicodedata.combining(letter))
    return "".join(letter if letter.isalpha() else " " for letter in unmarked).split()


def _joined(words: list[str]) -> str:
    if "".join(words) in _NO_NAME:
        return ""
    kept = [word for word in words if word not in _TUSSENVOEGSELS] or words
    joined = re.sub(r"(.)\1+", r"\1", "".join(_by_sound(word) for word in kept))
    return re.sub(rf"^o(?={_C})", "u", joined)  # here, for O'Brien is one word or two


def _by_sound(word: str) -> str:
    for pattern, to in _RULES:
        word = pattern.sub(to, word)
    return word
