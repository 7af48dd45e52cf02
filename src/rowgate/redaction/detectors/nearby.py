"""Passwords by their looks, near a word that speaks of one: in chat, commands, configurations.

What no grammar points out is told by two things together: a word like `password`, `Kennwort` or
`psk` on its line or the one before, and a token of the kind that people or generators make for
passwords. Neither alone is enough, and both together not for the gate.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.context import named_as_machine
from rowgate.redaction.ids import is_id
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet, loose, windows
from rowgate.redaction.ungated import Ungated
from rowgate.redaction.words import is_code, is_hex, is_path, is_stand_in, looks_typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

# Words for a password in the languages of support mails; those of network devices, mail, VPN and
# cipher libraries, which name it otherwise.
_WORDS = (
    r"(?i:assw|passphrase|pass phrase|passcode|pwd|psw\b|contrase|kennwort|mot[_ ]?de[_ ]?passe|"
    r"\bmdp\b|\bclave\b|senha|wachtwoord|lösenord|hasło|пароль|密码|密碼|パスワード|비밀번호|비번|암호|패스워드|passord|"
    r"adgangskode|salasana|heslo|jelszó|parol[aă]|şifre|lozinka|pass\b|pw\b|pw_|p/w|zugangs|"
    r"\bcreds?\b|credential|credenciales|identifiants|\blog ?in\b|login\(|sign in\b|\bsecret|"
    r"(?:access|invit\w*|activation|door|entry) code|security (?:answer|question)|\bunlock|\bpin\b|"
    r"psk|pre-?shared|key-string|(?:shared|digest|authentication)[ -]key|authentication text|"
    r"option key|community|\bcom2sec|createuser|\bsnmp|tacacs|radtest|radius|aaa-server|isakmp|"
    r"\bxauth\b|\beap\b|l2tpd|addprinc|kinit|\bwi-?fi\b|\bwlan|net user|requirepass|setuser|"
    r"\bon >|\bsasl\b|setcookie|\bauth (?:plain|login|default)\b|auth\(|\bpdo\(|tochararray|"
    r"securestring|\bjwt\b|hmac|cipher|[ae]n?crypt\b|\bpgp_|\bpepper|\bopenssl (?:enc|aes|rsa|pk)|"
    r"キー|密钥|密鑰|schlüssel|chiave|chave|(?:^|\s)p:\s)"
)
# Calls that are given a user and, as a later literal, the password.
_CALLS = r"(?i:(?:user|log_?in|log_?on|account|regist[a-z]*|sign_?up|connect|\bdb)[a-z]*\()"
_CALL = Pattern(_CALLS)
_LITERAL = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
# Arguments that commands give to a password, and `admin / …` as people write it.
_ARGUMENT_NAMES = r"(?:-(?:p|P|N|w|pw|pass|rp|xp)|/rp)"
_ARGUMENTS = (
    rf"[\s\"']{_ARGUMENT_NAMES}(?:[ =][\"']?|[\"'])|[\"']-p|"
    r"(?:^|[\s(])[a-z][\w.@-]{1,30} / "
)
# Lists of leaked accounts, and the files of mail servers: an address and its password.
_ACCOUNT = (
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?:[\"'`*]{0,3} ?[:|/] ?[\"'`*]{0,3}|[\"'], ?[\"'])"
    r"([^\s/\\\"'`<>,;\x7f]{6,40})(?:\s|$|[\"'`*<,;)])"
)
# A user and a password as people write both at once: `ID/PW: ada/…`, `10.0.0.5 (ada/…)`.
_HEADING = (
    r"(?i:\b\w{0,8}(?:id|user(?:name)?|log ?in|account)|계정|아이디)\)?\s?[/:&,( ]{1,2}\s?"
    r"(?i:pass(?:wor)?d?|pwd?|passwd|p/w|비번|비밀번호)\b"
)
_HOST_BEFORE = r"(?:\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}|@[\w-]+(?:\.[\w-]+)+)(?::\w{2,5})?"
_PAIR = Pattern(
    rf"{_ACCOUNT}|{_HEADING}(?:/[a-z]{{1,8}})?(?: (?:for|of|on) [\w.-]{{1,20}})?\)?(?: are)?"
    r"[\s:=>(-]{1,4}(?:\w{1,12}:)?[\w.@-]{1,30}(?:\s?(?://|[/,:(])\s?|\s)"
    r"([^\s/,()<>\"'`;]{6,40})"
    rf"|{_HOST_BEFORE}(?:\s?\(|,|-+>|\s)\s?(?:[\w{{}}:\[\]]{{3,12}}\s?\(?)?"
    r"[A-Za-z][\w.-]{0,20}\s?//?\s?([^\s/,()<>\"'`;]{6,40})"
)
_PAIR_MARKS = rf"{_HEADING}|{_HOST_BEFORE}[\s(,>-]+[^\s/]+[ (]*[\w.-]* ?/"
_ACCOUNT_MARK = r"@[\w.-]+[\"'`*]*,? ?[:|/\"'`]"
# Which of the finders there may be something for: in the order of `_FINDERS`.
_KINDS = PatternSet(
    (_WORDS, _ARGUMENTS, _CALLS, loose(rf"{_PAIR_MARKS}|{_ACCOUNT_MARK}")), "anywhere"
)
_WINDOW, _OVERLAP = 4096, 1024
_WORD = Pattern(_WORDS)
_ARGUMENT = Pattern(_ARGUMENTS)
_AFTER = 64
_BEFORE = 40
# A token, and what stands before its value in it: `pw=…`, `ada/…`, `ada:…`.
_TOKEN = re.compile(r"[^\s\"'`<>(){}\[\],;|«»“”„]{6,}")
_LAST = re.compile(r"[=:/]")
# A name in a script that puts no spaces between words.
_GLUED = re.compile(
    "[^\x00-\x7f]*[\u3040-\u9fff\uac00-\ud7af]|[A-Za-z/]{1,10}[\u3040-\u9fff\uac00-\ud7af]+"
)
_END = ".,:;?"
_LINES = 4
_LONGEST = 64
_ARGUMENTS_LENGTH = 160
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}|\d+(?:\.\d+){2,}|.+@[\w-]+\.[a-z.]{2,}")


class NearbyRedactor(Ungated):
    """Type `password`. The gate does without."""

    name = "nearby"
    marks = Marks(
        words=rf"{_WORDS}|{_CALLS}|{loose(_PAIR_MARKS)}",
        runs=rf"[\s\"']{_ARGUMENT_NAMES}[ =\"']|[\"']-p| / |{_ACCOUNT_MARK}",
    )

    def find(self, text: str) -> Iterator[Finding]:
        for first, last in windows(text, _WINDOW, _OVERLAP):
            part = text[first:last]
            for which in _KINDS.matching(part):
                for found in _FINDERS[which](part):
                    yield Finding(first + found.start, first + found.end, found.type)


def _beside_words(text: str) -> Iterator[Finding]:
    seen = 0
    for [(start, end)] in _WORD.matches(text):
        last = _lines_end(text, end)
        yield from _tokens(text, max(_line_start(text, start), seen), last)
        seen = last


def _arguments(text: str) -> Iterator[Finding]:
    for [(_, end)] in _ARGUMENT.matches(text):
        yield from _tokens(text, end, end + 1)


def _calls(text: str) -> Iterator[Finding]:
    seen = 0
    for [(start, end)] in _CALL.matches(text):
        if start >= seen:
            yield from _later_literals(text, end)
            seen = end + _AFTER


def _pairs(text: str) -> Iterator[Finding]:
    for _, *groups in _PAIR.matches(text):
        start, end = next(span for span in groups if span[0] >= 0)
        if _is_password(text[start:end]):
            yield Finding(start, end, "password")


_FINDERS = (_beside_words, _arguments, _calls, _pairs)


def _line_start(text: str, start: int) -> int:
    """Where what stands before a word on its line begins, with a whole token."""
    first = max(start - _BEFORE, 0)
    first = max(text.rfind("\n", first, start) + 1, first)
    while first < start and text[first - 1 : first].isalnum():
        first += 1
    return first


def _lines_end(text: str, start: int) -> int:
    """Where what a word speaks of may begin at last: the value may stand below its heading."""
    return start + len("\n".join(text[start : start + _AFTER].split("\n")[:_LINES]))


def _tokens(text: str, first: int, last: int) -> Iterator[Finding]:
    """The tokens that look like passwords and begin between two places."""
    for token in _TOKEN.finditer(text, first, last + _LONGEST):
        start, end = _value(text, *token.span())
        if token.start() >= last:
            return
        if _is_password(text[start:end]) and not (
            named_as_machine(text, start) or _is_hash(text, start, end)
        ):
            yield Finding(start, end, "password")


def _later_literals(text: str, start: int) -> Iterator[Finding]:
    """The arguments of a call that look like passwords, but for the first: who it is."""
    arguments = text[start : start + _ARGUMENTS_LENGTH].partition("\n")[0].partition(")")[0]
    end = start + len(arguments)
    for literal in [*_LITERAL.finditer(text, start, end)][1:]:
        first, last = literal.span(literal.lastindex or 0)
        if _is_password(text[first:last]):
            yield Finding(first, last, "password")


def _value(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the value in a token is: behind its name or user, before the end of the sentence."""
    end = start + len(text[start:end].rstrip(_END))
    signs = [sign.end() for sign in _LAST.finditer(text, start, end - 1)]
    if len(signs) == 1:
        start = signs[0]
    name = _GLUED.match(text, start, end)
    start = name.end() if name else start
    while start < end and text[start] in ">-+$*_":
        start += 1
    return start, end


def _is_hash(text: str, start: int, end: int) -> bool:
    """Whether a value is pure hex that shares its line: commits do, passwords stand alone."""
    if not is_hex(text[start:end].replace("-", "")):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : end + 2].strip(" \"'`\n\r")
    return end - start < 16 or line != text[start:end]


def _is_password(value: str) -> bool:
    return (
        looks_typed(value)
        and not is_stand_in(value)
        and not is_code(value)
        and not is_path(value)
        and not is_id(value)
        and not _HOST.fullmatch(value)
    )


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(NearbyRedactor())
