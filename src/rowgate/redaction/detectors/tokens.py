"""Tokens whose makers gave them a prefix or a shape of their own.

Each form is written from the maker's public documentation or secret-scanning notes;
lengths are lower bounds, since makers lengthen their tokens.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import RUN, Pattern, PatternSet, loose
from rowgate.redaction.words import digits, is_filler, is_made_up, is_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("aws-access-key", (
        r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA)[A-Z2-7]{16}",
        r"A3T[A-Z0-9]{17}",
    )),
    ("aws-bedrock-key", (r"ABSK[A-Za-z0-9+/]{40,}={0,2}", r"bedrock-api-key-[A-Za-z0-9+/=]{20,}",)),
    ("google-api-key", (r"AIza[A-Za-z0-9_-]{35}",)),
    ("google-oauth", (
        r"GOCSPX-[A-Za-z0-9_-]{20,}",
        r"ya29\.[A-Za-z0-9_-]{20,}",
        r"1//0[A-Za-z0-9_-]{30,}",
        r"[0-9]{6,}-[a-z0-9]{20,}\.apps\.googleusercontent\.com",
    )),
    ("github-token", (
        r"gh[pousr]_[A-Za-z0-9]{30,}",
        r"github_pat_[A-Za-z0-9_-]{22,}",
        r"gh[pousr]_[A-Za-z0-9_-]{36,}",
    )),
    ("gitlab-token", (
        (r"gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct|"
        r"tt)-[A-Za-z0-9_-]{15,}(?:\.[A-Za-z0-9_-]+)*"),
        r"GR1348941[A-Za-z0-9_-]{20,}",
        r"gitlab_session=[0-9a-f]{32}",
    )),
    ("slack-token", (
        r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,}",
        r"xapp-[0-9]-[A-Za-z0-9-]{10,}",
        r"xoxe-[0-9]-[A-Za-z0-9]{20,}",
    )),
    ("slack-webhook", (r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/_-]{20,}",)),
    ("openai-key", (
        r"sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}",
        r"sk-[A-Za-z0-9]{20,}(?:T3BlbkFJ[A-Za-z0-9]{10,})?",
        r"sess-[A-Za-z0-9]{40}",
    )),
    ("anthropic-key", (r"sk-ant-[A-Za-z0-9_-]{20,}",)),
    ("ai-provider-key", (
        r"sk-(?:or|api|lf|pt|cp|hc)-[A-Za-z0-9_-]{20,}",
        (r"(?:gsk|xai|pplx|csk|tvly|r8|nvapi|fw|tgp_v1|jina|pcsk|lsv2_[ps][tk]|up|vck|"
        r"co)[_-][A-Za-z0-9_-]{24,}"),
        r"pk-lf-[0-9a-f]{8}[0-9a-f-]{20,}",
        r"sk_[0-9a-f]{40,}",
    )),
    ("huggingface-token", (r"(?:hf|api_org)_[A-Za-z0-9]{30,}",)),
    ("stripe-key", (
        r"(?:sk|rk|pk|whsec)_(?:live|test|prod)_[A-Za-z0-9]{10,}",
        r"whsec_[A-Za-z0-9+/=]{24,}",
    )),
    ("npm-token", (r"npm_[A-Za-z0-9]{30,}", r"NpmToken\.[0-9a-f]{8}-[0-9a-f-]{27}",)),
    ("pypi-token", (r"pypi-[A-Za-z0-9_-]{40,}",)),
    ("rubygems-token", (r"rubygems_[0-9a-f]{40,}",)),
    ("twilio-key", (r"(?:SK|AC)[0-9a-f]{32}",)),
    ("sendgrid-key", (r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",)),
    ("sendinblue-key", (
        r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        r"xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
    )),
    ("mailgun-key", (r"(?:key|pubkey)-[0-9a-f]{32}", r"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}",)),
    ("mailchimp-key", (r"[0-9a-f]{32}-us[0-9]{1,2}",)),
    ("telegram-token", (r"[0-9]{8,10}:[A-Za-z0-9_-]{35}",)),
    ("discord-token", (
        r"[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{5,7}\.[A-Za-z0-9_-]{27,40}",
        r"mfa\.[A-Za-z0-9_-]{80,}",
    )),
    ("discord-webhook", (r"discord(?:app)?\.com/api/webhooks/[0-9]{16,20}/[A-Za-z0-9_-]{20,}",)),
    ("teams-webhook", (
        r"[a-z0-9-]+\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/-]{60,}",
        r"outlook\.office(?:365)?\.com/webhook/[A-Za-z0-9@/-]{60,}",
    )),
    ("webhook", (r"(?:web)?hooks?\.[a-z0-9.-]{4,60}/[A-Za-z0-9/_@-]{10,}",)),
    ("azure-key", (r"[A-Za-z0-9_~.-]{0,3}[78]Q~[A-Za-z0-9_~.-]{31,37}",)),
    ("age-key", (r"AGE-SECRET-KEY-1[A-Z0-9]{40,}",)),
    ("shopify-token", (r"shp(?:at|ca|pa|ss|ua|rt)_[A-Za-z0-9]{30,}",)),
    ("square-token", (r"sq0[a-z]{3}-[A-Za-z0-9_-]{20,}", r"EAAA[A-Za-z0-9_-]{56,}",)),
    ("facebook-token", (r"EAA[A-Z][A-Za-z0-9]{40,}",)),
    ("digitalocean-token", (r"do[oprt]_v1_[0-9a-f]{60,}",)),
    ("doppler-token", (r"dp\.(?:pt|st|sa|ct|scim|audit)\.(?:[A-Za-z0-9_-]+\.)?[A-Za-z0-9]{40,}",)),
    ("hashicorp-token", (r"hv[sbr]\.[A-Za-z0-9_-]{24,}",)),
    ("databricks-token", (r"(?:dapi|dose|dkea)[0-9a-f]{32}(?:-[0-9])?",)),
    ("dynatrace-token", (r"dt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}",)),
    ("newrelic-key", (
        r"NR(?:AK|AA|II|IQ|RA|MA|BR)-[A-Za-z0-9_-]{20,}",
        r"NRJS-[0-9a-f]{19}",
        r"px-(?:api|dep)-[0-9a-f-]{36}",
    )),
    ("grafana-token", (
        r"glc_[A-Za-z0-9+/]{32,}={0,3}",
        r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}",
        r"eyJrIjoi[A-Za-z0-9+/_=-]{40,}",
    )),
    ("sentry-token", (r"sntry[su]_[A-Za-z0-9+/=_]{40,}",)),
    ("linear-key", (r"lin_(?:api|oauth)_[A-Za-z0-9]{32,}",)),
    ("notion-token", (r"ntn_[A-Za-z0-9]{40,}", r"secret_[A-Za-z0-9]{40,}",)),
    ("figma-token", (r"fig[dour]_[A-Za-z0-9_-]{36,}",)),
    ("airtable-token", (r"pat[A-Za-z0-9]{14}\.[0-9a-f]{60,}",)),
    ("atlassian-token", (r"AT(?:AT|CT)T3x[A-Za-z0-9_-]{60,}[A-Za-z0-9=_-]*",)),
    ("postman-key", (r"PM(?:AK|AT)-[A-Za-z0-9-]{24,}",)),
    ("pulumi-token", (r"pul-[0-9a-f]{40}",)),
    ("docker-token", (
        r"dckr_[a-z]{2,4}_[A-Za-z0-9_-]{20,}",
        r"SWMTKN-1-[a-z0-9]{40,}-[a-z0-9]{20,}",
        r"SWMKEY-1-[A-Za-z0-9_-]{40,}",
    )),
    ("provider-token", (
        (r"(?:sbp|sb_secret|dd[pow]|pscale_(?:tkn|oauth|pw)|vc[kpair]|cfut|cfat|tskey-[a-z]+|sgp|"
        r"shippo_(?:live|test)|duffel_(?:live|test)|flwseck(?:_live|_test)?|FLWSECK(?:_LIVE|"
        r"_TEST)?|rdme|ph[cxs]|fio-u|dvc_(?:server|client|mobile)|CLOJARS|sq[apu]|bkua|ops_eyJ|"
        r"fo1|fm[12]|nf[pcobu]|rnd|dapi|cio|ATOA|AKCp|cmVmdGtu|EZ[AT]K|b\.AAAAAQ|v[12]\.0-|sl\.|"
        r"API-|oy2|eu01xx|A3-)[_.-]?[A-Za-z0-9_-]{24,}"),
    )),
    ("braintree-token", (
        r"access_token\$(?:production|sandbox)\$[0-9a-z]{8,20}\$[0-9a-f]{32}",
    )),
    ("alibaba-key", (r"LTAI[A-Za-z0-9]{12,}", r"AKID[A-Za-z0-9]{13,}",)),
    # The custom of many makers: their name, what it is good for, and the key.
    ("provider-token", (
        (r"[a-z][a-z0-9]{1,11}_(?:(?:sk|pk|rk|key|pat|api|secret|token|tok|svc|app|org|user|oauth|access|"
        r"refresh)_)?(?:live|test|prod|production|sandbox|dev|pat|sk|rk|secret|token|tok|apikey|oauth|"
        r"key|personal|access|refresh|service|deploy|admin)_[A-Za-z0-9]{14,}"),
    )),
    ("password-hash", (
        r"\$[A-Za-z0-9][a-z0-9-]{0,15}\$[A-Za-z0-9./+=,$*@_-]{16,}",
        r"\{(?:SSHA|SHA|SMD5|MD5|PBKDF2|BCRYPT|ARGON2)[A-Z0-9-]{0,8}\}[A-Za-z0-9+/=$.]{20,}",
        (r"(?:pbkdf2|sha[0-9]|md5|scrypt|argon2|bcrypt)[a-z0-9_]{0,8}\$"
        r"[A-Za-z0-9./+=$@_-]{24,}"),
    )),
)  # fmt: skip

# A small automaton says where a form may begin and which, and that form decides alone.
_EVERY = tuple((type_, form) for type_, forms in FORMS for form in forms)
_LOOSE = tuple(loose(form) for _, form in _EVERY)
_MARKED = tuple(form for form in _LOOSE if form.startswith((r"\$", r"\{")))
_WORDS = tuple(form for form in _LOOSE if form not in _MARKED)
_START = Pattern(rf"(?:\b|_)(?:{'|'.join(_WORDS)})|{'|'.join(_MARKED)}", longest=True, reach=1024)
_ANY = Pattern("|".join(form for _, form in _EVERY))
_SHORTEST = 16
# What has a form like names in code: `hooks.app.io/docs`, `test_user_access_permissions`.
_LIKE_WORDS = ("provider-token", "webhook", "huggingface-token", "gitlab-token", "password-hash")


class TokenRedactor:
    """Types as in `FORMS`. The gate lets be what was made up for a document."""

    name = "tokens"
    fast = True
    marks = Marks(runs=rf"{RUN}|xox[a-z]|\$[A-Za-z0-9-]+\$")

    def __init__(self) -> None:
        self._loose = PatternSet((f"_?(?:{form})" for form in _LOOSE), "start")
        self._exact = [Pattern(f"^_?(?:{form})", longest=True) for _, form in _EVERY]
        # What a program wrote holds the same ones again and again.
        self._token = lru_cache(maxsize=4096)(self._begun)

    def find(self, text: str) -> Iterator[Finding]:
        for [(start, end)] in _START.matches(text):
            if start and text[start - 1].isalnum():
                continue
            found = self._token(text[start:end])
            if found is None:
                yield from self._within(text, start + 1, end)
            elif _is_token(text[start : start + found[0]], found[1]):
                yield Finding(start, start + found[0], found[1])

    def confident(self, text: str) -> Iterator[Finding]:
        for found in self.find(text):
            if not is_made_up(text[found.start : found.end]):
                yield found

    def _begun(self, text: str) -> tuple[int, str] | None:
        """The longest of the forms that a text begins with: its length and type."""
        best: tuple[int, str] | None = None
        for form in self._loose.matching(text):
            spans = next(self._exact[form].matches(text), None)
            if spans and (best is None or spans[0][1] > best[0]):
                best = (spans[0][1], _EVERY[form][0])
        return best

    def _within(self, text: str, first: int, last: int) -> Iterator[Finding]:
        """The tokens that begin inside of what only began like one."""
        if last - first < _SHORTEST:
            return
        for [(start, end)] in _ANY.matches(text[first:last]):
            start, end = first + start, first + end
            found = None if text[start - 1].isalnum() else self._token(text[start:end])
            if found and _is_token(text[start:end], found[1]):
                yield Finding(start, end, found[1])


def _is_token(value: str, type_: str) -> bool:
    """Whether there is more to a value than a form that words have, too."""
    if is_filler(value) or type_ not in _LIKE_WORDS:
        return not is_filler(value)
    return digits(value) > 1 or not (value.islower() or value.isupper() or is_words(value))


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(TokenRedactor())
