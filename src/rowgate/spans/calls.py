"""A model call that a trace keeps whole: a provider's raw request and raw response.

Vendors that record calls through a proxy or an SDK wrapper store these two values as they were
sent, so they read alike whoever stored them. Sources: the OpenAI Chat Completions, Completions
and Responses, Anthropic Messages, Gemini and Bedrock Converse APIs. What is in no known form is
kept as JSON text, so that nothing is lost in silence.
"""

from __future__ import annotations

from rowgate.model import Json, Span
from rowgate.spans import fields, jsontext, requests, tokens
from rowgate.spans.content import text_part
from rowgate.spans.messages import Message, read_messages
from rowgate.spans.outputs import read_outputs
from rowgate.spans.parts import is_part
from rowgate.spans.streams import answer_of
from rowgate.spans.tools import tool_names

_ASKED = ("messages", "input", "contents", "prompt", "prompts", "inputText")
_SYSTEM = ("instructions", "system", "systemInstruction", "system_instruction", "preamble")
_ANSWERED = ("choices", "generations", "candidates", "output")
_TEXTS = ("completion", "generation", "response", "outputText", "generated_text")
_SPEAKING = ("role", "content", "parts", "lc", "message", "tool_calls", "text",
             "functionCall", "toolUse")  # fmt: skip
_SETTINGS = ("generationConfig", "generation_config", "inferenceConfig", "options", "config",
             "textGenerationConfig")  # fmt: skip
_NO_SETTINGS = (
    *_ASKED, *_SYSTEM, *_SETTINGS, "toolConfig", "tool_config", "images", "message", "chat_history",
)  # fmt: skip
_EMPTY = text_part("")
_COUNTS = {
    "prompt_eval_count": "input_tokens",
    "eval_count": "output_tokens",
    "prompt_token_count": "input_tokens",
    "generation_token_count": "output_tokens",
    "inputTextTokenCount": "input_tokens",
}
"""Token counts that Ollama, and Llama and Titan on Bedrock, put beside the answer."""
_BODIED = frozenset(("modelId", "ResponseMetadata", "contentType"))
"""What stands beside the body in Bedrock's InvokeModel."""
_USAGE = ("usage", "usage_metadata", "usageMetadata", "token_usage", "meta")


def read_call(span: Span, request: Json, response: Json) -> None:
    """Fills what request and response tell: messages, outputs, parameters, tools, model, usage.

    A model or usage that neither names stays as it is; the answering model is preferred. A call
    that failed has outputs only where something was answered.
    """
    request, response = _unwrapped(request), _unwrapped(response)
    span.messages = asked(request)
    span.outputs = answered(response)
    if span.status in ("error", "cancelled"):
        said = [] if _is_error(response) else span.outputs
        span.outputs = [output for output in said if says_something(output)]
    span.messages = _instructions(response, span.messages) + span.messages
    span.parameters = {**span.parameters, **settings(request)}
    span.tools = offered(request) or span.tools
    span.model = _named(response) or span.model or _named(request)
    span.usage = {**used(response), **span.usage}


def asked(request: Json) -> list[Message]:
    """The messages in a request: its own list, its prompt, or what it is as text."""
    request = _unwrapped(request)
    if isinstance(request, dict):
        if "chat_history" in request and isinstance(request.get("message"), str):  # Cohere, v1
            said = [*_objects(request["chat_history"]), {"role": "user", **request}]
            return [*_system(request), *_spoken(said)]
        for key in _ASKED:
            if request.get(key) is not None:
                given = _one_content(request[key]) if key == "contents" else request[key]
                return [*_system(request), *asked(_with_images(given, request))]
    return read_messages(request) if _speaks(request) else _as_text(request, "user")


def answered(response: Json) -> list[Message]:
    """The answers in a response, each with its finish reason."""
    if isinstance(response, list) and response and all(map(_is_chunk, response)):
        response = answer_of(response)
    if isinstance(response, dict):
        if any(response.get(key) for key in _ANSWERED):
            return read_outputs(response)
        text = next((response[key] for key in _TEXTS if isinstance(response.get(key), str)), None)
        response = response if text is None else {"role": "assistant", **response, "content": text}
        results = response.get("results")
        if isinstance(results, list) and "content" not in response:  # Amazon Titan
            return [answer for result in results for answer in answered(result)]
    if isinstance(response, list):
        response = [_tool_call(_generated(item)) for item in response]
    return read_outputs(response) if _speaks(response) else _as_text(response, "assistant")


def settings(request: Json) -> dict[str, Json]:
    """The request's parameters, those that Gemini and Bedrock put one level down with them."""
    if not isinstance(request, dict):
        return {}
    found = requests.parameters({k: v for k, v in request.items() if k not in _NO_SETTINGS})
    for key in _SETTINGS:
        found.update(requests.parameters(request.get(key)))
    return found


def offered(request: Json) -> list[str]:
    """The names of the tools a request offers."""
    if not isinstance(request, dict):
        return []
    config = request.get("toolConfig") or request.get("config")
    tools = request.get("tools") or (config.get("tools") if isinstance(config, dict) else None)
    return tool_names(tools or request.get("functions"))


