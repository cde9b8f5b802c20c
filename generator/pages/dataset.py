"""The published tables as files, each in three forms, SMP's messages, and the index that scripts begin with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import addresses, dictionary, forms, published
from generator.columns import TABLES, Table
from generator.page import Asset
from generator.pages.citing import LICENSE
from generator.pages.conformance_files import case_rows, claim_rows, feature_rows, report_rows
from generator.pages.index import newest_date
from generator.pages.pattern_files import rows as pattern_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from generator.pages.index import Index

VERSION = 1
PROMISE = (
    "Within version 1, files and columns are only added, a column at the end of its table; none goes away or changes its "
    "name, type, unit or meaning. What cannot keep to that becomes version 2, beside this one."
)
MESSAGES = (
    (addresses.SMP_RESULTS, "every result: its address and SMP’s PerformanceTestResult as submitted"),
    (addresses.SMP_CONFIGS, "every EnvironmentConfig, ServiceMeshConfig and PerformanceTestConfig with its submission"),
)
"""Files of SMP's pure messages, a JSON document in each line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A table with how many rows it has, and its files by their endings."""

    table: Table
    rows: int
    files: Mapping[str, Asset]


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """A file of SMP's messages, and how many they are."""

    title: str
    rows: int
    file: Asset


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Everything that is published as data."""

    tables: tuple[Published, ...]
    messages: tuple[Messages, ...]
    index: Asset

    @property
    def files(self) -> Iterator[Asset]:
        """All files, the tables' CSV at their old addresses too."""
        for one in self.tables:
            yield from one.files.values()
            if one.table.old is not None:
                yield Asset(path=one.table.old, content=one.files["csv"].content)
        yield from (each.file for each in self.messages)
        yield self.index


def make_dataset(index: Index, frame: pd.DataFrame) -> Dataset:
    """The dataset; `frame` is the explorer's table, newest first, demonstrations last."""
    tables = tuple(_published(index, table, values) for table, values in table_values(index, frame))
    messages = tuple(_messages(path, title, lines) for (path, title), lines in zip(MESSAGES, _smp(index), strict=True))
    return Dataset(tables=tables, messages=messages, index=_index(index, tables, messages))


def table_values(index: Index, frame: pd.DataFrame) -> Iterator[tuple[Table, forms.Values]]:
    """Every published table with its values, one after another, so that no two are held at once."""
    for table in TABLES:
        if table.name == "results":
            yield table, published.results(index.catalogue, index.comparison, frame)
        else:
            yield table, forms.values_of(table, list(_rows(index, table.name)))


def _rows(index: Index, name: str) -> Iterable[forms.Row]:
    catalogue, comparison, outcomes = index.catalogue, index.comparison, tuple(index.survey.outcomes.values())
    made: Mapping[str, Callable[[], Iterable[forms.Row]]] = {
        "percentiles": lambda: published.percentiles(catalogue),
        "groups": lambda: published.groups(comparison),
        "variants": lambda: published.variants(comparison),
        "tests": lambda: published.tests(comparison),
        "resources": lambda: published.resources(comparison),
        "submissions": lambda: published.submissions(catalogue),
        "status-events": lambda: published.status_events(catalogue),
        "disputes": lambda: published.disputes(catalogue),
        "conformance-reports": lambda: report_rows(index, outcomes),
        "conformance-cases": lambda: case_rows(outcomes),
        "conformance-features": lambda: feature_rows(outcomes),
        "conformance-claims": lambda: claim_rows(index),
        "patterns": lambda: pattern_rows(index),
    }
    return made[name]()


def _published(index: Index, table: Table, values: forms.Values) -> Published:
    about = {
        "table": table.name,
        "version": str(VERSION),
        "as_of": newest_date(index.catalogue).isoformat(),
        "license": LICENSE,
        "documentation": index.site_url + addresses.DATA,
    }
    made = {
        "csv": forms.as_csv(values),
        "json": forms.as_json(values),
        "parquet": forms.as_parquet(table, values, about),
    }
    files = {ending: Asset(path=addresses.table_path(table.name, ending), content=made[ending]) for ending in made}
    return Published(table=table, rows=len(values[table.names[0]]), files=files)


def _smp(index: Index) -> tuple[list[str], list[str]]:
    """The lines of both files of messages: results, configs."""
    submissions = index.catalogue.submissions.values()
    results = [{"address": each.address, "result": each.smp} for each in index.catalogue.results]
    configs = [
        {"submission": each.id, "message": name, "config": config.smp}
        for each in submissions
        for name, several in (
            ("EnvironmentConfig", each.environments),
            ("ServiceMeshConfig", each.mesh_configs),
            ("PerformanceTestConfig", each.tests),
        )
        for config in several
    ]
    return [_json(each) for each in results], [_json(each) for each in configs]


def _messages(path: str, title: str, lines: Sequence[str]) -> Messages:
    content = "".join(f"{line}\n" for line in lines).encode()
    return Messages(title=title, rows=len(lines), file=Asset(path=path, content=content))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=dict)


def _index(index: Index, tables: Iterable[Published], messages: Iterable[Messages]) -> Asset:
    """What there is, with hashes: where a script begins. Files are named relative to it."""
    content = {
        "version": VERSION,
        "promise": PROMISE,
        "as_of": newest_date(index.catalogue).isoformat(),
        "license": LICENSE,
        "license_note": "A submission may say otherwise: the column license of the tables submissions and results.",
        "documentation": index.site_url + addresses.DATA,
        "tables": [_entry(each) for each in tables],
        "messages": [
            {"title": each.title, "rows": each.rows, **_file(each.file, "application/x-ndjson")} for each in messages
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return Asset(path=addresses.DATA_INDEX, content=f"{text}\n".encode())


def _entry(one: Published) -> Mapping[str, object]:
    return {
        "name": one.table.name,
        "title": one.table.title,
        "row": one.table.row,
        "key": list(one.table.key),
        "rows": one.rows,
        "columns": [dictionary.entry(column) for column in one.table.columns],
        "files": [_file(asset, forms.MEDIA_TYPES[ending]) for ending, asset in one.files.items()],
    }


def _file(asset: Asset, media_type: str) -> Mapping[str, object]:
    return {
        "path": asset.path.removeprefix(addresses.DATA_VERSION),
        "media_type": media_type,
        "bytes": len(asset.content),
        "sha256": hashlib.sha256(asset.content).hexdigest(),
    }
