"""The tools that were offered."""

from __future__ import annotations

from rowgate.model import Json


def tool_names(definitions: Json) -> list[str]:
    """The names in a list of tool definitions: OpenAI's, Anthropic's, Gemini's or GenAI's."""
    names: list[str] = []
    for tool in definitions if isinstance(definitions, list) else []:
        if not isinstance(tool, dict):
            continue
        inner = tool.get("function") or tool.get("toolSpec")
        declared = tool.get("functionDeclarations") or tool.get("function_declarations")
        if isinstance(declared, list):
            names += tool_names(declared)
            continue
        name = inner.get("name") if isinstance(inner, dict) else tool.get("name")
        name = name or tool.get("type")
        if isinstance(name, str):
            names.append(name)
    return names
