"""What the words before a value say it is: somebody's number, or a machine's."""

from __future__ import annotations

from rowgate.redaction.patterns import Pattern

REACH = 48

_NAMED = r"[\"'\])}\s]{0,3}\s?(?:=>|[:=])\s{0,3}[\[(\"'\\]{0,6}(?:W/\\*\")?$"
_MACHINE = (
    r"id|ids|_no|nr|num|hash|digest|checksum|sha\d*|md5|crc|etag|uuid|guid|ulid|commit|revision|rev|"
    r"fingerprint|trace(?:parent|state)?|span|request|version|model|integrity|ray|nonce|cursor|ref|tag|"
    r"path|file|filename|thread|run|order|seq|sequence|nano|nanos|ns|ms|us|secs?|seconds|ts|time|"
    r"timestamp|created|updated|modified|expires?|expiry|exp|iat|nbf|date|datetime|at|size|bytes|length|len|"
    r"offset|index|idx|count|counts|total|tokens|usage|latency|duration|elapsed|uptime|build|port|pid|seed|"
    r"score|cost|price|amount|step|epoch|batch|limit|max|min|start|end|width|height|lat|lng|lon|"
    r"latitude|longitude|temperature|checksum|signature_id|sku|isbn|ean|upc|gtin|asin|doi|bucket|shard|line|column|row"
)
_IS_MACHINE = Pattern(rf"(?i)(?:^|[^a-z])(?:[a-z0-9]+[_.-])*[a-z0-9]*?(?:{_MACHINE}){_NAMED}")
_SAYS_MACHINE = Pattern(
    r"(?i)\b(?:order|ticket|invoice|ref(?:erence)?|case|tracking|confirmation|booking|build|commit|"
    r"version|issue|pr|incident|job|run|request|trace|serial|model|part|item|product|article|sku|isbn)"
    r"(?:\s(?:number|no\.?|nr\.?|id|code))?(?:\s(?:is|was))?[\s:#=]{1,3}$"
)
_PERSON = Pattern(
    r"(?i)phone|tele|\btel\b|mobile|\bcell|fax|whatsapp|\bsms\b|\bcall\b|dial|contact|reach|ssn|social|"
    r"\btax|\bvat\b|passport|licen[cs]e|national|insurance|insured|account|iban|\bcard|\bnhs\b|\bnino\b|pesel|aadha?ar|"
    r"\bpan\b|\btin\b|\bein\b|\bbsn\b|\bcurp\b|\brfc\b|\brut\b|\bcpf\b|\bcnpj\b|\bdni\b|\bnif\b|\bnie\b|\bsin\b|\babn\b|"
    r"\bacn\b|\btfn\b|\bnpi\b|\bmbi\b|\bnin\b|\buen\b|\bfin\b|\bitin\b|\bgst(?:in)?\b|\brrn\b|\bfrn\b|\bbrn\b|medicare|health|"
    r"patient|citizen|identity|identit|\bid (?:card|number|no)|personal|person|driver|driving|vehicle|plate|"
    r"registration|voter|bank|routing|\baba\b|sort code|birth|steuer|ausweis|versicher|kranken|fiscal|codice|"
    r"\bbic\b|swift|sedol|\bwkn\b|henkil|personnummer|organisationsnummer|kimlik|plaka|ruhsat|numero|número"
)


def named_as_machine(text: str, start: int) -> bool:
    """Whether a value's name or the words before it say id, count, time or version."""
    before = text[max(start - REACH, 0) : start]
    return _IS_MACHINE.found(before) or _SAYS_MACHINE.found(before)


def named_as_person(text: str, start: int, end: int) -> bool:
    """Whether words around a value speak of phones, accounts or official numbers."""
    return _PERSON.found(text[max(start - REACH, 0) : start]) or _PERSON.found(text[end : end + 24])


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a value is all there is: of the text, or of a quoted string in it."""
    before = text[:start].rstrip(" ")[-1:]
    after = text[end : end + 8].lstrip(" ")[:1]
    return before in ("", '"', "'", "`", "\n") and after in ("", '"', "'", "`", "\n", "\\")
