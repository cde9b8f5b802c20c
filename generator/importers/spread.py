"""Many raw files read at once: by local processes, or by the workers of a Dask cluster.

Each file is read by itself and the outcomes are put in the order of the files, so that the result is the same wherever it was computed.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from generator import __version__
from generator.importers.common import Gathered, Importer, ImportRefused, RawFile

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORTH_PROCESSES = 64 * 1024 * 1024
"""From so many bytes on in several files, starting processes pays."""
_PATIENCE = "10s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one file holds, or why it can't be read."""

    gathered: Gathered | None = None
    refusal: str | None = None


def read_one(raw: RawFile, importer: Importer, latency_unit: str | None) -> Outcome:
    """What the importer makes of one file; it runs in whatever process it is sent to."""
    try:
        return Outcome(gathered=importer(raw, latency_unit))
    except ImportRefused as refused:
        return Outcome(refusal=str(refused))


def read_all(
    raws: Sequence[RawFile], importer: Importer, latency_unit: str | None, scheduler: str | None = None
) -> tuple[Outcome, ...]:
    """An outcome for each file, in their order; `scheduler` is the address of a Dask cluster whose workers see the same files.

    Raises:
        ImportRefused: the cluster can't be used, or a process was ended from outside.
    """
    task = partial(read_one, importer=importer, latency_unit=latency_unit)
    if scheduler:
        return _on_cluster(scheduler, task, raws)
    processes = min(len(raws), os.cpu_count() or 1)
    if processes < 2 or sum(raw.size for raw in raws) < _WORTH_PROCESSES:
        return tuple(map(task, raws))
    try:
        with ProcessPoolExecutor(processes) as pool:
            return tuple(pool.map(task, raws))
    except BrokenProcessPool:
        raise ImportRefused(
            "a process that read the files was ended from outside, mostly for lack of memory; import fewer files at a time"
        ) from None


def _on_cluster(address: str, task: partial[Outcome], raws: Sequence[RawFile]) -> tuple[Outcome, ...]:
    try:
        from distributed import Client  # noqa: PLC0415  # an extra, and slow to import
    except ImportError:
        raise ImportRefused(
            "--scheduler needs the extra `distributed`: pip install 'mesh-results[distributed]'"
        ) from None
    try:
        client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise ImportRefused(f"--scheduler {address}: no Dask scheduler answers ({error})") from None
    with client:
        _check_workers(address, client.run(worker_version, on_error="return"))
        return tuple(client.gather(client.map(task, [_by_absolute_path(raw) for raw in raws], pure=False)))


def worker_version() -> str:
    """The version of this package where it runs: another one could read a file in another way."""
    return __version__


def _check_workers(address: str, versions: dict[str, object]) -> None:
    if not versions:
        raise ImportRefused(f"--scheduler {address}: the cluster has no workers")
    strange = {str(version) for version in versions.values() if version != __version__}
    if strange:
        raise ImportRefused(
            f"--scheduler {address}: workers have mesh-results {', '.join(sorted(strange))}, expected {__version__} as here"
        )


def _by_absolute_path(raw: RawFile) -> RawFile:
    """A large file by the path that means the same wherever the worker was started."""
    return replace(raw, file=raw.file.absolute()) if raw.file else raw
