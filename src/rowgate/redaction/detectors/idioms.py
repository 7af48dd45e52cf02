"""Credentials that a grammar of their own points out.

Sources: PostgreSQL's and MySQL's manuals (password file; CREATE USER), Terraform's language
(variable blocks), the manuals of the commands named, BIP 39 (12 to 24 words of 3 to 8 letters).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.detectors.likely import TIED, is_usual
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet, windows
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
    (("connect ", "CONNECT ", "Connect ", "conn ", "sqlplus", "rman", "exp ", "imp ", "expdp",
      "impdp", "sqlldr", "userid="),
     "url-credentials", Pattern(
        r"(?i)(?:\b(?:connect|conn|sqlplus|rman|exp|imp|expdp|impdp|sqlldr)\s+(?:-\w+\s+)*|"
        r"\buserid=)"
        r"[\"']?([a-z]\w{1,30}/[^\s\"'/@\x7f]{4,})(?:@|\s|$|[\"'])"
    )),
    (("identified", "IDENTIFIED"), "password", Pattern(
        r"(?i)\bidentified\s+(?:with\s+[\w'\"]+\s+)?(?:by|as)\s+(?:password\s+)?"
        r"[\"']([^\"'\n\x7f]{3,})[\"']"
        r"|\b(?:user|role|to)\s+\S{1,60}\s+identified\s+by\s+([^\s\"';\x7f]{4,})"
    )),
    (("variable",), "password", Pattern(
        r"(?i)\bvariable\s+\"[\w-]*(?:passw(?:or)?d|pass(?:_|\b)|pwd|secret|token|api_?key|"
        r"private_?key|credential)[\w-]*\"\s*\{[^}]{0,400}?\bdefault\s*=\s*\"([^\"\n\x7f]{4,})\""
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
    ((r"\b(?:un)?zip\b", "7z", r"\b(?:un)?rar\b", "htpasswd", "keytool"), "password", Pattern(
        rf"\b(?:un)?zip\b[^\n\x7f|;]{{0,80}}?\s-P[ ]{{0,2}}{_VALUE}"
        rf"|\b(?:7z[ar]?|(?:un)?rar)\b[^\n\x7f|;]{{0,80}}?\s-p{_VALUE}"
        rf"|\bhtpasswd\s+-\w*b\w*\s+\S{{1,80}}\s+\S{{1,60}}\s+{_VALUE}"
        rf"|\s-(?:store|key|src|dest)(?:store)?pass\s+{_VALUE}"
    )),
    (("/p:", "/pass"), "url-credentials", Pattern(
        rf"(?:^|\s)/(?:p|pass|password|pwd):{_VALUE}"
    )),
    (("-U", "add_user"), "url-credentials", Pattern(
        rf"\s-U ?[\w.\\\\/@-]{{1,60}}%{_VALUE}|\badd_user[ \t]+\S{{1,60}}[ \t]+{_VALUE}"
    )),
    (("echo", "printf"), "password", Pattern(
        r"\b(?:echo|printf)\s+(?:-n\s+)?[\"']?(?:[\w.-]{1,40}:)?([^\s\"'`$<\x7f|]{4,})[\"']?"
        r"\s*\|\s*"
        r"(?:sudo\s+(?:-\w+\s+)*-S\b|(?:sudo\s+)?(?:chpasswd|cryptsetup|kinit|gpg|openssl|su|"
        r"passwd|smbpasswd|runas|ssh-add)\b|[^|\n\x7f]{1,100}--(?:password-)?stdin)"
    )),
    (("SecureString",), "password", Pattern(
        r"(?i)securestring\s+(?:-string\s+)?[\"']([^\"'\n\x7f$]{4,})[\"']"
    )),
    (("/user:", "/USER:"), "url-credentials", Pattern(
        rf"(?i)\bnet\s+use\b\s+\S+\s+\S+[ \t]+{_VALUE}[ \t]+/user:|"
        rf"(?i)\bnet\s+use\b[^\n\x7f]{{0,120}}?/user:\S{{1,80}}[ \t]+{_VALUE}"
    )),
    (("code", "Code", "OTP", "PIN", "Pin", " pin", "TAN", "passcode"), "password", Pattern(
        r"(?i)\b(?:(?:verification|security|confirmation|authentication|auth|login|sign-?in|"
        r"one-time|2fa|mfa|otp|sms|activation|recovery|backup|access|pin)[ -]?"
        r"(?:code|pass-?code|pin)s?|\botp|\bpin|(?-i:\bTAN))"
        r"(?: (?:for|of|to|für|de|del|pour) (?:[\w-]{1,20} ){1,3})?"
        r"(?:\s{0,2}(?:is|was|are|ist|lautet|est|es|è|é))?[\s:=]{1,3}"
        r"[\"']?((?:[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{4,10}){1,4}(?:[\s,]+|$|\b)){1,20}"
        r"|[0-9]{3}[ -][0-9]{3}\b|[0-9]{4,8}\b)"
    )),
    (("code", "Code", "PIN", "OTP"), "password", Pattern(
        r"(?i)\b((?:[a-z]-)?[0-9]{4,8}|[0-9]{3}[ -][0-9]{3})\s(?:is|ist|est|es)\s(?:your|ihr|dein|"
        r"votre|ton|tu|su)\s[\w -]{0,40}(?:code|pin|otp)\b"
        r"|(?:your|ihr|dein|votre|ton|tu|su) code(?: is| lautet| ist| est| es)?:? ([0-9]{4,8})\b"
    )),
    (("backup", "Backup", "recovery", "Recovery", "scratch"), "password", Pattern(
        r"(?i)\b(?:backup|recovery|scratch)[ _-]?codes?\b[\"'\s:=\[]{1,6}"
        r"((?:[a-z0-9-]*[0-9][a-z0-9-]*[\s,;\"']+){1,20}[a-z0-9-]*[0-9][a-z0-9-]*)"
    )),
    (("icen", "erial", "ctivation", "gift", "Gift", "oucher", "edeem", "roduct key"),
     "secret", Pattern(
        r"(?i)\b(?:licen[sc]e|serial|activation|gift ?card|voucher|redeem|product)[\w -]{0,24}"
        r"[\"'\s:=#>]{1,6}(?-i:([A-Z0-9]{4,7}(?:-[A-Z0-9]{4,7}){2,7}))\b"
    )),
    (("seed", "Seed", "SEED", r"allet\(", r"ccount\(", r"igner\(", r"igningKey\(", r"rom_key\(",
      r"romKey\(", r"eypair\(", r"eyPair\(", r"ivate_key\(", r"ivateKey\("), "secret", Pattern(
        r"(?i)\b\w*seed\w*[\"']?\s{0,2}[:=(]{1,2}\s{0,3}(?:[\w.]{1,20}\()?"
        r"[\"']?(?:0x)?([0-9a-f]{32,128})\b"
        r"|(?:wallet|account|sign(?:er|ing)?(?:key)?|from_?key|keypair|private_?key)\(\s{0,4}"
        r"(?:\w{1,20}\s?[=:]\s?)?[\"'](?:0x)?([0-9a-f]{64})[\"']"
    )),
    ((r"lient\(", r"pi\(", r"PI\(", r"dk\(", r"DK\(", r"uth\(", r"ervice\(", r"earch\(",
      r"ession\(", r"ot\(", r"nit\(", r"onfigure\(", r"redentials\("), "secret", Pattern(
        r"(?i)\b\w*(?:client|api|sdk|auth|service|search|session|bot|init|configure|credentials)\("
        r"(?:\s{0,4}(?:\w{1,20}\s?[=:]\s?)?[\"'][^\"'\n]{0,60}[\"'],){0,2}\s{0,4}"
        r"[\"']([0-9a-f]{24,64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})[\"']"
    )),
    (("2FA", "2fa", "MFA", "mfa", "etup key", "uthenticator", "OTP"), "secret", Pattern(
        r"(?i)\b(?:2fa|mfa|totp|otp|setup|authenticator)[\w -]{0,12}[\s:=]{1,3}(?-i:"
        r"((?:[A-Z2-7]{4} ){3,15}[A-Z2-7]{4}|[A-Z2-7]{16,64}))\b"
    )),
    ((r"\{(?:PLAIN|CLEAR|CRYPT)",), "password", Pattern(
        rf"\{{(?:PLAIN|CLEAR|CLEARTEXT|CRYPT)\}}{_VALUE}")),
    ((r"[ \t]\*",), "password", Pattern(
        r"(?m)^\"?[\w.@\\-]{1,40}\"?[ \t]+(?:\*|[\w.-]{1,30})[ \t]+"
        r"\"?([^\s\"*\x7f]*[0-9][^\s\"*\x7f]*)\"?"
        r"[ \t]+\*[ \t]*$"
    )),
    (('"kty"',), "private-key", Pattern(
        r"\"(?:d|k|p|q|dp|dq|qi)\"\s{0,3}:\s{0,3}\"([A-Za-z0-9_-]{20,})\""
    )),
    (("OTP", "otp"), "secret", Pattern(
        r"(?i)otp(?:auth|_?secret)?[\"']?[\s:=(]{1,4}[\"'](?-i:([A-Z2-7]{16,64}))\b"
    )),
    (("snmp", "createUser", "auth ", "priv "), "password", Pattern(
        r"(?i)\b(?:(?:auth|priv) (?:md5|sha|3?des|aes)|createuser \S{1,40} (?:md5|sha))"
        rf"(?:[ -]?[0-9]{{3}})?[ \t]+{_VALUE}"
    )),
    (("seed", "Seed", "words", "wörter", "nemonic", "phrase", "SEED", "MNEMONIC"),
     "secret", Pattern(
        r"(?i)(?:mnemonic|seed|(?:12|24) words|schlüsselwörter|"
        r"(?:seed|recovery|backup|secret|wallet)[ _-]?(?:phrase|words))"
        r"[\w -]{0,20}[\"'\s:=>]{1,6}((?:[a-z]{3,8}[ ,\n]{1,2}){11,23}[a-z]{3,8})\b"
    )),
    ((r"(?i:auth|creds?|credentials?)\s*[=:]\s*[\[(]",
      r"(?i:basicauth|connect(?:ion)?|login|sequelize|authenticat(?:e|or|ion)|credentials?|pdo)\("),
     "password", Pattern(
        r"(?i)(?:\b(?:auth|creds?|credentials?)\s*[=:]\s*[\[(]|basicauth\(|getconnection\(|"
        r"connect\(|\blogin\(|sequelize\(|authenticat(?:e|or|ion)\(|\bpdo\(|"
        r"credentials?\()(?:[^\"'\n)]{0,40}(?:\"[^\"\n]{0,80}\"|'[^'\n]{0,80}')){1,2}\s*,\s*"
        r"[\"']([^\"'\n\x7f]{4,})[\"']"
        r"|(?i:\blogin|\bpdo)\([$\w.]{1,30},\s{0,2}(?:[\"'][^\"'\n]{0,60}[\"'],\s{0,2})?"
        r"[\"']([^\"'\n\x7f]{4,})[\"']"
    )),
    (("cred", "Cred", "CRED", "login", "Login"), "url-credentials", Pattern(
        r"(?i)\b(?:creds?|credentials?|logins?)\b(?: for [\w.-]{1,20})?(?:\s(?:is|are))?[\s:=]{1,3}"
        r"([\w.@+-]{2,40} ?[/:|] ?[^\s\"'`/:|\x7f]{5,}[0-9!#$%^&*][^\s\"'`\x7f]*)"
    )),
    (("snmp-server", "-digest-key ", "password ", "secret ", "key "), "password", Pattern(
        r"(?i)\b(?:snmp-server\s+community|(?:tacacs|radius)-server\s+(?:host\s+\S+\s+)?key|"
        r"isakmp\s+key|message-digest-key\s+[0-9]+\s+md5|(?:md5|authentication|key-string)\s+[0-9]|"
        rf"(?:password|secret|key)\s+[0-9])[ \t]+(?:[0-9][ \t]+)?{_VALUE}"
    )),
    # What prose enables is a word, a device's password that stands among its settings may be one.
    (("enable ", "ENABLE ", "Enable ", "line [cva]", "username "), "password", Pattern(
        r"(?im)\benable\s+(?:password|secret)[ \t]+(?:[0-9][ \t]+)?[\"']?"
        r"([^\s\"'`$<\x7f|;]*[^\s\"'`\x7f|;a-z.,:)-][^\s\"'`\x7f|;]*)"
        r"|^(?:username|aaa|hostname|service|line|!)[^\n]*\n(?:[^\n]*\n)?"
        r"enable (?:password|secret) (\S+)$"
        rf"|^[ \t]*username\s+\S+\s+(?:privilege\s+[0-9]+\s+)?(?:password|secret)\s+{_VALUE}[ \t]*$"
        rf"|^line (?:con|vty|aux)\b[^\n]*\n(?:[ \t][^\n]*\n){{0,4}}?[ \t]+password[ \t]+{_VALUE}"
    )),
    (("login ", "rootpw", "d-i passwd", "lftp "), "password", Pattern(
        rf"\blogin\s+\S+\s+password\s+{_VALUE}|\brootpw\s+(?:--?\w+\s+)*{_VALUE}"
        rf"|\bd-i\s+passwd/[\w-]+\s+password\s+{_VALUE}|\blftp\s+-u\s+[^\s,]+,{_VALUE}"
    )),
    (("--pass", "--pwd", "-passin", "-passout"), "password", Pattern(
        rf"[^\s`-][ \t]+(?:\\\n[ \t]*)?--(?:password|passphrase|passwd|pass|pwd)[= ]{_VALUE}"
        rf"(?:[\"']|[ \t]+-|[ \t]*\\?(?:\n|$))|\s-pass(?:in|out)?\s+pass:{_VALUE}"
    )),
    ((r"\(default",), "password", Pattern(
        r"(?i)passw(?:or)?d\b[^\n]{0,40}\(default(?:s to| is|:)?\s[`\"']([^`\"'\s\x7f]{4,})[`\"']"
    )),
    (("requirepass", "masterauth", "masteruser", "PASS", "PASSWORD", "PASSWD"), "password", Pattern(
        rf"(?m)^[ \t]*(?:requirepass|masterauth)[ \t]+{_VALUE}|^PASS {_VALUE}[ \t]*$"
        rf"|^[ \t]*(?:ENV|ARG)[ \t]+\w{{0,40}}(?:PASS|PASSWORD|PASSWD)[ =]{_VALUE}"
    )),
    (("endKeys", "end_keys", r"\.type\(", r"\.fill\(", r"\.val\(", r"\.set\(", r"send "),
     "password", Pattern(
        r"(?i)(?:passw|passphrase|pwd)\w*[^\n\"']{0,6}[\"'][^\"'\n]{0,6}"
        r"(?:\.(?:send_?keys|type|fill|val|set)\(\s*|,\s{0,3})[\"']([^\"'\n\x7f]{4,})"
        r"|(?i)(?:password|passphrase)[^\n]{0,20}\n\s*(?:exp_)?send[^\"\n]{0,12}"
        r"\"([^\"\\\n\x7f]{4,})"
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

_WINDOW, _OVERLAP = 4096, 1024


class IdiomRedactor:
    """Types `password`, `secret`, `url-credentials`, `password-hash` and `card-code`."""

    name = "idioms"
    fast = True
    marks = Marks(words="|".join(_MARKS.sources))

    def find(self, text: str) -> Iterator[Finding]:
        for first, last in windows(text, _WINDOW, _OVERLAP):
            yield from _found(text[first:last], first)

    def confident(self, text: str) -> Iterator[Finding]:
        for found in self.find(text):
            value = text[found.start : found.end]
            # A word may be anything; twelve of them after `seed phrase` are one thing.
            if value.count(" ") > 10 or (
                any(map(str.isdigit, value)) and not value.isdigit() and len(value) >= 8
            ):
                yield found


def _found(text: str, first: int) -> Iterator[Finding]:
    for which in _MARKS.matching(text):
        _, type_, pattern = _IDIOMS[which]
        for _, *groups in pattern.matches(text):
            start, end = next(span for span in groups if span[0] >= 0)
            value = text[start:end].rstrip(" ,.\n\t")
            if type_ == "url-credentials" and value.isdigit() and len(value) <= len("65535"):
                continue
            if is_usual(value, TIED) or (value and not is_stand_in(value) and not is_code(value)):
                yield Finding(first + start, first + start + len(value), type_)


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(IdiomRedactor())
