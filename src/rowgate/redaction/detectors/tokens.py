"""Tokens whose makers gave them a prefix or a shape of their own.

Each form is written from the maker's public documentation or secret-scanning notes;
lengths are lower bounds, since makers lengthen their tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.words import entropy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_W = "[A-Za-z0-9_-]"
_A = "[A-Za-z0-9]"
_H = "[0-9a-f]"

FORMS: tuple[tuple[str, str], ...] = (
    ("aws-access-key", r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA)[A-Z2-7]{16}|A3T[A-Z0-9]{17}"),
    ("aws-bedrock-key", r"ABSK[A-Za-z0-9+/]{40,}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{20,}"),
    ("google-api-key", rf"AIza{_W}{{35}}"),
    ("google-oauth", rf"GOCSPX-{_W}{{20,}}|ya29\.{_W}{{20,}}|1//0{_W}{{30,}}|[0-9]{{6,}}-[a-z0-9]{{20,}}\.apps\.googleusercontent\.com"),
    ("github-token", rf"gh[pousr]_{_A}{{30,}}|github_pat_{_W}{{22,}}|gh[pousr]_{_W}{{36,}}"),
    ("gitlab-token", rf"gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct|tt)-{_W}{{15,}}(?:\.{_W}+)*|GR1348941{_W}{{20,}}|_gitlab_session={_H}{{32}}"),
    ("slack-token", r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,}|xapp-[0-9]-[A-Za-z0-9-]{10,}|xoxe-[0-9]-[A-Za-z0-9]{20,}"),
    ("slack-webhook", r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/_-]{20,}"),
    ("openai-key", rf"sk-(?:proj|svcacct|admin|None)-{_W}{{20,}}|sk-{_A}{{20,}}(?:T3BlbkFJ{_A}{{10,}})?|sess-{_A}{{40}}"),
    ("anthropic-key", rf"sk-ant-{_W}{{20,}}"),
    ("ai-provider-key", rf"sk-(?:or|api|lf|pt|cp|hc)-{_W}{{20,}}|(?:gsk|xai|pplx|csk|tvly|r8|nvapi|fw|tgp_v1|jina|pcsk|lsv2_[ps][tk]|up|vck|co)[_-]{_W}{{24,}}|pk-lf-{_H}{{8}}[0-9a-f-]{{20,}}|sk_{_H}{{40,}}"),
    ("huggingface-token", rf"(?:hf|api_org)_{_A}{{30,}}"),
    ("stripe-key", rf"(?:sk|rk|pk|whsec)_(?:live|test|prod)_{_A}{{10,}}|whsec_[A-Za-z0-9+/=]{{24,}}"),
    ("npm-token", rf"npm_{_A}{{30,}}|NpmToken\.{_H}{{8}}-[0-9a-f-]{{27}}"),
    ("pypi-token", rf"pypi-{_W}{{40,}}"),
    ("rubygems-token", rf"rubygems_{_H}{{40,}}"),
    ("twilio-key", rf"(?:SK|AC){_H}{{32}}"),
    ("sendgrid-key", rf"SG\.{_W}{{16,}}\.{_W}{{16,}}"),
    ("sendinblue-key", rf"xkeysib-{_H}{{64}}-{_A}{{16}}|xsmtpsib-{_H}{{64}}-{_A}{{16}}"),
    ("mailgun-key", rf"(?:key|pubkey)-{_H}{{32}}|{_H}{{32}}-{_H}{{8}}-{_H}{{8}}"),
    ("mailchimp-key", rf"{_H}{{32}}-us[0-9]{{1,2}}"),
    ("telegram-token", rf"[0-9]{{8,10}}:A{_W}{{32,36}}"),
    ("discord-token", rf"[MNO]{_W}{{22,27}}\.{_W}{{5,7}}\.{_W}{{27,40}}|mfa\.{_W}{{80,}}"),
    ("discord-webhook", rf"discord(?:app)?\.com/api/webhooks/[0-9]{{16,20}}/{_W}{{20,}}"),
    ("teams-webhook", rf"[a-z0-9-]+\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/-]{{60,}}|outlook\.office(?:365)?\.com/webhook/[A-Za-z0-9@/-]{{60,}}"),
    ("azure-key", rf"{_W}{{3}}[78]Q~{_W}{{31,37}}|[A-Za-z0-9+/]{{76}}AzCa[A-Za-z0-9+/=]{{5,8}}|[A-Za-z0-9+/]{{40,}}(?:AzSe|ACDb|ARm[A-Za-z0-9])[A-Za-z0-9+/=]{{5,8}}|{_A}{{52}}JQQJ99[A-Za-z0-9]{{20,}}"),
    ("age-key", r"AGE-SECRET-KEY-1[A-Z0-9]{40,}"),
    ("shopify-token", rf"shp(?:at|ca|pa|ss|ua|rt)_{_A}{{30,}}"),
    ("square-token", rf"sq0[a-z]{{3}}-{_W}{{20,}}|EAAA{_W}{{56,}}"),
    ("facebook-token", rf"EAA[A-Z]{_A}{{40,}}"),
    ("digitalocean-token", rf"do[oprt]_v1_{_H}{{60,}}"),
    ("doppler-token", rf"dp\.(?:pt|st|sa|ct|scim|audit)\.(?:{_W}+\.)?{_A}{{40,}}"),
    ("hashicorp-token", rf"hv[sbr]\.{_W}{{24,}}|{_A}{{14}}\.atlasv1\.[A-Za-z0-9=_-]{{60,}}"),
    ("databricks-token", rf"(?:dapi|dose|dkea){_H}{{32}}(?:-[0-9])?"),
    ("dynatrace-token", r"dt0[a-z][0-9]{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    ("newrelic-key", rf"NR(?:AK|AA|II|IQ|RA|MA|BR)-{_W}{{20,}}|NRJS-{_H}{{19}}|{_A}{{36}}NRAL|px-(?:api|dep)-[0-9a-f-]{{36}}"),
    ("grafana-token", rf"glc_[A-Za-z0-9+/]{{32,}}={{0,3}}|glsa_{_A}{{32}}_[A-Fa-f0-9]{{8}}|eyJrIjoi[A-Za-z0-9+/_=-]{{40,}}"),
    ("sentry-token", rf"sntry[su]_[A-Za-z0-9+/=_]{{40,}}"),
    ("linear-key", rf"lin_(?:api|oauth)_{_A}{{32,}}"),
    ("notion-token", rf"ntn_{_A}{{40,}}|secret_{_A}{{40,}}"),
    ("figma-token", rf"fig[dour]_{_W}{{36,}}"),
    ("airtable-token", rf"pat{_A}{{14}}\.{_H}{{60,}}"),
    ("atlassian-token", rf"AT(?:AT|CT)T3x{_W}{{60,}}[A-Za-z0-9=_-]*"),
    ("postman-key", rf"PM(?:AK|AT)-[A-Za-z0-9-]{{24,}}"),
    ("pulumi-token", rf"pul-{_H}{{40}}"),
    ("docker-token", rf"dckr_[a-z]{{2,4}}_{_W}{{20,}}|SWMTKN-1-[a-z0-9]{{40,}}-[a-z0-9]{{20,}}|SWMKEY-1-{_W}{{40,}}"),
    ("provider-token", rf"(?:sbp|sb_secret|dd[pow]|pscale_(?:tkn|oauth|pw)|vc[kpair]|cfut|cfat|tskey-[a-z]+|sgp|shippo_(?:live|test)|duffel_(?:live|test)|flwseck(?:_live|_test)?|FLWSECK(?:_LIVE|_TEST)?|rdme|ph[cxs]|fio-u|dvc_(?:server|client|mobile)|CLOJARS|sq[apu]|bkua|ops_eyJ|fo1|fm[12]|nf[pcobu]|rnd|dapi|cio|ATOA|AKCp|cmVmdGtu|EZ[AT]K|b\.AAAAAQ|v[12]\.0-|sl\.|API-|oy2|eu01xx|A3-)[_.-]?{_W}{{24,}}"),
    ("password-hash", r"\$[a-z0-9][a-z0-9-]{0,15}\$[A-Za-z0-9./+=,$*@_-]{16,}|\{(?:SSHA|SHA|SMD5)(?:256|512)?\}[A-Za-z0-9+/=]{20,}"),
)  # fmt: skip

_EDGE = r"(?:^|[^A-Za-z0-9_])"
_ANY = Pattern("|".join(f"(?:{form})" for _, form in FORMS))


class TokenRedactor:
    """Types as in `FORMS`."""

    name = "tokens"
    fast = True

    def __init__(self) -> None:
        self._forms = [(type_, Pattern(rf"(?:{form})")) for type_, form in FORMS]

    def find(self, text: str) -> Iterator[Finding]:
        for [(start, end)] in _ANY.matches(text):
            if start and text[start - 1].isalnum():
                continue
            if entropy(text[start:end]) < 2.4:
                continue
            yield Finding(start, end, self._type(text[start:end]))

    def _type(self, token: str) -> str:
        return next(
            (type_ for type_, form in self._forms if form.compiled().fullmatch(token.encode())),
            "provider-token",
        )


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(TokenRedactor())
