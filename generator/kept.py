"""Files that cost time to make, kept from build to build under a name that tells all that they depend on."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A folder of such files; what is lost there is made anew."""

    folder: Path

    def get(self, name: str) -> bytes | None:
        """The file of that name, None where it was never kept."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, content: bytes) -> None:
        """Keep a file; another build at the same time sees it whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).replace(self.folder / name)

    def forget(self, others_than: frozenset[str]) -> None:
        """Remove every file but those, so that the folder holds what the last build used."""
        if self.folder.is_dir():
            for file in self.folder.iterdir():
                if file.name not in others_than and file.is_file():
                    file.unlink()
