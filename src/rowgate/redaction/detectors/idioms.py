"""Credentials that a grammar of their own points out: `.pgpass`, SQL, Terraform variables,
arguments of commands and calls, network devices, hash dumps, one-time codes, mnemonics.

Sources: PostgreSQL's and MySQL's manuals (password file; CREATE USER), Terraform's language
(variable blocks), the manuals of the commands named, BIP 39 (12 to 24 words of 3 to 8 letters).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet
from rowgate.redaction.words import is_code, is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_VALUE = r"[\"']?([^\s\"'`$<\x7f|;][^\s\"'`\x7f|;]{3,})"

# What a text must hold (RE2) for a pattern to be asked, the type, the pattern: its group is the
# value.
_IDIOMS: tuple[tuple[tuple[str, ...], str, Pattern], ...] = (
    ((r":(?:[0-9]+|\*):",), "url-credentials", Pattern(
        r"(?m)^[ \t]*[A-Za-z0-9.*_-]+:(?:[0-9]{2,5}|\*):[A-Za-z0-9.*_-]+:[A-Za-z0-9.*_-]+:"
        r"([^\s:\x7f/][^\s\x7f/]{3,})[ \t]*$"
    )),
    (("jdbc:oracle",), "url-credentials", Pattern(
        r"jdbc:oracle:[a-z]+:([^\s/\"'\x7f@]+/[^\s\"'\x7f@]+)@"
    )),
    (("identified", "IDENTIFIED"), "password", Pattern(
        r"(?i)\bidentified\s+(?:with\s+[\w'\"]+\s+)?(?:by|as)\s+(?:password\s+)?"
        r"[\"']([^\"'\n\x7f]{3,})[\"']"
    )),
    (("variable",), "password", Pattern(
        r"(?i)\bvariable\s+\"[\w-]*(?:password|passwd|secret|token|api_?key|private_?key|"
        r"credential)[\w-]*\"\s*\{[^}]{0,400}?\bdefault\s*=\s*\"([^\"\n\x7f]{4,})\""
    )),
    (("login", "redis-cli", "sqlcmd", "mongo", "smbclient", "ldap", "plink", "pscp", "psexec",
      "PsExec", "bcp "), "url-credentials", Pattern(
        r"\b(?:login|redis-cli|sqlcmd|mongo(?:sh|dump|restore|import|export)?|smbclient|"
        r"ldap(?:search|add|modify|passwd)|plink|pscp|psexec|PsExec(?:64)?(?:\.exe)?|bcp)\b"
        rf"[^\n\x7f|;]{{0,200}}?\s-(?:p|a|w|P|pw|pass)[ =]{{1,3}}{_VALUE}"
    )),
    ((" -u", " -U", " --user"), "url-credentials", Pattern(
        r"\s(?:-u|-U|--user(?:name)?)[ =]?[^\s\x7f]{1,60}\s+(?:-p|-P|-w|-pw|--pass)[ =]{0,3}"
        + _VALUE
    )),
    ((r"\b(?:un)?zip\b", "7z", "htpasswd", "keytool"), "password", Pattern(
        rf"\b(?:un)?zip\b[^\n\x7f|;]{{0,80}}?\s-P[ ]{{0,2}}{_VALUE}"
        rf"|\b7z\b[^\n\x7f|;]{{0,80}}?\s-p{_VALUE}"
        rf"|\bhtpasswd\s+-\w*b\w*\s+\S{{1,80}}\s+\S{{1,60}}\s+{_VALUE}"
        rf"|\s-(?:store|key|src|dest)(?:store)?pass\s+{_VALUE}"
    )),
    (("/p:", "/pass"), "url-credentials", Pattern(
        rf"\s/(?:p|pass|password|pwd):{_VALUE}"
    )),
    (("-U", "add_user"), "url-credentials", Pattern(
        rf"\s-U ?[\w.\\\\/@-]{{1,60}}%{_VALUE}|\badd_user[ \t]+\S{{1,60}}[ \t]+{_VALUE}"
    )),
    (("echo", "printf"), "password", Pattern(
        r"\b(?:echo|printf)\s+(?:-n\s+)?[\"']?(?:[\w.-]{1,40}:)?([^\s\"'`$<\x7f|]{4,})[\"']?"
        r"\s*\|\s*"
        r"(?:sudo\s+(?:-\w+\s+)*-S\b|(?:sudo\s+)?chpasswd|[^|\n\x7f]{1,100}--(?:password-)?stdin)"
    )),
    (("SecureString",), "password", Pattern(
        r"(?i)securestring\s+(?:-string\s+)?[\"']([^\"'\n\x7f$]{4,})[\"']"
    )),
    (("/user:", "/USER:"), "url-credentials", Pattern(
        rf"(?i)\bnet\s+use\b\s+\S+\s+\S+[ \t]+{_VALUE}[ \t]+/user:|"
        rf"(?i)\bnet\s+use\b[^\n\x7f]{{0,120}}?/user:\S{{1,80}}[ \t]+{_VALUE}"
    )),
    (("code", "Code", "OTP", "PIN", "passcode"), "password", Pattern(
        r"(?i)\b(?:(?:verification|security|confirmation|authentication|auth|login|sign-?in|"
        r"one-time|2fa|mfa|otp|sms|activation|recovery|backup|access|pin)[ -]?"
        r"(?:code|pass-?code|pin)s?|\botp|\bpin)(?:\s(?:is|was|are))?[\s:=]{1,3}"
        r"[\"']?((?:[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{4,10}){1,4}(?:[\s,]+|$|\b)){1,20}"
        r"|[0-9]{3}[ -][0-9]{3}\b|[0-9]{4,8}\b)"
    )),
    (("seed", "Seed", "nemonic", "phrase", "SEED", "MNEMONIC"), "secret", Pattern(
        r"(?i)(?:mnemonic|(?:seed|recovery|backup|secret|wallet)[ _-]?(?:phrase|words))"
        r"[\w -]{0,20}[\"'\s:=>]{1,6}((?:[a-z]{3,8}[ ,\n]{1,2}){11,23}[a-z]{3,8})\b"
    )),
    ((r"(?i:auth|creds?|credentials?)\s*[=:]\s*[\[(]",
      r"(?i:basicauth|connect(?:ion)?|login|sequelize|authenticat(?:e|or|ion)|credentials?)\("),
     "password", Pattern(
        r"(?i)(?:\b(?:auth|creds?|credentials?)\s*[=:]\s*[\[(]|basicauth\(|getconnection\(|"
        r"connect\(|\blogin\(|sequelize\(|authenticat(?:e|or|ion)\(|"
        r"credentials?\()(?:[^\"'\n)]{0,40}(?:\"[^\"\n]{0,80}\"|'[^'\n]{0,80}')){1,2}\s*,\s*"
        r"[\"']([^\"'\n\x7f]{4,})[\"']"
    )),
    (("cred", "Cred", "CRED", "login", "Login"), "url-credentials", Pattern(
        r"(?i)\b(?:creds?|credentials?|logins?)\b(?: for [\w.-]{1,20})?(?:\s(?:is|are))?[\s:=]{1,3}"
        r"([\w.@+-]{2,40} ?[/:|] ?[^\s\"'`/:|\x7f]{5,}[0-9!#$%^&*][^\s\"'`\x7f]*)"
    )),
    (("snmp-server", "enable ", "username ", "password ", "secret ", "key "), "password", Pattern(
        r"(?i)\b(?:snmp-server\s+community|enable\s+(?:password|secret)|"
        rf"(?:password|secret|key)\s+[0-9])[ \t]+(?:[0-9][ \t]+)?{_VALUE}"
    )),
    ((":::",), "password-hash", Pattern(r"\b([0-9a-fA-F]{32}:[0-9a-fA-F]{32}):::")),
    ((r"\$ANSIBLE_VAULT",), "secret", Pattern(
        r"\$ANSIBLE_VAULT;[0-9.]+;AES256[^\n]*\s+([0-9a-f]{20,}(?:\s+[0-9a-f]{20,})*)"
    )),
    (("cv", "CV", "ecurity code"), "card-code", Pattern(
        r"(?i)\b(?:cvv2?|cvc2?|cvn|security code)\b[\"']?(?:\s(?:is|was))?[\s:=#]{1,3}[\"']?"
        r"([0-9]{3,4})\b"
    )),
)  # fmt: skip

# Which idioms there may be, in one pass: forty searches for a word each take far longer.
_MARKS = PatternSet(("|".join(marks) for marks, *_ in _IDIOMS), "anywhere")


class IdiomRedactor:
    """Types `password`, `secret`, `url-credentials`, `password-hash` and `card-code`."""

    name = "idioms"
    fast = True
    marks = Marks(words="|".join(_MARKS.sources))

    def find(self, text: str) -> Iterator[Finding]:
        for which in _MARKS.matching(text):
            _, type_, pattern = _IDIOMS[which]
            for _, *groups in pattern.matches(text):
                start, end = next(span for span in groups if span[0] >= 0)
                value = text[start:end].rstrip(" ,.\n\t")
                if value and not is_stand_in(value) and not is_code(value):
                    yield Finding(start, start + len(value), type_)

    def confident(self, text: str) -> Iterator[Finding]:
        for found in self.find(text):
            value = text[found.start : found.end]
            # A word may be anything; twelve of them after `seed phrase` are one thing.
            if value.count(" ") > 10 or (
                any(map(str.isdigit, value)) and not value.isdigit() and len(value) >= 8
            ):
                yield found


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(IdiomRedactor())
