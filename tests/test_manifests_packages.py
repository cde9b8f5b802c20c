"""The installed npm packages are read as what they are: strict schemas of Istio's and the Gateway API's kinds. The manifests are synthetic."""

from __future__ import annotations

import time

import pytest

from generator.manifests.compiled import fields, schema_of
from generator.manifests.models import PACKAGES, find
from generator.manifests.values import Found, Missing, Node, State, mapping_at
from tests.fixtures.manifests.samples import MODULES, ROOT, surveyed, told

MODELS = ROOT / "node_modules" / "@kubernetes-models"
ISTIO = {
    "extensions.istio.io/v1alpha1": "WasmPlugin",
    "networking.istio.io/v1": "DestinationRule Gateway ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup",
    "networking.istio.io/v1alpha3": "DestinationRule EnvoyFilter Gateway ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup",
    "networking.istio.io/v1beta1": "DestinationRule Gateway ProxyConfig ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup",
    "security.istio.io/v1": "AuthorizationPolicy PeerAuthentication RequestAuthentication",
    "security.istio.io/v1beta1": "AuthorizationPolicy PeerAuthentication RequestAuthentication",
    "telemetry.istio.io/v1": "Telemetry",
    "telemetry.istio.io/v1alpha1": "Telemetry",
}
GATEWAY_API = {
    "gateway.networking.k8s.io/v1": "BackendTLSPolicy GRPCRoute Gateway GatewayClass HTTPRoute ListenerSet ReferenceGrant TLSRoute",
    "gateway.networking.k8s.io/v1alpha2": "GRPCRoute ReferenceGrant TCPRoute TLSRoute UDPRoute",
    "gateway.networking.k8s.io/v1alpha3": "BackendTLSPolicy TLSRoute",
    "gateway.networking.k8s.io/v1beta1": "Gateway GatewayClass HTTPRoute ReferenceGrant",
    "gateway.networking.x-k8s.io/v1alpha1": "XBackendTrafficPolicy XMesh",
}
KINDS = [(api, kind) for table in (ISTIO, GATEWAY_API) for api, kinds in table.items() for kind in kinds.split()]
FREE = {"EnvoyFilter": ["spec/configPatches/*/patch/value"], "WasmPlugin": ["spec/pluginConfig"]}


def schema(api: str, kind: str) -> Node:
    found = find(MODULES.node_modules, *api.split("/"), kind)
    assert isinstance(found, Found), found
    return found.schema.node


def said(api: str, kind: str, spec: str) -> list[str]:
    text = f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: synthetic, namespace: shop}}\nspec:\n{spec}"
    assert surveyed(text, sources=MODULES).verdicts[0].state is not State.NOT_CHECKED
    return [each.partition("a.yaml:")[2] for each in told(text, sources=MODULES) if " schema: " in each]


@pytest.mark.parametrize("api_kind", KINDS, ids=" ".join)
def test_a_kind_has_a_closed_schema(api_kind: tuple[str, str]) -> None:
    assert open_mappings(schema(*api_kind), "") == FREE.get(api_kind[1], [])


def open_mappings(node: object, path: str) -> list[str]:
    """The mappings that may hold anything, and the values of which nothing is known."""
    if not isinstance(node, dict):
        return []
    found = [path] if path and not {"type", "enum", "const", "anyOf", "properties"} & set(node) else []
    if node.get("type") == "object" and not {"properties", "additionalProperties"} & set(node):
        found.append(path)
    if "properties" in node and node.get("additionalProperties") is not False:
        found.append(f"{path} is open")
    for name, child in mapping_at(node, "properties").items():
        found += open_mappings(child, f"{path}/{name}".lstrip("/"))
    for keyword in ("items", "additionalProperties"):
        found += open_mappings(node.get(keyword), f"{path}/*")
    return found


def test_every_kind_of_the_packages_is_listed_here() -> None:
    files = {file.stem for package in ("istio", "gateway-api") for file in (MODELS / package / "_schemas").glob("*.js")}
    expected = {PACKAGES[api.partition("/")[0]].file(*api.split("/"), kind) for api, kind in KINDS}
    assert expected <= files
    tops = {name for name in files if name.startswith(("Extensions", "Networking", "Security", "Telemetry"))}
    assert {name for name in expected if "Istio" in name} == tops


def test_the_declarations_of_the_packages_name_no_field_that_the_schemas_lack() -> None:
    """The TypeScript declarations are made from the same source by other code: a second opinion on what was read."""
    for api, kinds in GATEWAY_API.items():
        group, version = api.split("/")
        if group != "gateway.networking.k8s.io":
            continue
        for kind in kinds.split():
            declared = (MODELS / "gateway-api" / group / version / f"{kind}.d.ts").read_text(encoding="utf-8")
            body = declared[declared.index("export interface") : declared.index("export declare class")]
            names = {line.split('"')[1] for line in body.splitlines() if line.startswith('    "')}
            assert names - {"status"} <= set(mapping_at(schema(api, kind), "properties")), kind


def test_a_kind_that_the_package_lacks_is_not_checked() -> None:
    assert isinstance(find(MODULES.node_modules, "networking.istio.io", "v9", "Gateway"), Missing)
    assert find(MODULES.node_modules, "networking.istio.io", "v1", "../../x") == Missing(
        reason="@kubernetes-models/istio 3.0.1, Istio 1.29.2 has no such kind"
    )


