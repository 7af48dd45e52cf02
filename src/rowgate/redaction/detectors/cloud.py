"""Names of a team's own cloud resources: ARNs, buckets, tenants' hosts.

None of them is a secret, and each tells whose row this is and where to look: the redactor
takes them, the gate does not. ARN: AWS General Reference; hosts: the makers' own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.ungated import Ungated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_ARN = Pattern(r"\barn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:[0-9]{12})?:[A-Za-z0-9_./:*@+=,-]+")
_HOST = Pattern(
    r"(?i)\b(?:[a-z0-9][a-z0-9._-]*\.)(?:s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com|storage\.googleapis\.com|"
    r"storage\.cloud\.google\.com|(?:blob|file|queue|table|dfs|vault|search|database|servicebus)"
    r"\.(?:core\.)?(?:windows|azure)\.net|openai\.azure\.com|azurewebsites\.net|jfrog\.io|okta\.com|"
    r"oktapreview\.com|auth0\.com|my\.salesforce\.com|snowflakecomputing\.com|supabase\.co|"
    r"cloudfront\.net|execute-api\.[a-z0-9-]+\.amazonaws\.com|rds\.amazonaws\.com|firebaseio\.com)"
    r"(?:/[A-Za-z0-9_./-]*)?"
    r"|\bs3(?:[.-][a-z0-9-]+)?\.amazonaws\.com/[a-z0-9._-]+|\bstorage\.googleapis\.com/[a-z0-9._-]+"
)
_ACCOUNT = Pattern(
    r"(?i)aws[_ -]?account[_ -]?(?:id|number|no)?[\"']?\s{0,3}[:=]?\s{0,3}[\"']?"
    r"([0-9]{12})\b"
)
_DOTTED = (".com", ".net", ".io", ".co")


class CloudRedactor(Ungated):
    """Type `cloud-resource`."""

    name = "cloud"
    marks = Marks(words=r"arn:aws|(?i:aws[_ -]?account)|\.(?:com|net|io|co)")

    def find(self, text: str) -> Iterator[Finding]:
        if "arn:aws" in text:
            for [(start, end)] in _ARN.matches(text):
                yield Finding(start, end, "cloud-resource")
        for _, (start, end) in _ACCOUNT.matches(text):
            yield Finding(start, end, "cloud-resource")
        if any(ending in text for ending in _DOTTED):
            for [(start, end)] in _HOST.matches(text):
                yield Finding(start, end, "cloud-resource")


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(CloudRedactor())
