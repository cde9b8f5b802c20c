"""What every importer yields: runs as values, with nothing written and nothing guessed.

Numbers are `Decimal`, so that seconds times a thousand stay as submitted, without the noise of binary fractions.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.distribution import Distribution

MIB_IN_MB = Decimal(1_048_576) / Decimal(1_000_000)
MAX_BYTES = 8 * 1024 * 1024
"""The largest raw output that is held in memory; larger ones are read as a stream, by the importers that can."""
HEAD_BYTES = 64 * 1024
"""So much of a file's beginning tells of which tool it is."""

SMP_VERSION = "v0.6.1"
"""The version of the specification whose form our messages have, whatever they were written in."""

TODO = "TODO"
"""The scalar for what only a person can know; the check refuses it."""


class ImportRefused(Exception):  # noqa: N818  # it states what happened, not a fault of the tool
    """Input that can't be imported as it is; the message says why and what to do.

    `to_paste` is YAML that a person can put into a file which is not edited.
    """

    to_paste: str = ""


@contextmanager
def possible(where: str) -> Iterator[None]:
    """Around making a distribution of what a file says: what can't be one is refused with its place.

    Raises:
        ImportRefused: values fall, there is no sample, or one is beyond all bounds.
    """
    try:
        yield
    except ValueError as error:
        raise ImportRefused(f"{where}: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A file of a tool as it was given: the path as typed and its bytes; of a large one `file`, which stays on the disk.

    `original_sha256` and `original_bytes` are hash and size of the file before private data was removed from it, where that was done.
    """

    path: str
    content: bytes = b""
    file: Path | None = None
    original_sha256: str | None = None
    original_bytes: int | None = None

    @property
    def sha256(self) -> str:
        """The hash by which evidence is known."""
        found = hashlib.sha256(self.content)
        if self.file:
            with self.file.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256")
        return found.hexdigest()

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.file.stat().st_size if self.file else len(self.content)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]

    def stream(self) -> BinaryIO:
        """Its bytes from the beginning, to be closed by the caller."""
        return self.file.open("rb") if self.file else io.BytesIO(self.content)

    def head(self) -> str:
        """The first `HEAD_BYTES` as text, whatever is no UTF-8 replaced: only to tell a format by."""
        with self.stream() as stream:
            return stream.read(HEAD_BYTES).decode("utf-8-sig", "replace").replace("\r\n", "\n")

    def text(self) -> str:
        """The content as strict UTF-8, its lines ended by line feeds whatever system wrote them.

        Raises:
            ImportRefused: the bytes are not UTF-8, or too many.
        """
        if self.file:
            raise ImportRefused(f"{self.path}: {self.size} bytes, at most {MAX_BYTES} are read")
        try:
            return self.content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            raise ImportRefused(f"{self.path}: not UTF-8 (byte {error.start})") from None

    def cleaned(self, content: bytes) -> RawFile:
        """The same without private data; it keeps hash and size of what it was."""
        return replace(
            self,
            content=content,
            original_sha256=self.original_sha256 or self.sha256,
            original_bytes=self.size if self.original_bytes is None else self.original_bytes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentUse:
    """CPU and memory of one component during a run; memory in MB is 10^6 bytes."""

    component: str
    role: str
    statistic: str
    cpu_mcores: Decimal | None = None
    mem_mb: Decimal | None = None

    @property
    def fields(self) -> dict[str, object]:
        """It as it stands in a results file."""
        return {
            "component": self.component,
            "role": self.role,
            "cpu_mcores": self.cpu_mcores,
            "mem_mb": self.mem_mb,
            "statistic": self.statistic,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRun:
    """One run as its tool reported it. What the tool did not report is None.

    `label` is what `--match` is applied to: the path of the file, or the label of a row. `facts` are what the tool
    itself says about the conditions; a part of the pattern with that name must agree. Their names: connections, rate (offered,
    requests/s over all connections), requests and seconds (the declared stop condition), loop (open, closed), offered (rate,
    full-load), protocol, keep_alive, payload_bytes.
    `percentiles_ms` has the keys "50", "90", "99.9"; `bounds_ms` the least and the greatest value that each can have, the greatest
    None where nothing bounds it. `errors` maps a code or kind to a count; {} is none seen. `generators` are the parts of a
    distributed run, each with its name as label and what was its label before as `origin`; `expected` is how many there should have been.
    `smp` holds fields of SMP's result that come as they are (ids, details_uri, labels).
    """

    label: str
    source: RawFile
    tool: str
    origin: str | None = None
    tool_version: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    min_ms: Decimal | None = None
    average_ms: Decimal | None = None
    max_ms: Decimal | None = None
    stdev_ms: Decimal | None = None
    percentiles_ms: Mapping[str, Decimal] = field(default_factory=dict)
    bounds_ms: Mapping[str, tuple[Decimal, Decimal | None]] = field(default_factory=dict)
    merge_method: str | None = None
    actual_qps: Decimal | None = None
    requests: int | None = None
    errors: Mapping[str, int] | None = None
    duration_seconds: Decimal | None = None
    coordinated_omission: str = "unknown"
    quantile_method: str | None = None
    population: str | None = None
    distribution: Distribution | None = None
    generators: tuple[ImportedRun, ...] = ()
    expected: int | None = None
    resources: tuple[ComponentUse, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    smp: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[RawFile, ...]:
        """The files it comes from, each once."""
        return tuple(dict.fromkeys(each.source for each in self.generators)) or (self.source,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configs:
    """SMP's config messages found beside the results, in canonical form."""

    environments: tuple[Mapping[str, object], ...] = ()
    meshes: tuple[Mapping[str, object], ...] = ()
    tests: tuple[Mapping[str, object], ...] = ()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.environments or self.meshes or self.tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What one raw file holds; `notes` are told to the person and not written."""

    runs: tuple[ImportedRun, ...]
    configs: Configs = Configs()
    notes: tuple[str, ...] = ()


def merged(parts: Iterable[Configs]) -> Configs:
    """All configs of several files together."""
    found = tuple(parts)
    return Configs(
        environments=tuple(config for part in found for config in part.environments),
        meshes=tuple(config for part in found for config in part.meshes),
        tests=tuple(config for part in found for config in part.tests),
    )


class Importer(Protocol):
    """Reads one raw file. `latency_unit` is what the person says ("s", "ms", "us"), None where nothing was said.

    Raises:
        ImportRefused: the file is not of this tool, contradicts itself, or needs a word from the person.
    """

    def __call__(self, raw: RawFile, latency_unit: str | None = None) -> Gathered:
        """The runs of the file."""


def read(paths: Sequence[Path], *, large: bool = False) -> tuple[RawFile, ...]:
    """The files' bytes; where `large` ones can be read, those above `MAX_BYTES` stay on the disk.

    Raises:
        ImportRefused: one is missing, no plain file, empty, or too large.
    """
    return tuple(_read(path, large=large) for path in paths)


def _read(path: Path, *, large: bool) -> RawFile:
    if not path.exists():
        # A pipe would leave nothing that can be kept as evidence.
        raise ImportRefused(
            f"{path}: {'standard input is not read, name a file' if str(path) == '-' else 'no such file'}"
        )
    if not path.is_file():
        raise ImportRefused(f"{path}: not a plain file")
    if path.stat().st_size > MAX_BYTES:
        if large:
            return RawFile(path=path.as_posix(), file=path)
        raise ImportRefused(f"{path}: {path.stat().st_size} bytes, at most {MAX_BYTES} are read")
    content = path.read_bytes()
    if not content.strip():
        raise ImportRefused(f"{path}: the file is empty")
    return RawFile(path=path.as_posix(), content=content)


NS_IN_MS = 1_000_000


def nanoseconds(value: Decimal, unit_ns: int) -> int:
    """A latency in whole ns, half up, from a number in a unit of so many ns."""
    return int((value * unit_ns).to_integral_value(ROUND_HALF_UP))


def milliseconds(value_ns: int) -> Decimal:
    """Whole ns as ms, exactly."""
    return Decimal(value_ns) / NS_IN_MS


def exact(text: str) -> Decimal:
    """A number of JSON with all its digits, for `parse_float`.

    Raises:
        ValueError: its exponent is beyond what a decimal can have.
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:40]} is no number that can be read") from None


def number(text: str, where: str) -> Decimal:
    """A finite, non-negative decimal.

    Raises:
        ImportRefused: it is none.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ImportRefused(f"{where}: {text!r} is not a number") from None
    if not value.is_finite() or value < 0:
        raise ImportRefused(f"{where}: {text!r} is not a finite number of zero or more")
    return value


def agree(value: Decimal, expected: Decimal, tolerance: Decimal) -> bool:
    """Whether two numbers differ by no more than `tolerance` of the expected one."""
    return abs(value - expected) <= tolerance * abs(expected)


def facts_said(facts: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """What a person said by `--set FIELD=VALUE`, by field; each FIELD is one of `known`.

    Raises:
        ImportRefused: one is not written FIELD=VALUE, its field is unknown, or stands twice.
    """
    found: dict[str, str] = {}
    for text in facts:
        name, equals, value = text.partition("=")
        if not equals or not value or name not in known:
            raise ImportRefused(f"--set {text!r}: written FIELD=VALUE, FIELD is one of {', '.join(known)}")
        if name in found:
            raise ImportRefused(f"--set {text!r}: {name} is said twice")
        found[name] = value
    return found