def test_the_operator_is_not_checked_since_its_schema_says_nothing() -> None:
    text = "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: a}\nspec: {any: 1}\n"
    assert surveyed(text, sources=MODULES).verdicts[0].state is State.NOT_CHECKED


def test_a_verdict_names_the_package_and_the_release() -> None:
    text = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a}\nspec: {mtls: {mode: STRICT}}\n"
    verdict = surveyed(text, sources=MODULES).verdicts[0]
    assert verdict.state is State.PASSED
    assert verdict.schema == "Istio security.istio.io/v1 (@kubernetes-models/istio 3.0.1, Istio 1.29.2)"


VIRTUAL = "  hosts: [a]\n  http:\n    - route: [{destination: {host: a}}]\n"


@pytest.mark.parametrize(
    ("api", "kind", "spec", "expected"),
    [
        ("networking.istio.io/v1", "VirtualService", VIRTUAL, []),
        (
            "networking.istio.io/v1",
            "VirtualService",
            f"{VIRTUAL}      retries: {{attempts: 2, perTryTimeout: soon}}\n",
            ['8:45 schema: `perTryTimeout` is the text "soon", expected a duration such as 2s, 500ms or 1m30s'],
        ),
        (
            "networking.istio.io/v1",
            "VirtualService",
            f"{VIRTUAL}      timeout: 5\n",
            ["8:16 schema: `timeout` is the number 5, expected text"],
        ),
        (
            "networking.istio.io/v1",
            "VirtualService",
            f"{VIRTUAL}      retry: {{attempts: 2}}\n",
            ["8:7 schema: `retry` is no field of entry 1 of `http`"],
        ),
        (
            "networking.istio.io/v1",
            "VirtualService",
            f"{VIRTUAL}      match: [{{uri: {{exact: /a, prefix: /b}}}}]\n",
            ["8:16 schema: `uri` holds `exact` and `prefix`, expected at most one of `exact`, `prefix` and `regex`"],
        ),
        (
            "networking.istio.io/v1",
            "DestinationRule",
            "  host: a\n  trafficPolicy: {outlierDetection: {interval: 10s, maxEjectionPercent: half}}\n",
            ['6:73 schema: `maxEjectionPercent` is the text "half", expected a whole number'],
        ),
        (
            "networking.istio.io/v1",
            "DestinationRule",
            "  trafficPolicy: {}\n",
            ["4:1 schema: `host` is missing in `spec`"],
        ),
        (
            "security.istio.io/v1",
            "AuthorizationPolicy",
            "  action: PERMIT\n",
            ['5:11 schema: `action` is the text "PERMIT", expected ALLOW, DENY, AUDIT or CUSTOM'],
        ),
        (
            "networking.istio.io/v1alpha3",
            "EnvoyFilter",
            "  configPatches: [{applyTo: CLUSTER, patch: {operation: MERGE, value: {any: [1, {thing: x}]}}}]\n",
            [],
        ),
        ("extensions.istio.io/v1alpha1", "WasmPlugin", "  url: oci://a/b:1\n  pluginConfig: {any: {thing: 1}}\n", []),
        (
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            "  rules: [{timeouts: {request: 1500}}]\n",
            ["5:32 schema: `request` is the number 1500, expected text"],
        ),
        (
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            "  rules: [{timeouts: {request: 1.5s}}]\n",
            ['5:32 schema: `request` is the text "1.5s", expected a text of the form ^([0-9]{1,5}(h|m|s|ms)){1,4}$'],
        ),
        (
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            "  rules: [{backendRefs: [{name: a, port: 70000}]}]\n",
            ["5:42 schema: `port` is the number 70000, expected at most 65535"],
        ),
        (
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            "  rules: [{backendRef: [{name: a, port: 80}]}]\n",
            ["5:12 schema: `backendRef` is no field of entry 1 of `rules`"],
        ),
        (
            "gateway.networking.k8s.io/v1",
            "GatewayClass",
            "  controllerName: example.org/c\n  description: synthetic\n",
            [],
        ),
        (
            "gateway.networking.k8s.io/v1",
            "BackendTLSPolicy",
            "  targetRefs: [{group: '', kind: Service, name: a}]\n  validation: {wellKnownCACertificates: System}\n",
            ["6:3 schema: `hostname` is missing in `validation`"],
        ),
    ],
)
def test_what_a_schema_says_stands_at_its_place(api: str, kind: str, spec: str, expected: list[str]) -> None:
    assert said(api, kind, spec) == expected


def test_what_only_the_controller_writes_is_no_field() -> None:
    text = "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a, uid: x}\nspec: {}\nstatus: {}\n"
    found = told(text, sources=MODULES)
    assert [each.partition("schema: ")[2] for each in found] == [
        "`uid` is no field of `metadata`",
        "`status` is no field of the object",
    ]


def test_a_schema_is_read_in_some_hundredths_of_a_second() -> None:
    def load(name: str) -> str:
        return (MODELS / "istio" / "_schemas" / f"{name}.js").read_text(encoding="utf-8")

    start = time.process_time()
    node = schema_of("NetworkingIstioIoV1VirtualService", load)
    assert time.process_time() - start < 0.5
    assert {"perTryTimeout", "retryOn", "destination", "corsPolicy"} <= set(fields(node))
