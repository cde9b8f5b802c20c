"""Names, images, secrets and old APIs of synthetic manifests."""

from __future__ import annotations

import pytest

from generator.finding import Severity
from generator.manifests.core import GROUPS, Span, bundled, minor_of, serves, shown
from generator.manifests.served import DEPRECATED, REMOVED
from tests.fixtures.manifests.samples import SHOP, surveyed, told


def named(kind: str, name: str, api: str = "v1", namespace: str = "shop") -> list[str]:
    text = f"apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: {name}\n  namespace: {namespace}\n"
    return [each for each in told(text) if " identity: " in each]


@pytest.mark.parametrize(
    ("kind", "name", "api"),
    [
        ("Service", "1reviews", "v1"),
        ("Service", "reviews.v1", "v1"),
        ("Service", "r" * 64, "v1"),
        ("ConfigMap", "Reviews", "v1"),
        ("ConfigMap", "-reviews", "v1"),
        ("ConfigMap", "re_views", "v1"),
        ("Deployment", "reviews-", "apps/v1"),
        ("Deployment", "r" * 254, "apps/v1"),
    ],
)
def test_a_name_that_kubernetes_refuses_is_told_at_its_place(kind: str, name: str, api: str) -> None:
    found = named(kind, name, api)
    assert len(found) == 1
    assert found[0].startswith("a.yaml:4:9 identity: the name ")


@pytest.mark.parametrize(
    ("kind", "name", "api"),
    [
        ("ConfigMap", "1.reviews.v1", "v1"),
        ("Service", "reviews-1", "v1"),
        ("ClusterRole", "system:reader", "rbac.authorization.k8s.io/v1"),
    ],
)
def test_a_name_that_kubernetes_takes_is_right(kind: str, name: str, api: str) -> None:
    assert named(kind, name, api) == []


