"""The keys of OTLP/JSON under which its lists stand, in either spelling and of every version.

Source: opentelemetry-proto 1.x, "JSON Protobuf Encoding", and 0.15 before it; Tempo's `batches`.
"""

from __future__ import annotations

from rowgate.spans.unfold import Level

SPANS = ("resourceSpans", "resource_spans", "batches")
LOGS = ("resourceLogs", "resource_logs")
NO_SPANS = ("resourceMetrics", "resource_metrics", "resourceProfiles", "partialSuccess")
SCOPES = ("scopeSpans", "scope_spans", "instrumentationLibrarySpans",
           "instrumentation_library_spans", "scopeLogs", "scope_logs",
           "instrumentationLibraryLogs")  # fmt: skip

LEVELS = (
    Level((*SPANS, *LOGS)),
    Level(SCOPES, ("resource",)),
    Level(("spans", "logRecords", "log_records", "logs"), ("scope", "instrumentationLibrary")),
)
"""Lists in lists: what is said of a resource or a scope is said beside its list."""
