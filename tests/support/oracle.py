"""Compares spans with what was really asked and answered (`tests/data/traces/scenarios.json`).

`judge(spans)` finds, for each of the sixteen scenarios and each field, whether the span has it
(`ok`), its format lost it and the span or the format says so (`lost`), or it is not what
happened (`wrong`). `assert_true_to(spans, lost={...})` is the test: nothing is wrong, and what
is lost is exactly what the format is known to lose.

What is expected is built here from the requests, without the readers under test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, NamedTuple

from rowgate.model import Span
from tests.support.traces import TRACES

CONTENT = ("messages", "response", "tool_calls", "refusal", "choices")
_TUNED = (
    "temperature", "max_tokens", "seed", "top_p", "stop", "presence_penalty", "frequency_penalty", "n",
)  # fmt: skip
_SAME_REASON = {"tool_call": "tool_calls", "tool-calls": "tool_calls"}


class Found(NamedTuple):
    """How one field of one scenario's span compares with what happened."""

    scenario: str
    field: str
    outcome: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.scenario}.{self.field}: {self.outcome} {self.detail}".rstrip()


@cache
def oracle() -> dict[str, Any]:
    """What was asked and answered: `{scenarios: {name: {request, response}}, prompt}`."""
    whole = json.loads((TRACES / "scenarios.json").read_text(encoding="utf-8"))
    assert isinstance(whole, dict)
    return whole


def assert_true_to(
    spans: Iterable[Span], *, lost: Iterable[str] = (), absent: Iterable[str] = ()
) -> None:
    """Fails unless the spans are what happened.

    `lost` names what the format is known to lose, as patterns of `scenario.field`
    (`refusal.refusal`, `*.variables`); each must really be lost, or the format got better and
    the test should say so. `absent` are scenarios that are not in the file.
    """
    found = judge(list(spans), absent=tuple(absent))
    wrong = [str(one) for one in found if one.outcome == "wrong"]
    assert not wrong, "\n".join(wrong)
    patterns = list(lost)
    gone = [one for one in found if one.outcome == "lost"]
    unexpected = [str(o) for o in gone if not _matches(o, patterns)]
    assert not unexpected, "\n".join(["lost, and not known to be:", *unexpected])
    idle = [p for p in patterns if not any(_matches(o, [p]) for o in gone)]
    assert not idle, f"said to be lost, but nothing is: {idle}"


def judge(spans: Sequence[Span], *, absent: Sequence[str] = ()) -> list[Found]:
    """How every scenario's span compares, field by field; `absent` scenarios must not be there."""
    by_scenario = assign(spans)
    found = [
        Found("-", "embedding", "wrong", f"{span.name} is an embedding, not a model span")
        for span in spans
        if span.kind == "model" and "embedding" in (span.model or "")
    ]
    for name in oracle()["scenarios"]:
        mine = by_scenario.get(name, [])
        if name in absent:
            found += [Found(name, "span", "wrong", "said to be absent, but is there")] * bool(mine)
        elif len(mine) != 1:
            found.append(Found(name, "span", "wrong", f"{len(mine)} model spans instead of one"))
        else:
            found += compare(name, mine[0])
    return found


def assign(spans: Sequence[Span]) -> dict[str, list[Span]]:
    """The model spans by scenario: as an enclosing span says, the session's name, or the content."""
    said = {
        span.trace_id: span.attributes["scenario"]
        for span in spans
        if isinstance(span.attributes.get("scenario"), str)
    }
    found: dict[str, list[Span]] = {}
    for span in spans:
        if span.kind == "model":
            name = said.get(span.trace_id) or _by_session(span) or _by_content(span)
            if name:
                found.setdefault(name, []).append(span)
    return found


def _by_session(span: Span) -> str | None:
    name = (span.session_id or "").removeprefix("sess-")
    return name if name in oracle()["scenarios"] else None


def _by_content(span: Span) -> str | None:
    for name, scenario in oracle()["scenarios"].items():
        if [_seen(m) for m in span.messages] == [
            _asked(m) for m in scenario["request"]["messages"]
        ]:
            return str(name)
    return None


# --- one scenario -----------------------------------------------------------


def compare(name: str, span: Span) -> list[Found]:
    """How one scenario's model span compares, field by field."""
    scenario = oracle()["scenarios"][name]
    request, choices = scenario["request"], scenario["response"] or []
    results = [Found(name, "messages", *_messages(span, request["messages"]))]
    results += [Found(name, field, *check(span, choices)) for field, check in _ANSWER.items()]
    results += [Found(name, field, *check(span, scenario)) for field, check in _FACTS.items()]
    results.append(Found(name, "session", *_equal(span.session_id, f"sess-{name}")))
    results += list(_said(name, span, results))
    return results


