"""YAML as text: the strict reader, the canonical writer, places, and edits that keep comments."""

from rowgate.yamltext.canonical import canonicalise, departure
from rowgate.yamltext.edit import edit
from rowgate.yamltext.fault import YamlFault
from rowgate.yamltext.places import place, places
from rowgate.yamltext.reader import read
from rowgate.yamltext.writer import write

__all__ = ["YamlFault", "canonicalise", "departure", "edit", "place", "places", "read", "write"]