def used(response: Json) -> dict[str, Json]:
    """The token counts in a response."""
    if not isinstance(response, dict):
        return {}
    beside = {name: response[key] for key, name in _COUNTS.items() if key in response}
    found = next((response[key] for key in _USAGE if response.get(key)), beside)
    inner = found.get("tokens") if isinstance(found, dict) else None  # Cohere
    return tokens.usage(inner if isinstance(inner, dict) else found)


def error_text(value: Json) -> str | None:
    """The message in a failed response: `{error: …}`, `{error: {message}}` or text."""
    if isinstance(value, dict):
        inner = value.get("error") or value.get("message")
        return error_text(inner)
    return fields.string(value)


def says_something(output: Message) -> bool:
    """Whether an answer has any content: some writers put an empty one where there is none."""
    return bool(output.get("tool_calls")) or any(part != _EMPTY for part in output["content"])


# --- inside -----------------------------------------------------------------


def _unwrapped(value: Json) -> Json:
    """What a request or response really is: what is in the body of Bedrock's InvokeModel (of a
    stream nothing is); the one argument of a function that is traced as the call."""
    if not isinstance(value, dict):
        return value
    if "body" in value and (not _BODIED.isdisjoint(value) or len(value) == 1):
        body = jsontext.maybe(value["body"])
        return body if isinstance(body, dict) else None
    if "args" in value and value.keys() <= {"args", "kwargs"}:
        given = [one for one in (*_list(value["args"]), value.get("kwargs")) if one]
        return given[0] if len(given) == 1 else value
    return value


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _is_error(response: Json) -> bool:
    if not isinstance(response, dict) or "error" not in response:
        return False
    return not any(response.get(key) for key in (*_ANSWERED, *_TEXTS))


def _named(value: Json) -> str | None:
    if not isinstance(value, dict):
        return None
    return fields.first_string(value, ("model", "modelVersion", "model_version", "modelId"))


def _system(request: dict[str, Json]) -> list[Message]:
    config = request.get("config")  # google-genai: beside the settings
    places = (request, config if isinstance(config, dict) else {})
    value = next((place[key] for place in places for key in _SYSTEM if place.get(key)), None)
    if value is None:
        return []
    if isinstance(value, dict) and "parts" in value:  # Gemini: a content of its own
        value = value["parts"]
    return read_messages([{"role": "system", "content": value}])


def _instructions(response: Json, messages: list[Message]) -> list[Message]:
    """The Responses API echoes the instructions in force; some writers record them only there."""
    if not isinstance(response, dict) or response.get("object") != "response":
        return []
    if any(message["role"] in ("system", "developer") for message in messages):
        return []
    return _system({"instructions": response.get("instructions")})


def _speaks(value: Json) -> bool:
    """Whether it is a message, a part, or a list of them, and not data of the application's."""
    if value is None or isinstance(value, str):
        return True
    if isinstance(value, list):
        return all(_speaks(item) for item in value)
    if not isinstance(value, dict):
        return False
    item = str(value.get("type")).endswith(("_call", "_call_output", "message", "_reference"))
    return item or is_part(value) or any(key in value for key in _SPEAKING)


def _as_text(value: Json, role: str) -> list[Message]:
    return [{"role": role, "content": [text_part(jsontext.dumps(value))]}]


def _spoken(said: list[dict[str, Json]]) -> list[Message]:
    """Cohere's turns, version 1: `{role: CHATBOT, message}`."""
    return read_messages([{"role": turn["role"], "content": turn["message"]}
                          for turn in said if "role" in turn and "message" in turn])  # fmt: skip


def _one_content(contents: Json) -> Json:
    """Parts and texts that stand in a list without roles are one content, to Gemini's SDK."""
    if not isinstance(contents, list) or not contents:
        return contents
    if any(isinstance(one, dict) and ("parts" in one or "role" in one) for one in contents):
        return contents
    return [{"role": "user", "content": contents}]


def _with_images(asked: Json, request: dict[str, Json]) -> Json:
    """A prompt with the images that Ollama puts beside it."""
    if isinstance(asked, str) and isinstance(request.get("images"), list):
        return [{"role": "user", "content": asked, "images": request["images"]}]
    return asked


def _objects(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _is_chunk(item: Json) -> bool:
    choices = _objects(item.get("choices")) if isinstance(item, dict) else []
    return bool(choices) and all("delta" in choice for choice in choices)


def _generated(item: Json) -> Json:
    """Hugging Face's answers: `[{generated_text}]`."""
    said = item.get("generated_text") if isinstance(item, dict) else None
    return said if isinstance(said, str) else item


def _tool_call(item: Json) -> Json:
    """The Vercel AI SDK lists the tool calls of an answer without saying that they are."""
    if isinstance(item, dict) and "toolName" in item and "type" not in item:
        return {"type": "tool-call", **item}
    return item