Outcome = tuple[str, str]
OK: Outcome = ("ok", "")


def _equal(got: Any, expected: Any) -> Outcome:
    if got == expected:
        return OK
    return ("lost", "") if got in (None, [], {}, "") else ("wrong", f"{got!r}, not {expected!r}")


def _said(name: str, span: Span, results: list[Found]) -> Iterator[Found]:
    """Content that is lost must be said in `incomplete`; and nothing else may be."""
    gone = [one for one in results if one.outcome == "lost" and one.field in CONTENT]
    as_text = all(one.detail == AS_TEXT for one in gone)
    if gone and not span.incomplete and not as_text:
        fields = ", ".join(one.field for one in gone)
        yield Found(name, "incomplete", "wrong", f"{fields} lost, and the span does not say so")
    if not gone and span.incomplete:
        yield Found(name, "incomplete", "lost", span.incomplete)


AS_TEXT = "the refusal came as text"


def _messages(span: Span, asked: list[Any]) -> Outcome:
    got, expected = [_seen(m) for m in span.messages], [_asked(m) for m in asked]
    if got == expected:
        return OK
    if all(any(_shortened(g, e) for e in expected) for g in got):
        return ("lost", f"{len(got)} of {len(expected)} messages, or less of them")
    return ("wrong", f"{got!r}, not {expected!r}")


