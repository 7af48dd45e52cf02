"""Phoenix's dataframes as parquet. Needs pyarrow: `pip install 'rowgate[parquet]'`.

Source: `get_spans_dataframe().to_parquet()`, phoenix client 1.x; Apache Parquet 2.x. A parquet
file says what it holds at its end, so every parquet file is detected, and one that is not
Phoenix's is refused when it is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from rowgate.errors import UsageError
from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.items import read_items
from rowgate.spans.containers.phoenix_tables import ROWS, SPAN_ID, TRACE_ID, row_record

_MAGIC = b"PAR1"
_AT_ONCE = 256
"""Rows, and bytes of them, that are made Python's at once."""
_BYTES = 8 << 20
_BUFFER = 1 << 16
"""Bytes of a column that are read at once: without it a whole row group is, mostly all there is."""


class PhoenixParquet:
    """A Phoenix dataframe as parquet."""

    name = "phoenix-parquet"

    def detect(self, head: bytes) -> bool:
        """Whether it is a parquet file."""
        return head.startswith(_MAGIC)

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """A record per row. Raises UsageError for a file that is damaged or not Phoenix's, and
        where pyarrow is missing."""
        arrow = _pyarrow()
        if stream.seek(-len(_MAGIC), os.SEEK_END) < len(_MAGIC) or stream.read() != _MAGIC:
            raise UsageError(
                "the parquet file is cut off: what it holds stands at its end, so nothing is read"
            )
        stream.seek(0)
        try:
            file = arrow.parquet.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
            if not {SPAN_ID, TRACE_ID} <= set(file.schema_arrow.names):
                raise UsageError(f"a parquet file without the columns {SPAN_ID} and {TRACE_ID}")
            yield from read_items(_rows(arrow, file), row_record, ROWS)
        except (arrow.ArrowException, OSError) as error:
            raise UsageError(f"the parquet file is damaged ({type(error).__name__})") from error


def _rows(arrow: Any, file: Any) -> Iterator[dict[str, Json]]:
    about = file.metadata
    size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
    count = max(1, min(_AT_ONCE, _BYTES * about.num_rows // (size or 1)))
    for batch in file.iter_batches(batch_size=count, use_threads=False):
        yield from _plain_times(arrow, batch).to_pylist()


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise UsageError(
            "a parquet file, which needs pyarrow", fix="pip install 'rowgate[parquet]'"
        ) from None
    return pyarrow


def _plain_times(arrow: Any, batch: Any) -> Any:
    """The batch with times as nanoseconds: datetimes would lose the last three digits."""
    columns = [
        column.cast(arrow.timestamp("ns", field.type.tz)).cast(arrow.int64())
        if arrow.types.is_timestamp(field.type)
        else column
        for field, column in zip(batch.schema, batch.columns, strict=True)
    ]
    return arrow.RecordBatch.from_arrays(columns, names=batch.schema.names)


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Phoenix's dataframes as parquet are built in."""
    register(PhoenixParquet())
