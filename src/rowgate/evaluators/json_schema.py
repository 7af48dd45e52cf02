"""`json-schema`: the JSON in the text fits a JSON Schema.

Nothing is fetched: a reference must lead into the schema itself. `pattern` and
`patternProperties` run on RE2, so that no schema can hang the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rowgate.evaluators.base import ParameterError
from rowgate.evaluators.json_text import JsonEvaluator
from rowgate.evaluators.json_values import pointer
from rowgate.evaluators.pattern import compiled
from rowgate.hookspecs import hookimpl
from rowgate.model import DataPath, Json, Row, Verdict

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_MAPS_OF_SCHEMAS = (
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
)


class JsonSchema(JsonEvaluator):
    """Passes when the text is JSON that fits a JSON Schema (2020-12 unless `$schema` says else).

    `format` is an annotation, as the specification has it: it fails nothing. References
    lead into the schema itself (`#/$defs/…`); nothing is fetched. Patterns are RE2.

    - `value`: the schema. Being a mapping, it always stands under `value:`.

    ```yaml
    evaluator:
      json-schema:
        value:
          type: object
          required: [days]
          properties: {days: {type: integer, minimum: 1}}
          additionalProperties: false
    pass: ['{"days": 30}', '{"days": 30.0}']
    fail: ['{"days": "30"}', "{}", '{"days": 0}', '{"days": 30, "note": ""}', thirty days]
    ```
    """

    name = "json-schema"
    value: dict[str, Json]

    def prepare(self) -> None:
        if not self.value:
            raise ParameterError("`value` is empty: it fits all JSON; write `valid-json`", "value")
        self._validator = validator(self.value)

    def of_value(self, value: Json, row: Row) -> Verdict:
        from jsonschema.exceptions import best_match

        error = best_match(self._validator.iter_errors(value))
        if error is None:
            return Verdict("pass", "fits the schema")
        at, rule = pointer(tuple(error.absolute_path)), pointer(tuple(error.absolute_schema_path))
        return Verdict("fail", f"at {at or 'the top'}: breaks {rule} of the schema")


def validator(schema: dict[str, Json]) -> Validator:
    """A validator of the schema. Raises ParameterError where the schema is none."""
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry

    find: Any = validator_for
    found = find(schema, default=None if "$schema" in schema else Draft202012Validator)
    if found is None:
        raise ParameterError("`value` names a `$schema` that is not known here", "value", "$schema")
    try:
        found.check_schema(schema)
    except SchemaError as error:
        message = f"`value` is no JSON Schema: {error.message[:120]}"
        raise ParameterError(message, "value", *error.absolute_path) from None
    _check_references(schema)
    validate: Validator = _with_re2(found, schema)(schema, registry=Registry())
    return validate


def subschemas(schema: Json, at: DataPath = ()) -> Iterator[tuple[DataPath, dict[str, Json]]]:
    """Every schema in a schema, with its place. What `const`, `enum` and the like hold is data."""
    if not isinstance(schema, dict):
        return
    yield at, schema
    for keyword, value in schema.items():
        if keyword in _MAPS_OF_SCHEMAS and isinstance(value, dict):
            for name, inner in value.items():
                yield from subschemas(inner, (*at, keyword, name))
        elif keyword in ("const", "enum", "default", "examples"):
            continue
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from subschemas(inner, (*at, keyword, index))
        else:
            yield from subschemas(value, (*at, keyword))


def _check_references(schema: dict[str, Json]) -> None:
    from referencing import Registry
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    whole = DRAFT202012.create_resource(schema)
    resolver = Registry().with_resource("", whole).resolver("")
    for at, inner in subschemas(schema):
        reference = inner.get("$ref")
        if not isinstance(reference, str):
            continue
        place = ("value", *at, "$ref")
        if not reference.startswith("#"):
            raise ParameterError("`$ref` leads out of the schema: nothing is fetched", *place)
        try:
            resolver.lookup(reference)
        except Unresolvable:
            raise ParameterError(f"`$ref` leads to nothing: {reference}", *place) from None


def _with_re2(base: Any, schema: dict[str, Json]) -> Any:
    """The validator class with its patterns on RE2, each compiled here and now."""
    from jsonschema import validators
    from jsonschema.exceptions import ValidationError

    # An untyped function.
    extend: Any = validators.extend
    patterns = {text: compiled_at(text, at) for at, text in _patterns(schema)}

    def pattern(_: Any, text: str, value: Json, __: Any) -> Iterator[Any]:
        if isinstance(value, str) and not patterns[text].search(value):
            yield ValidationError("does not match")

    def pattern_properties(validate: Any, schemas: Any, value: Json, _: Any) -> Iterator[Any]:
        if not isinstance(value, dict):
            return
        for text, inner in schemas.items():
            for key in filter(patterns[text].search, value):
                yield from validate.descend(value[key], inner, path=key, schema_path=text)

    return extend(base, {"pattern": pattern, "patternProperties": pattern_properties})


def _patterns(schema: dict[str, Json]) -> Iterator[tuple[DataPath, str]]:
    for at, inner in subschemas(schema):
        if isinstance(inner.get("pattern"), str):
            yield (*at, "pattern"), inner["pattern"]
        by_pattern = inner.get("patternProperties")
        for text in by_pattern if isinstance(by_pattern, dict) else ():
            yield (*at, "patternProperties", text), text


def compiled_at(pattern: str, at: DataPath) -> Any:
    """A pattern of the schema, compiled. Raises ParameterError at its place in the schema."""
    try:
        return compiled(pattern)
    except ParameterError as error:
        raise ParameterError(error.message, "value", *at) from None


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    register(JsonSchema)
