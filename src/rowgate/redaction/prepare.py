"""What a field policy changes of a document before anything is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.redaction import reach
from rowgate.redaction.walk import decimal, numeric

if TYPE_CHECKING:
    from rowgate.model import DataPath, Json
    from rowgate.redaction.policy import Policy


def without_dropped(data: Json, policy: Policy, path: DataPath = ()) -> Json:
    """The data without the fields that the policy drops."""
    if not any(rule.action == "drop" for rule in policy.rules):
        return data
    if policy.empties(path):
        return None
    if isinstance(data, str):
        return reach.without_dropped(policy, path, data)
    if isinstance(data, dict):
        return {
            name: without_dropped(value, policy, (*path, name))
            for name, value in data.items()
            if not policy.drops((*path, name))
        }
    if isinstance(data, list | tuple):
        return [
            without_dropped(value, policy, (*path, index))
            for index, value in enumerate(data)
            if not policy.drops((*path, index))
        ]
    return data


def dropped(data: Json, policy: Policy) -> list[str]:
    """The paths of the policy, as written, that drop something of the data."""
    dropping = [rule for rule in policy.rules if rule.action == "drop"]
    return [rule.text for rule in dropping if without_dropped(data, policy.only(rule)) != data]


def with_masked_vectors(data: Json, policy: Policy, path: DataPath = ()) -> Json:
    """The data with vectors that are to be masked as texts: no detector looks at a vector, but a
    mask covers whatever stands there."""
    if not any(rule.action == "mask" for rule in policy.rules):
        return data
    if isinstance(data, dict):
        return {
            name: with_masked_vectors(value, policy, (*path, name)) for name, value in data.items()
        }
    if not isinstance(data, list | tuple):
        return data
    if not numeric(data):
        return [
            with_masked_vectors(value, policy, (*path, index)) for index, value in enumerate(data)
        ]
    return [
        decimal(value) if policy.action((*path, index)) == "mask" else value
        for index, value in enumerate(data)
    ]