def _shortened(got: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether a message is what is left of another: text cut off, media gone."""
    return (
        got["role"] == expected["role"]
        and expected["text"].startswith(got["text"].removesuffix("…"))
        and all(_left_of(medium, expected["media"]) for medium in got["media"])
        and got["tool_calls"] in ([], expected["tool_calls"])
    )


def _left_of(medium: tuple[str, Any], expected: list[tuple[str, str]]) -> bool:
    """Whether a medium is one of those expected, or stands for one that is kept elsewhere."""
    kind, content = medium
    return medium in expected or (content is None and any(kind == other for other, _ in expected))


def _seen(message: dict[str, Any]) -> dict[str, Any]:
    """A span's message, in the oracle's form."""
    parts = message["content"]
    return {
        "role": message["role"],
        "text": "".join(part["text"] for part in parts if part["type"] == "text"),
        "media": [
            (part["type"], part.get("url") or part.get("data") or part.get("file_id"))
            for part in parts
            if part["type"] not in ("text", "reasoning", "refusal")
        ],
        "tool_calls": [(c["id"], c["name"], c["arguments"]) for c in message.get("tool_calls", [])],
        "tool_call_id": message.get("tool_call_id"),
    }


def _asked(message: dict[str, Any]) -> dict[str, Any]:
    """A request's message, in the oracle's form."""
    content = message["content"] or ""
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    return {
        "role": message["role"],
        "text": "".join(part["text"] for part in parts if part["type"] == "text"),
        "media": [_medium(part) for part in parts if part["type"] != "text"],
        "tool_calls": _calls(message),
        "tool_call_id": message.get("tool_call_id"),
    }


def _medium(part: dict[str, Any]) -> tuple[str, str]:
    if part["type"] == "image_url":
        return ("image", part["image_url"]["url"].split("base64,")[-1])
    file = part["file"]
    if "file_id" in file:
        return ("file", file["file_id"])
    return ("pdf", file["file_data"].split("base64,")[-1])


def _calls(message: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    return [
        (call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
        for call in message.get("tool_calls") or []
    ]


# --- the answer -------------------------------------------------------------


def _field(span: Span, name: str) -> Any:
    if isinstance(span.response, dict):
        return span.response.get(name)
    return span.response if name == "text" else None


def _response(span: Span, choices: list[Any]) -> Outcome:
    expected = choices[0]["message"]["content"] if choices else None
    got = _field(span, "text")
    if got == expected:
        return OK
    if got and got == _refused(choices):
        return ("lost", AS_TEXT)
    if got and expected and expected.startswith(got):
        return ("lost", "cut off")
    return _equal(got, expected)


def _refused(choices: list[Any]) -> str | None:
    return choices[0]["message"]["refusal"] if choices else None


def _refusal(span: Span, choices: list[Any]) -> Outcome:
    expected = _refused(choices)
    if expected and _field(span, "text") == expected:
        return ("lost", AS_TEXT)
    return _equal(_field(span, "refusal"), expected)


def _tool_calls(span: Span, choices: list[Any]) -> Outcome:
    expected = _calls(choices[0]["message"]) if choices else []
    got = [(c["id"], c["name"], c["arguments"]) for c in _field(span, "tool_calls") or []]
    return _equal(got, expected)


def _choices(span: Span, choices: list[Any]) -> Outcome:
    expected = [choice["message"]["content"] or "" for choice in choices]
    got = [_seen(output)["text"] for output in span.outputs]
    if got == expected or [_refused(choices)] == got:
        return OK
    if len(got) < len(expected) or all(
        e.startswith(g) for g, e in zip(got, expected, strict=False)
    ):
        return ("lost", f"{len(got)} of {len(expected)} outputs, or less of them")
    return ("wrong", f"{got!r}, not {expected!r}")


def _finish_reason(span: Span, choices: list[Any]) -> Outcome:
    expected = [choice["finish_reason"] for choice in choices]
    got = [output.get("finish_reason") for output in span.outputs]
    got = [_SAME_REASON.get(reason, reason) for reason in got if reason]
    if got and len(got) < len(expected) and got == expected[: len(got)]:
        return ("lost", f"{len(got)} of {len(expected)}")
    return _equal(got, expected) if got else _equal(None, expected or None)


_ANSWER: dict[str, Callable[[Span, list[Any]], Outcome]] = {
    "response": _response,
    "refusal": _refusal,
    "tool_calls": _tool_calls,
    "choices": _choices,
    "finish_reason": _finish_reason,
}


# --- facts ------------------------------------------------------------------


def _model(span: Span, scenario: Any) -> Outcome:
    got, asked = span.model or "", scenario["request"]["model"]
    return OK if got.startswith(asked) else _equal(got, asked)


def _parameters(span: Span, scenario: Any) -> Outcome:
    asked = {k: v for k, v in scenario["request"].items() if k in _TUNED}
    wrong = {k: span.parameters[k] for k in asked if span.parameters.get(k, asked[k]) != asked[k]}
    if wrong:
        return ("wrong", f"{wrong!r}, not {asked!r}")
    gone = sorted(set(asked) - set(span.parameters))
    return ("lost", ", ".join(gone)) if gone else OK


def _tools(span: Span, scenario: Any) -> Outcome:
    offered = [tool["function"]["name"] for tool in scenario["request"].get("tools", [])]
    return _equal(span.tools, offered)


def _usage(span: Span, scenario: Any) -> Outcome:
    counts = (span.usage.get("input_tokens"), span.usage.get("output_tokens"))
    if scenario["response"] is None:
        return OK if not any(counts) else ("wrong", f"{counts} for a call that failed")
    if all(isinstance(count, int) and count > 0 for count in counts):
        return OK
    return ("lost", "") if counts in ((None, None), (0, 0)) else ("wrong", str(counts))


def _status(span: Span, scenario: Any) -> Outcome:
    expected = "error" if scenario.get("error") else "ok"
    return _equal(None if span.status == "unknown" else span.status, expected)


def _status_message(span: Span, scenario: Any) -> Outcome:
    if not scenario.get("error"):
        return _equal(span.status_message, None)
    limited = "429" in scenario["request"]["messages"][0]["content"]
    said = "Rate limit" if limited else "context length"
    message = span.status_message or ""
    return OK if said in message else _equal(message, said)


def _variables(span: Span, scenario: Any) -> Outcome:
    prompt = oracle()["prompt"]
    rendered = prompt["template"].format(**prompt["variables"])
    if not any(message["content"] == rendered for message in scenario["request"]["messages"]):
        return OK
    expected = prompt["variables"]
    got = {k: v for k, v in span.variables.items() if k in expected}
    if got != expected and got.items() <= expected.items():
        return ("lost", f"{len(got)} of {len(expected)} variables")
    return _equal(got, expected)


_FACTS: dict[str, Callable[[Span, Any], Outcome]] = {
    "model": _model,
    "parameters": _parameters,
    "tools": _tools,
    "usage": _usage,
    "status": _status,
    "status_message": _status_message,
    "variables": _variables,
    "user": lambda span, _: _equal(span.user_id, "user-17"),
    "project": lambda span, _: _equal(span.project, "support-bot"),
}


def _matches(one: Found, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(f"{one.scenario}.{one.field}", pattern) for pattern in patterns)
