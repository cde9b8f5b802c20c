"""The examples of the data's page, as they stand in the guide too, where a test runs them."""

from __future__ import annotations

PANDAS = """\
import pandas as pd

DATA = "{base}"
variants = pd.read_parquet(DATA + "variants.parquet")
groups = pd.read_parquet(DATA + "groups.parquet")

# Compare only within a group. A variant has the medians of its runs that count.
measured = groups.loc[~groups["demonstration"], ["group", "leads"]]
print(variants.merge(measured, on="group")[["group", "label", "runs", "p99_ms"]])
"""

DUCKDB = """\
import duckdb

DATA = "{base}"
overheads = duckdb.sql(f\"\"\"
    SELECT g.title, v.label, v.runs, v.p99_ms, v.p99_overhead_ms
    FROM '{{DATA}}variants.parquet' AS v
    JOIN '{{DATA}}groups.parquet' AS g USING ("group")
    WHERE g.leads = 'latency' AND NOT g.demonstration
      AND v.p99_overhead_ms IS NOT NULL
    ORDER BY g.title, v.p99_overhead_ms
\"\"\")
print(overheads.df())
"""


def examples(base: str) -> tuple[tuple[str, str, str], ...]:
    """What each example is called, its id, and its text, for data that stands at the address `base`."""
    return (("pandas", "pandas", PANDAS.format(base=base)), ("DuckDB", "duckdb", DUCKDB.format(base=base)))
