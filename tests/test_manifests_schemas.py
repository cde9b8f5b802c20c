"""Verdicts: which schema an object is checked against, what it says and where; and that not checked is never passed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from generator.manifests import core, smi
from generator.manifests.core import Span
from generator.manifests.crds import read_definitions
from generator.manifests.models import find
from generator.manifests.schemas import Sources
from generator.manifests.values import Missing, State
from tests.fixtures.manifests.samples import FIXTURES, NO_MODULES, SHOP, SPAN, surveyed, told

GADGETS = Sources(definitions=read_definitions(FIXTURES / "crds"))


def schema_faults(text: str, sources: Sources = NO_MODULES, span: Span = SPAN) -> list[str]:
    return [
        each.replace("a.yaml:", "").replace(" schema:", "")
        for each in told(text, sources=sources, span=span)
        if " schema: " in each or " served API version: " in each
    ]


def gadget(spec: str) -> str:
    return f"apiVersion: example.org/v1\nkind: Gadget\nmetadata: {{name: one}}\nspec: {spec}\n"


# Kubernetes' own kinds


def test_a_verdict_names_the_schema_and_the_releases() -> None:
    verdicts = surveyed(SHOP).verdicts
    assert {each.state for each in verdicts} == {State.PASSED}
    assert {each.schema for each in verdicts} == {
        f"Kubernetes 1.29 to 1.34 (kubernetes-validate {core.package_version()})"
    }


WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews}
spec:
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec:
      containers:
        - name: app
          image: docker.io/example/synthetic:1.0.0
          ports: [{containerPort: 8080}]
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("8080", "http", '12:35 `containerPort` is the text "http", expected a whole number'),
        ("          image:", "          imaeg:", "11:11 `imaeg` is no field of entry 1 of `containers`"),
        ("  template:", "  replicas: many\n  template:", '6:13 `replicas` is the text "many", expected a whole number'),
        ("  selector: {matchLabels: {app: reviews}}\n", "", "4:1 `selector` is missing in `spec`"),
        ("        - name: app\n          ", "        - ", "10:11 `name` is missing in entry 1 of `containers`"),
        ("containers:", "containers: none #", '9:19 `containers` is the text "none", expected a list'),
    ],
)
def test_a_fault_of_a_deployment_has_its_place_and_words(old: str, new: str, expected: str) -> None:
    assert WORKLOAD.count(old) == 1
    text = WORKLOAD.replace(old, new)
    if "none" in new:
        text = text.partition("        - name")[0]
    assert schema_faults(text) == [expected]


def test_a_misspelt_field_is_told_at_its_key_with_the_right_one() -> None:
    fault = surveyed("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  prots: [{port: 80}]\n").faults[0]
    assert (fault.location.line, fault.location.column, fault.hint) == (5, 3, "write `ports`")


def test_a_kind_that_some_releases_lack_is_told_with_those() -> None:
    text = "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata: {name: a}\n"
    fault = surveyed(text).faults[0]
    assert fault.message == "`flowcontrol.apiserver.k8s.io/v1beta3` FlowSchema is not served by Kubernetes 1.32 to 1.34"
    assert fault.hint == "Kubernetes 1.32 removed it; use flowcontrol.apiserver.k8s.io/v1"
    assert schema_faults(text, span=Span(minimum="1.29", maximum="1.31")) == []


def test_a_kind_that_was_removed_long_ago_is_told_with_its_successor() -> None:
    fault = surveyed("apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n").faults[0]
    assert (fault.location.line, fault.location.column) == (1, 13)
    assert fault.hint == "Kubernetes 1.25 removed it; use policy/v1"


def test_an_unknown_kind_of_a_core_group_is_a_fault() -> None:
    fault = surveyed("apiVersion: v1\nkind: Servise\nmetadata: {name: a}\n").faults[0]
    assert fault.message == "`v1` Servise is not served by Kubernetes 1.29 to 1.34"
    assert "check the spelling" in fault.hint


def test_a_field_that_only_newer_releases_have_is_told_with_the_releases() -> None:
    text = """
    apiVersion: v1
    kind: Service
    metadata: {name: a}
    spec: {trafficDistribution: PreferClose, ports: [{port: 80}]}
    """
    assert schema_faults(text) == ["5:8 `trafficDistribution` is no field of `spec` (Kubernetes 1.29)"]


def test_releases_that_no_schema_covers_are_not_checked() -> None:
    verdict = surveyed(SHOP, span=Span(minimum="9.0", maximum="9.1")).verdicts[0]
    assert verdict.state is State.NOT_CHECKED
    assert "knows Kubernetes 1.25 to" in verdict.reason


def test_a_group_of_another_mesh_is_not_taken_for_a_core_group() -> None:
    text = "apiVersion: policy.linkerd.io/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: {nonsense: 1}\n"
    verdict = surveyed(text).verdicts[0]
    assert (verdict.state, verdict.faults) == (State.NOT_CHECKED, ())
    assert verdict.reason.startswith("no package has schemas of policy.linkerd.io")


@pytest.mark.parametrize("kind", ["Deployment/../../x", "all", "_definitions", "Deployment-apps"])
def test_a_kind_cannot_reach_another_file(kind: str) -> None:
    assert core.schema(core.bundled()[-1], "apps", "v1", kind) is None


def test_the_package_is_only_read_never_imported() -> None:
    assert core.folder() is not None
    assert "generator" in Path(core.__file__).parts
    assert not hasattr(core, "kubernetes_validate")


# SMI


def smi_object(api: str, kind: str, rest: str) -> str:
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: synthetic}}\n{rest}\n"


ROUTES_OLD = "matches: [{name: all, pathRegex: '.*', methods: ['*']}]"
ROUTES = f"spec: {{{ROUTES_OLD}}}"
BACKENDS = "backends: [{service: a-v1, weight: 90}, {service: a-v2, weight: 10}]"
IDENTITIES = "sources: [{kind: ServiceAccount, name: b}]"
GOOD = {
    ("specs.smi-spec.io/v1alpha1", "HTTPRouteGroup"): ROUTES_OLD,
    ("specs.smi-spec.io/v1alpha2", "HTTPRouteGroup"): "matches: [{name: a, headers: [{user-agent: '.*'}]}]",
    ("specs.smi-spec.io/v1alpha3", "HTTPRouteGroup"): ROUTES,
    ("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup"): "spec: {matches: [{name: a, headers: {user-agent: '.*'}}]}",
    ("specs.smi-spec.io/v1alpha1", "TCPRoute"): "",
    ("specs.smi-spec.io/v1alpha2", "TCPRoute"): "",
    ("specs.smi-spec.io/v1alpha3", "TCPRoute"): "spec: {}",
    ("specs.smi-spec.io/v1alpha4", "TCPRoute"): "spec: {matches: {ports: [3306]}}",
    ("specs.smi-spec.io/v1alpha4", "UDPRoute"): "spec: {matches: {ports: []}}",
    ("split.smi-spec.io/v1alpha1", "TrafficSplit"): "spec: {service: a, backends: [{service: b, weight: 500m}]}",
    ("split.smi-spec.io/v1alpha2", "TrafficSplit"): f"spec: {{service: a, {BACKENDS}}}",
    ("split.smi-spec.io/v1alpha3", "TrafficSplit"): f"spec: {{service: a, {BACKENDS}}}",
    (
        "split.smi-spec.io/v1alpha4",
        "TrafficSplit",
    ): f"spec: {{service: a, {BACKENDS}, matches: [{{kind: HTTPRouteGroup, name: r}}]}}",
    ("access.smi-spec.io/v1alpha1", "TrafficTarget"): "destination: {kind: ServiceAccount, name: a, port: 80}\n"
    f"specs: [{{kind: HTTPRouteGroup, name: r}}]\n{IDENTITIES}",
    ("access.smi-spec.io/v1alpha2", "TrafficTarget"): "spec: {destination: {kind: ServiceAccount, name: a, port: 80}, "
    f"rules: [{{kind: TCPRoute, name: r}}], {IDENTITIES}}}",
    ("access.smi-spec.io/v1alpha3", "TrafficTarget"): "spec: {destination: {kind: ServiceAccount, name: a}, "
    f"rules: [{{kind: UDPRoute, name: r, matches: [m]}}], {IDENTITIES}}}",
}


def test_every_kind_and_version_of_smi_has_a_schema_and_an_example_here() -> None:
    assert {(f"{group}/{api}", kind) for group, api, kind in smi.kinds()} == set(GOOD)


@pytest.mark.parametrize("api_kind", GOOD, ids=" ".join)
def test_an_object_as_the_specification_writes_it_passes(api_kind: tuple[str, str]) -> None:
    verdict = surveyed(smi_object(*api_kind, GOOD[api_kind])).verdicts[0]
    assert (verdict.state, verdict.schema) == (State.PASSED, f"SMI {api_kind[0]} (this tool's schema)")


@pytest.mark.parametrize("api_kind", GOOD, ids=" ".join)
def test_a_field_that_the_specification_does_not_know_fails(api_kind: tuple[str, str]) -> None:
    text = smi_object(*api_kind, f"{GOOD[api_kind]}\nextra: 1")
    assert [each for each in schema_faults(text) if "`extra` is no field of the object" in each]


@pytest.mark.parametrize(
    ("api", "kind", "rest", "expected"),
    [
        (
            "split.smi-spec.io/v1alpha4",
            "TrafficSplit",
            "spec: {service: a, backends: [{service: b, weight: 1.5}]}",
            "4:52 `weight` is the number 1.5, expected a whole number",
        ),
        (
            "split.smi-spec.io/v1alpha1",
            "TrafficSplit",
            "spec: {service: a, backends: [{service: b, weight: half}]}",
            '4:52 `weight` is the text "half", expected a quantity such as 1 or 500m',
        ),
        (
            "split.smi-spec.io/v1alpha2",
            "TrafficSplit",
            "spec: {service: a, backends: [{service: b, weight: 1}], matches: []}",
            "4:57 `matches` is no field of `spec`",
        ),
        (
            "access.smi-spec.io/v1alpha3",
            "TrafficTarget",
            f"spec: {{destination: {{kind: ServiceAccount, name: a, port: 80}}, rules: [{{kind: TCPRoute, name: r}}], {IDENTITIES}}}",
            "4:53 `port` is no field of `destination`",
        ),
        (
            "specs.smi-spec.io/v1alpha4",
            "HTTPRouteGroup",
            "spec: {matches: [{name: a, methods: [FETCH]}]}",
            '4:38 entry 1 of `methods` is the text "FETCH", expected *, GET, HEAD, PUT, POST, DELETE, CONNECT, OPTIONS, TRACE or PATCH',
        ),
        ("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", ROUTES_OLD, "4:1 `matches` is no field of the object"),
    ],
)
def test_versions_of_smi_differ_as_the_specification_does(api: str, kind: str, rest: str, expected: str) -> None:
    assert expected in schema_faults(smi_object(api, kind, rest))


def test_a_version_that_smi_never_had_is_not_checked() -> None:
    verdict = surveyed(smi_object("split.smi-spec.io/v9", "TrafficSplit", "spec: {}")).verdicts[0]
    assert verdict.reason == "the SMI specification has no TrafficSplit of split.smi-spec.io/v9"


# CustomResourceDefinitions


def test_a_definition_that_the_user_names_fills_the_gap() -> None:
    verdict = surveyed(gadget("{size: 3, port: http, note: null}"), sources=GADGETS).verdicts[0]
    assert (verdict.state, verdict.schema) == (State.PASSED, "CRD file gadgets.yaml")
    assert surveyed(gadget("{size: 3}")).verdicts[0].state is State.NOT_CHECKED


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{size: 9}", ["4:14 `size` is the number 9, expected less than 9"]),
        ("{sise: 3}", ["4:8 `sise` is no field of `spec`"]),
        ("{}", ["4:1 `size` is missing in `spec`"]),
        ("{size: 3, port: 1.5}", ["4:23 `port` is the number 1.5, expected a whole number or text"]),
        ("{size: 3, note: c}", ['4:23 `note` is the text "c", expected a or b']),
        ("{size: 3, free: {any: 1, known: 2}}", ["4:39 `known` is the number 2, expected true or false"]),
        ("{size: 3, labels: {a: 1}}", ["4:29 `a` is the number 1, expected text"]),
        (
            "{size: 3, template: {kind: A, more: 1, apiVersion: 2}}",
            ["4:58 `apiVersion` is the number 2, expected text"],
        ),
        (
            "{size: 3, either: {left: a, right: b}}",
            ["4:17 `either` holds `left` and `right`, expected at most one of `left` and `right`"],
        ),
        ("{size: 3, either: {}}", ["4:17 `either` holds none of them, expected one of `left` and `right`"]),
    ],
)
def test_a_definition_is_strict(spec: str, expected: list[str]) -> None:
    assert [each.replace(" or `right`", " and `right`") for each in schema_faults(gadget(spec), GADGETS)] == expected


def test_only_served_versions_are_read_and_old_definitions_too() -> None:
    assert [(each.version, each.kind) for each in GADGETS.definitions.found] == [("v1", "Gadget"), ("v1beta1", "Old")]


def test_a_definition_never_replaces_a_schema_of_a_package(tmp_path: Path) -> None:
    loose = (FIXTURES / "crds" / "gadgets.yaml").read_text().partition("\n---\n")[0]
    loose = loose.replace("example.org", "split.smi-spec.io").replace("kind: Gadget,", "kind: TrafficSplit,")
    (tmp_path / "split.yaml").write_text(loose.replace("name: v1\n", "name: v1alpha4\n"))
    sources = Sources(definitions=read_definitions(tmp_path))
    assert len(sources.definitions.found) == 1
    text = smi_object("split.smi-spec.io/v1alpha4", "TrafficSplit", "spec: {size: 3}")
    assert surveyed(text, sources=sources).verdicts[0].schema == "SMI split.smi-spec.io/v1alpha4 (this tool's schema)"


@pytest.mark.parametrize(
    "content",
    [
        "a: [1\n",
        "kind: CustomResourceDefinition\nspec: {group: 1}\n",
        "[" * 100_000,
        "a: &a [1]\nb: *a\n",
        "kind: CustomResourceDefinition\nspec: {group: g.io, names: {kind: K}, versions: [1, {name: v1, schema: {openAPIV3Schema: [1]}}]}\n",
        "",
    ],
)
def test_a_folder_of_broken_definitions_defines_nothing_and_does_not_raise(tmp_path: Path, content: str) -> None:
    (tmp_path / "broken.yaml").write_text(content)
    assert read_definitions(tmp_path).found == ()


def test_a_definition_with_an_impossible_pattern_leaves_the_object_unchecked(tmp_path: Path) -> None:
    text = (FIXTURES / "crds" / "gadgets.yaml").read_text()
    (tmp_path / "g.yaml").write_text(text.replace("minimum: 1,", "pattern: '(', minimum: 1,"))
    verdict = surveyed(gadget("{size: 3}"), sources=Sources(definitions=read_definitions(tmp_path))).verdicts[0]
    assert verdict.state is State.NOT_CHECKED
    assert verdict.reason.startswith("CRD file g.yaml is no valid schema: ")


def test_a_definition_that_takes_nothing_but_null_says_so(tmp_path: Path) -> None:
    text = (FIXTURES / "crds" / "gadgets.yaml").read_text()
    (tmp_path / "g.yaml").write_text(text.replace("enum: [a, b]", "enum: [null]"))
    sources = Sources(definitions=read_definitions(tmp_path))
    assert schema_faults(gadget("{size: 3, note: c}"), sources) == ['4:23 `note` is the text "c", expected null']


def test_links_in_a_folder_of_definitions_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(FIXTURES / "crds" / "gadgets.yaml")
    assert read_definitions(tmp_path).found == ()


# packages that are not installed


@pytest.mark.parametrize(
    ("group", "kind", "package"),
    [
        ("networking.istio.io", "VirtualService", "@kubernetes-models/istio"),
        ("gateway.networking.k8s.io", "HTTPRoute", "@kubernetes-models/gateway-api"),
    ],
)
def test_a_package_that_is_not_installed_leaves_its_kinds_unchecked(
    tmp_path: Path, group: str, kind: str, package: str
) -> None:
    for node_modules in (None, tmp_path):
        text = f"apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{nonsense: 1}}\n"
        verdict = surveyed(text, sources=Sources(node_modules=node_modules)).verdicts[0]
        assert (verdict.state, verdict.reason) == (State.NOT_CHECKED, f"install the npm package {package}")


def test_a_damaged_package_leaves_its_kinds_unchecked(tmp_path: Path) -> None:
    place = tmp_path / "@kubernetes-models" / "istio"
    (place / "_schemas").mkdir(parents=True)
    (place / "package.json").write_text('{"name": "@kubernetes-models/istio", "version": "0.0.0"}')
    (place / "_schemas" / "NetworkingIstioIoV1Gateway.js").write_text("export const validate=validate0;")
    found = find(tmp_path, "networking.istio.io", "v1", "Gateway")
    assert found == Missing(
        reason="@kubernetes-models/istio cannot be read: NetworkingIstioIoV1Gateway calls validate0, which it does not hold"
    )


def test_many_unknown_fields_are_told_soon_and_not_all() -> None:
    start = time.process_time()
    fields = "\n".join(f"  portz{number}: 1" for number in range(9_000))
    found = surveyed(f"apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec:\n{fields}\n").faults
    assert len(found) == 50
    assert time.process_time() - start < 3


def test_without_the_package_kubernetes_own_kinds_are_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "bundled", lambda: ())
    verdict = surveyed("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {nonsense: 1}\n").verdicts[0]
    assert (verdict.state, verdict.reason) == (State.NOT_CHECKED, "install the Python package kubernetes-validate")


def test_a_key_that_an_editor_spelt_with_a_space_is_told_with_the_right_one() -> None:
    fault = surveyed(WORKLOAD.replace("  selector: {matchLabels:", "  selector: {match Labels:")).faults[0]
    assert (fault.message, fault.hint) == ("`match Labels` is no field of `selector`", "write `matchLabels`")
