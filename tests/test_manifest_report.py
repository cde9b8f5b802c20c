"""The counts of what was checked of manifests."""

from __future__ import annotations

import json

import pytest

from generator import manifest_report
from generator.load import ManifestCheck
from generator.report import as_json, as_text

NO_PACKAGE = "no package has schemas of {}; name a folder of its CRDs by --crd-dir"


def check(api: str, schema: str | None, reason: str = "") -> ManifestCheck:
    return ManifestCheck(path="patterns/p/t/a.yaml", api_version=api, kind="Synthetic", schema=schema, reason=reason)


CHECKS = (
    *[check("v1", "Kubernetes 1.29 to 1.34 (kubernetes-validate 1.37.0)")] * 3,
    check("networking.istio.io/v1", "Istio networking.istio.io/v1 (@kubernetes-models/istio 3.0.1, Istio 1.29.2)"),
    check("security.istio.io/v1", "Istio security.istio.io/v1 (@kubernetes-models/istio 3.0.1, Istio 1.29.2)"),
    check("split.smi-spec.io/v1alpha4", "SMI split.smi-spec.io/v1alpha4 (this tool's schema)"),
    check("a.example/v1", "CRD file a.yaml"),
    check("b.example/v1", "CRD file b.yaml"),
    *[check("policy.linkerd.io/v1beta3", None, NO_PACKAGE.format("policy.linkerd.io"))] * 2,
    check("kuma.io/v1", None, NO_PACKAGE.format("kuma.io")),
    check("v1", None, "install the Python package kubernetes-validate"),
)


def test_people_get_lines_with_what_was_checked_and_why_the_rest_was_not() -> None:
    assert manifest_report.as_text(CHECKS) == (
        "12 objects of manifests: 8 checked (3 Kubernetes 1.29 to 1.34, 2 Istio, 2 CRD files, 1 SMI); 4 not checked\n"
        "  1 not checked: install the Python package kubernetes-validate\n"
        "  3 not checked: no package has schemas of policy.linkerd.io (2), kuma.io (1); name a folder of its CRDs by --crd-dir\n"
    )
    assert (
        manifest_report.as_text(CHECKS[:1])
        == "1 object of manifests: 1 checked (1 Kubernetes 1.29 to 1.34); 0 not checked\n"
    )
    assert manifest_report.as_text(CHECKS[-1:]).startswith("1 object of manifests: 0 checked; 1 not checked\n")


def test_machines_get_the_same_counts_by_full_names() -> None:
    found = manifest_report.as_object(CHECKS)
    assert (found["objects"], found["checked"], found["not_checked"]) == (12, 8, 4)
    assert len(found["schemas"]) == 6  # type: ignore[arg-type]
    assert {"reason": NO_PACKAGE.format("kuma.io"), "objects": 1} in found["reasons"]  # type: ignore[operator]


@pytest.mark.parametrize("form", ["github", "sarif", "json", "text"])
def test_without_manifests_a_report_stays_as_it_is(form: str) -> None:
    assert manifest_report.added("report", form, ()) == "report"


@pytest.mark.parametrize("form", ["github", "sarif"])
def test_forms_of_other_programs_stay_as_they_are(form: str) -> None:
    assert manifest_report.added("report", form, CHECKS) == "report"


def test_the_counts_follow_the_report() -> None:
    assert manifest_report.added(as_text((), 1), "text", CHECKS).startswith(
        "no errors and no warnings in 1 file\n12 obj"
    )
    whole = json.loads(manifest_report.added(as_json((), 1), "json", CHECKS))
    assert list(whole) == [*json.loads(as_json((), 1)), "manifests"]