def test_a_namespace_is_a_label() -> None:
    assert named("ConfigMap", "a", namespace="Shop") == [
        'a.yaml:5:14 identity: the namespace "Shop" is none that Kubernetes takes'
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind: A\nmetadata: {name: a}\n", "a.yaml:1:1 identity: `apiVersion` is missing"),
        ("apiVersion: v1\nmetadata: {name: a}\n", "a.yaml:1:1 identity: `kind` is missing"),
        ("apiVersion: v1\nkind: A\n", "a.yaml:1:1 identity: `metadata.name` is missing"),
        ("apiVersion: 1\nkind: A\n", "a.yaml:1:1 identity: `apiVersion` is missing"),
        ("apiVersion: v1/apps\nkind: A\n", 'a.yaml:1:13 identity: `apiVersion` is the text "v1/apps", which is none'),
        ("apiVersion: v1\nkind: a b\n", 'a.yaml:2:7 identity: `kind` is the text "a b", which is none'),
        (
            "just text\n",
            'a.yaml:1:1 identity: found the text "just text", expected an object that begins with `apiVersion:`',
        ),
        ("[1, 2]\n", "a.yaml:1:1 identity: found a list, expected an object that begins with `apiVersion:`"),
    ],
)
def test_what_is_no_object_is_told(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_a_list_hides_its_objects_and_is_told() -> None:
    found = told("apiVersion: v1\nkind: ConfigMapList\nmetadata: {name: a}\nitems: [{metadata: {name: b}}]\n")
    assert "a.yaml:2:7 identity: `ConfigMapList` hides objects within a list, where they are not checked" in found


CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n"


def test_the_same_object_twice_is_an_error_in_one_file_and_a_warning_in_two() -> None:
    within = surveyed(f"{CONFIG}---\n{CONFIG}").faults
    assert [(each.location.line, each.severity) for each in within] == [(7, Severity.ERROR)]
    assert within[0].message == 'ConfigMap "a" in the namespace "shop" stands in the manifests twice, first at a.yaml:3'
    across = surveyed(CONFIG, CONFIG).faults
    assert [(each.location.path, each.severity) for each in across] == [("b.yaml", Severity.WARNING)]


@pytest.mark.parametrize(
    ("change", "twice"),
    [(("shop", "bank"), False), (("name: a", "name: b"), False), (("v1", "v1"), True)],
)
def test_objects_are_the_same_by_group_kind_namespace_and_name(change: tuple[str, str], twice: bool) -> None:  # noqa: FBT001
    assert bool(told(f"{CONFIG}---\n{CONFIG.replace(*change)}")) is twice


@pytest.mark.parametrize(
    ("image", "why"),
    [
        ("docker.io/example/synthetic", "names no version"),
        ("docker.io/example/synthetic:latest", "is whatever is newest"),
        ("localhost:5000/synthetic", "names no version"),
        ("not an image", "is no image's name"),
    ],
)
def test_an_image_that_is_not_pinned_is_told(image: str, why: str) -> None:
    found = told(SHOP.replace('"docker.io/example/synthetic:1.0.0"', f'"{image}"'))
    assert found == [f'a.yaml:19:30 image: the image "{image}" {why}']


@pytest.mark.parametrize(
    "image",
    ["localhost:5000/synthetic:1", "synthetic:1.2-alpine", f"synthetic@sha256:{'0' * 64}", f"a/b:1@sha256:{'f' * 64}"],
)
def test_an_image_with_a_version_or_digest_is_pinned(image: str) -> None:
    assert told(SHOP.replace("docker.io/example/synthetic:1.0.0", image)) == []


def test_an_injected_gateway_takes_its_image_from_istio() -> None:
    text = SHOP.replace(
        "metadata: {labels: {app", "metadata: {annotations: {inject.istio.io/templates: gateway}, labels: {app"
    )
    auto = text.replace('"docker.io/example/synthetic:1.0.0"', "auto")
    assert told(auto) == []
    assert told(SHOP.replace('"docker.io/example/synthetic:1.0.0"', "auto")) == [
        'a.yaml:19:30 image: the image "auto" names no version'
    ]


def test_a_module_that_is_not_pinned_is_told() -> None:
    text = "apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: a}\nspec: {url: oci://ghcr.io/example/filter}\n"
    assert told(text) == ['a.yaml:4:13 image: the image "ghcr.io/example/filter" names no version']


@pytest.mark.parametrize("key", ["data", "stringData"])
def test_a_secret_with_its_content_is_told_at_the_content(key: str) -> None:
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\n{key}: {{password: c3ludGhldGlj}}\n"
    assert told(text) == ["a.yaml:4:1 secret: a Secret with its content would be published"]


def test_a_secret_without_content_is_right() -> None:
    assert told("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: Opaque\n") == []


@pytest.mark.parametrize(
    ("api", "kind", "hint"),
    [
        ("networking.istio.io/v1beta1", "VirtualService", "write networking.istio.io/v1"),
        ("networking.istio.io/v1alpha3", "Gateway", "write networking.istio.io/v1"),
        ("telemetry.istio.io/v1alpha1", "Telemetry", "write telemetry.istio.io/v1"),
        (
            "gateway.networking.k8s.io/v1beta1",
            "HTTPRoute",
            "write gateway.networking.k8s.io/v1 (since Gateway API 1.0)",
        ),
        ("v1", "Endpoints", "use EndpointSlice of discovery.k8s.io/v1"),
    ],
)
def test_an_older_version_of_an_api_is_a_warning(api: str, kind: str, hint: str) -> None:
    found = [
        each
        for each in surveyed(f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n").faults
        if each.hint == hint
    ]
    assert [(each.severity, each.location.line, each.location.column) for each in found] == [(Severity.WARNING, 1, 13)]


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("networking.istio.io/v1", "VirtualService"),
        ("networking.istio.io/v1alpha3", "EnvoyFilter"),
        ("networking.istio.io/v1beta1", "ProxyConfig"),
        ("extensions.istio.io/v1alpha1", "WasmPlugin"),
        ("gateway.networking.k8s.io/v1beta1", "ReferenceGrant"),
        ("gateway.networking.k8s.io/v1alpha2", "TCPRoute"),
    ],
)
def test_the_newest_version_of_an_api_is_right(api: str, kind: str) -> None:
    assert told(f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n") == []


def test_what_is_deprecated_later_than_the_patterns_releases_is_right() -> None:
    text = "apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\n"
    assert told(text, span=Span(minimum="1.29", maximum="1.32")) == []


def test_the_table_of_removed_apis_agrees_with_the_bundled_schemas() -> None:
    for (group, version, kind), gone in REMOVED.items():
        assert group in GROUPS
        since = minor_of(gone.since)
        assert since is not None
        serving = [each for each in bundled() if serves(each, group, version, kind)]
        assert all(each < since for each in serving), (group, version, kind, [shown(each) for each in serving])
        if since > bundled()[0]:
            assert serving, (group, version, kind)


def test_what_is_deprecated_is_still_served() -> None:
    assert all(serves(bundled()[-1], *key) for key in DEPRECATED)
