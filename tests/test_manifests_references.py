"""What the synthetic manifests of one target refer to is there, or is told at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.manifests.hosts import covers, host_of
from generator.manifests.objects import names_in, wildcards
from tests.fixtures.manifests.samples import SHOP, told, with_shop

NAMES = st.from_regex(r"[a-z]([-a-z0-9]{0,8}[a-z0-9])?", fullmatch=True)


def istio(
    kind: str, spec: str, name: str = "reviews", group: str = "networking.istio.io/v1", namespace: str = "shop"
) -> str:
    return f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec:\n{spec}"


def virtual(route: str, hosts: str = "[reviews]") -> str:
    return istio("VirtualService", f"  hosts: {hosts}\n  http:\n    - route:\n{route}")


RULE = istio("DestinationRule", "  host: reviews\n  subsets:\n    - {name: v1, labels: {version: v1}}\n")
GOOD = "        - {destination: {host: reviews, subset: v1, port: {number: 8080}}, weight: 100}\n"


def test_a_complete_shop_has_no_fault() -> None:
    assert told(SHOP) == []
    assert with_shop(virtual(GOOD) + "---\n" + RULE) == []


@pytest.mark.parametrize(
    "host",
    [
        "reviews",
        "reviews.shop",
        "reviews.shop.svc",
        "reviews.shop.svc.cluster.local",
        '"*.shop.svc.cluster.local"',
        '"*"',
    ],
)
def test_every_form_of_a_host_means_the_service(host: str) -> None:
    assert with_shop(istio("DestinationRule", f"  host: {host}\n")) == []


@pytest.mark.parametrize(
    ("host", "what"),
    [
        ("ratings", 'Service "ratings" in the namespace "shop"'),
        ("reviews.bank", 'Service "reviews" in the namespace "bank"'),
        ("reviews.bank.svc.cluster.local", 'Service "reviews" in the namespace "bank"'),
        ("api.example.org", 'ServiceEntry for "api.example.org"'),
    ],
)
def test_a_host_that_nothing_defines_is_told(host: str, what: str) -> None:
    assert with_shop(istio("DestinationRule", f"  host: {host}\n")) == [
        f"a.yaml:5:9 reference: refers to {what}, which none of the manifests defines"
    ]
    named = host.partition(".svc")[0].removesuffix(".bank")
    assert with_shop(istio("DestinationRule", f"  host: {host}\n"), names_in(f"The host {named} exists already.")) == []


@pytest.mark.parametrize(
    ("pattern", "host", "known"),
    [
        ("api.example.org", "api.example.org", True),
        ('"*.example.org"', "api.example.org", True),
        ('"*.example.org"', "example.org", False),
        ('"*.other.org"', "api.example.org", False),
        ("api.example.org", '"*.example.org"', True),
    ],
)
def test_hosts_of_service_entries_may_be_wildcards(pattern: str, host: str, known: bool) -> None:  # noqa: FBT001
    entry = istio("ServiceEntry", f"  hosts: [{pattern}]\n  ports: [{{number: 443, name: tls, protocol: TLS}}]\n")
    rule = istio("DestinationRule", f"  host: {host}\n")
    assert (told(f"{entry}---\n{rule}") == []) is known


def test_a_subset_that_no_rule_has_is_told_with_those_that_it_has() -> None:
    assert with_shop(virtual(GOOD.replace("v1", "v2")) + "---\n" + RULE) == [
        'a.yaml:8:49 reference: refers to the subset "v2" of "reviews", which no DestinationRule of the manifests defines'
    ]


@pytest.mark.parametrize("host", ["reviews.shop", "reviews.shop.svc.cluster.local"])
def test_a_subset_is_found_whatever_form_the_hosts_have(host: str) -> None:
    assert with_shop(virtual(GOOD.replace("reviews", host)) + "---\n" + RULE) == []
    assert with_shop(virtual(GOOD) + "---\n" + RULE.replace("host: reviews", f"host: {host}")) == []


def test_labels_of_a_subset_that_no_pod_has_are_told() -> None:
    assert with_shop(RULE.replace("version: v1", "version: v9")) == [
        'a.yaml:7:26 selector: the subset selects "version: v9", which no pod behind Service "reviews" has'
    ]


def test_a_port_that_the_service_does_not_have_is_told() -> None:
    text = virtual(GOOD.replace("8080", "9090")) + "---\n" + RULE
    assert with_shop(text) == ['a.yaml:8:68 port: Service "reviews" has no port 9090, expected 8080']


@pytest.mark.parametrize(("first", "second", "total"), [(90, 20, 110), (50, 49, 99), (0, 0, 0)])
def test_weights_that_do_not_add_up_to_100_are_told_with_their_sum(first: int, second: int, total: int) -> None:
    route = "".join(f"        - {{destination: {{host: reviews}}, weight: {each}}}\n" for each in (first, second))
    assert with_shop(virtual(route)) == [f"a.yaml:7:7 weights: the weights add up to {total}, expected 100"]


def test_one_destination_needs_no_weight_and_two_with_100_are_right() -> None:
    assert with_shop(virtual("        - {destination: {host: reviews}}\n")) == []
    split = "".join(f"        - {{destination: {{host: reviews}}, weight: {each}}}\n" for each in (99, 1))
    assert with_shop(virtual(split)) == []


def test_a_gateway_that_nothing_defines_is_told_and_mesh_is_none() -> None:
    text = istio("VirtualService", "  hosts: [shop.example.org]\n  gateways: [mesh, edge/front]\n")
    assert with_shop(text) == [
        'a.yaml:5:11 reference: refers to ServiceEntry for "shop.example.org", which none of the manifests defines',
        'a.yaml:6:20 reference: refers to Gateway "front" in the namespace "edge", which none of the manifests defines',
    ]


def test_hosts_behind_a_gateway_are_the_worlds_and_not_checked() -> None:
    gateway = istio("Gateway", "  selector: {istio: ingressgateway}\n  servers: []\n", name="front")
    text = istio("VirtualService", "  hosts: [shop.example.org]\n  gateways: [front]\n")
    assert with_shop(f"{gateway}---\n{text}") == []


@pytest.mark.parametrize(
    ("kind", "group", "spec"),
    [
        ("AuthorizationPolicy", "security.istio.io/v1", "  selector:\n    matchLabels: {app: review}\n"),
        ("PeerAuthentication", "security.istio.io/v1", "  selector:\n    matchLabels: {app: review}\n"),
        ("Telemetry", "telemetry.istio.io/v1", "  selector:\n    matchLabels: {app: review}\n"),
        ("Sidecar", "networking.istio.io/v1", "  workloadSelector:\n    labels: {app: review}\n"),
        ("EnvoyFilter", "networking.istio.io/v1alpha3", "  workloadSelector:\n    labels: {app: review}\n"),
        ("Server", "policy.linkerd.io/v1beta3", "  podSelector:\n    {matchLabels: {app: review}}\n"),
        ("NetworkPolicy", "networking.k8s.io/v1", "  podSelector:\n    {matchLabels: {app: review}}\n"),
        ("CiliumNetworkPolicy", "cilium.io/v2", "  endpointSelector:\n    {matchLabels: {app: review}}\n"),
    ],
)
def test_a_policy_that_selects_no_pod_is_told_with_the_pods_that_are_there(kind: str, group: str, spec: str) -> None:
    found = with_shop(istio(kind, spec, group=group))
    assert [each.partition(" ")[2] for each in found] == [
        'selector: selects pods with the labels "app: review", which no pod template of the manifests has'
    ]
    assert with_shop(istio(kind, spec.replace("review}", "reviews}"), group=group)) == []
    assert with_shop(istio(kind, spec, group=group), frozenset({"review"})) == []


def test_a_policy_attached_to_what_is_not_there_is_told() -> None:
    spec = "  targetRefs: [{group: '', kind: Service, name: ratings}]\n"
    assert with_shop(istio("AuthorizationPolicy", spec, group="security.istio.io/v1")) == [
        'a.yaml:5:49 reference: refers to Service "ratings" in the namespace "shop", which none of the manifests defines'
    ]


def test_a_principal_in_full_names_a_service_account() -> None:
    spec = "  rules:\n    - from: [{source: {principals: [cluster.local/ns/shop/sa/checkout, '*/sa/any']}}]\n"
    assert with_shop(istio("AuthorizationPolicy", spec, group="security.istio.io/v1")) == [
        'a.yaml:6:37 reference: refers to ServiceAccount "checkout" in the namespace "shop", which none of the manifests defines'
    ]


# Gateway API


def route(parent: str, backend: str, kind: str = "HTTPRoute", group: str = "gateway.networking.k8s.io/v1") -> str:
    return istio(kind, f"  parentRefs: [{{{parent}}}]\n  rules: [{{backendRefs: [{{{backend}}}]}}]\n", group=group)


SERVICE = "group: '', kind: Service, name: reviews, port: 8080"
BACKEND = "name: reviews, port: 8080"


@pytest.mark.parametrize("kind", ["HTTPRoute", "GRPCRoute", "TCPRoute"])
def test_a_route_of_the_shop_has_no_fault(kind: str) -> None:
    assert with_shop(route(SERVICE, BACKEND, kind)) == []


@pytest.mark.parametrize(
    ("parent", "backend", "expected"),
    [
        (
            "name: front",
            BACKEND,
            '5:23 reference: refers to Gateway "front" in the namespace "shop", which none of the manifests defines',
        ),
        (
            SERVICE.replace("reviews", "ratings"),
            BACKEND,
            '5:49 reference: refers to Service "ratings" in the namespace "shop", which none of the manifests defines',
        ),
        (
            SERVICE,
            "name: ratings, port: 80",
            '6:33 reference: refers to Service "ratings" in the namespace "shop", which none of the manifests defines',
        ),
        (SERVICE, "name: reviews, port: 81", '6:48 port: Service "reviews" has no port 81, expected 8080'),
        (
            "kind: Service, name: reviews",
            BACKEND,
            "5:23 reference: a parent of the kind Service needs its group; left out, it is `gateway.networking.k8s.io`",
        ),
        (
            "group: '', kind: Service, name: reviews, sectionName: grpc",
            BACKEND,
            '5:71 reference: Service "reviews" has no port named `grpc`',
        ),
    ],
)
def test_what_a_route_refers_to_wrongly_is_told(parent: str, backend: str, expected: str) -> None:
    assert with_shop(route(parent, backend)) == [f"a.yaml:{expected}"]


def test_a_listener_that_the_gateway_does_not_have_is_told() -> None:
    gateway = istio(
        "Gateway",
        "  gatewayClassName: example\n  listeners: [{name: http, port: 80, protocol: HTTP}]\n",
        name="front",
        group="gateway.networking.k8s.io/v1",
    )
    assert with_shop(f"{route('name: front, sectionName: https', BACKEND)}---\n{gateway}") == [
        'a.yaml:5:43 reference: Gateway "front" has no listener `https`'
    ]


def test_a_backend_of_another_namespace_needs_a_grant() -> None:
    text = route("group: '', kind: Service, name: front", "name: reviews, namespace: shop, port: 8080")
    text = text.replace("namespace: shop}", "namespace: web}")
    outside = frozenset({"front"})
    assert with_shop(text, outside) == [
        'a.yaml:6:53 reference: a backend of the namespace "shop" needs a ReferenceGrant there, which none of the manifests defines'
    ]
    grant = istio(
        "ReferenceGrant",
        "  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web}]\n  to: [{group: '', kind: Service}]\n",
        group="gateway.networking.k8s.io/v1beta1",
    )
    assert with_shop(f"{text}---\n{grant}", outside) == []


def test_a_mirror_is_a_backend_too() -> None:
    text = route(SERVICE, BACKEND).replace(
        "rules: [{",
        "rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: ratings, port: 80}}}], ",
    )
    assert [each.partition(": ")[2] for each in with_shop(text)] == [
        'refers to Service "ratings" in the namespace "shop", which none of the manifests defines'
    ]


def test_a_certificate_must_be_said_to_exist() -> None:
    spec = "  gatewayClassName: example\n  listeners: [{name: a, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: front-cert}]}}]\n"
    text = istio("Gateway", spec, group="gateway.networking.k8s.io/v1")
    assert with_shop(text) == [
        "a.yaml:6:84 reference: refers to Secret `front-cert`, which nothing in the manifests makes"
    ]
    assert with_shop(text, names_in("The Secret front-cert exists.")) == []


# SMI


def test_a_traffic_split_names_services_and_route_groups() -> None:
    spec = "  service: reviews\n  backends: [{service: reviews-v9, weight: 1}]\n  matches: [{kind: HTTPRouteGroup, name: beta}]\n"
    assert with_shop(istio("TrafficSplit", spec, group="split.smi-spec.io/v1alpha4")) == [
        'a.yaml:6:24 reference: refers to Service "reviews-v9" in the namespace "shop", which none of the manifests defines',
        'a.yaml:7:42 reference: refers to HTTPRouteGroup "beta" in the namespace "shop", which none of the manifests defines',
    ]


def test_a_traffic_target_names_identities_routes_and_their_matches() -> None:
    spec = (
        "  destination: {kind: ServiceAccount, name: reviews, namespace: shop}\n"
        "  rules: [{kind: HTTPRouteGroup, name: routes, matches: [read, write]}, {kind: TCPRoute, name: tcp}]\n"
        "  sources: [{kind: ServiceAccount, name: checkout, namespace: shop}]\n"
    )
    group = istio("HTTPRouteGroup", "  matches: [{name: read}]\n", name="routes", group="specs.smi-spec.io/v1alpha4")
    text = istio("TrafficTarget", spec, group="access.smi-spec.io/v1alpha3")
    assert with_shop(f"{text}---\n{group}") == [
        'a.yaml:6:64 reference: HTTPRouteGroup "routes" has no match "write"',
        'a.yaml:6:96 reference: refers to TCPRoute "tcp" in the namespace "shop", which none of the manifests defines',
        'a.yaml:7:42 reference: refers to ServiceAccount "checkout" in the namespace "shop", which none of the manifests defines',
    ]


# Linkerd and Consul


def test_linkerds_policies_name_servers_and_authentications() -> None:
    spec = (
        "  targetRef: {group: policy.linkerd.io, kind: Server, name: reviews-http}\n"
        "  requiredAuthenticationRefs: [{group: policy.linkerd.io, kind: MeshTLSAuthentication, name: clients}]\n"
    )
    assert with_shop(istio("AuthorizationPolicy", spec, group="policy.linkerd.io/v1alpha1")) == [
        'a.yaml:5:61 reference: refers to Server "reviews-http" in the namespace "shop", which none of the manifests defines',
        'a.yaml:6:94 reference: refers to MeshTLSAuthentication "clients" in the namespace "shop", which none of the manifests defines',
    ]


@pytest.mark.parametrize(
    "spec",
    [
        "  identityRefs: [{kind: ServiceAccount, name: checkout}]\n",
        "  identities: [checkout.shop.serviceaccount.identity.linkerd.cluster.local]\n",
    ],
)
def test_linkerds_identities_name_service_accounts(spec: str) -> None:
    found = with_shop(istio("MeshTLSAuthentication", spec, group="policy.linkerd.io/v1alpha1"))
    assert [each.partition("reference: ")[2] for each in found] == [
        'refers to ServiceAccount "checkout" in the namespace "shop", which none of the manifests defines'
    ]


def test_consuls_splits_add_up_to_100() -> None:
    spec = "  splits: [{weight: 90, serviceSubset: v1}, {weight: 9, serviceSubset: v2}]\n"
    assert with_shop(istio("ServiceSplitter", spec, group="consul.hashicorp.com/v1alpha1")) == [
        "a.yaml:5:3 weights: the weights add up to 99, expected 100"
    ]


# Kubernetes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "selector: {app: reviews}",
            "selector: {app: review}",
            '6:13 selector: selects pods with the labels "app: review", which no pod template of the manifests has',
        ),
        ("targetPort: http", "targetPort: web", '7:48 port: no container behind the Service has a port named "web"'),
        (
            "matchLabels: {app: reviews, version: v1}",
            "matchLabels: {app: reviews, version: v2}",
            "13:13 selector: the selector does not select the labels of the pods in `template`",
        ),
        (
            "serviceAccountName: reviews",
            "serviceAccountName: review",
            '17:27 reference: refers to ServiceAccount "review" in the namespace "shop", which none of the manifests defines',
        ),
    ],
)
def test_what_does_not_fit_in_the_shop_is_told(old: str, new: str, expected: str) -> None:
    assert SHOP.count(old) == 1
    assert f"a.yaml:{expected}" in told(SHOP.replace(old, new))


def test_a_config_map_that_is_mounted_is_there() -> None:
    text = SHOP.replace(
        "      containers:", "      volumes: [{name: c, configMap: {name: settings}}]\n      containers:"
    )
    assert told(text) == [
        'a.yaml:18:45 reference: refers to ConfigMap "settings" in the namespace "shop", which none of the manifests defines'
    ]


def test_an_autoscaler_scales_what_is_there() -> None:
    spec = "  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews}\n  maxReplicas: 3\n"
    assert with_shop(istio("HorizontalPodAutoscaler", spec, group="autoscaling/v2")) == [
        'a.yaml:5:65 reference: refers to Deployment "reviews" in the namespace "shop", which none of the manifests defines'
    ]


def test_workloads_outside_the_cluster_are_selected_too() -> None:
    entry = istio("WorkloadEntry", "  address: 192.0.2.1\n  labels: {app: inventory}\n")
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: inventory, namespace: shop}\nspec: {selector: {app: inventory}, ports: [{port: 80}]}\n"
    assert told(f"{entry}---\n{service}") == []


def test_objects_without_a_namespace_may_be_in_any() -> None:
    assert told(SHOP.replace(", namespace: shop", ""), RULE) == []


def test_references_are_found_across_files() -> None:
    assert told(virtual(GOOD), RULE, SHOP) == []


# hosts


@given(NAMES, NAMES)
def test_all_forms_of_a_services_host_are_one(name: str, namespace: str) -> None:
    forms = [name, f"{name}.{namespace}", f"{name}.{namespace}.svc", f"{name}.{namespace}.svc.cluster.local"]
    taken = [host_of(each, namespace) for each in forms]
    assert {(each.name, each.namespace) for each in taken} == {(name, namespace)}
    assert all(one.means(other) for one in taken for other in taken)


@given(st.lists(NAMES, min_size=2, max_size=6))
def test_a_hosts_wildcards_cover_it_and_nothing_else_does(parts: list[str]) -> None:
    host = ".".join(parts)
    assert all(covers(each, host) for each in wildcards(host))
    assert not covers(f"*.{host}", host)


@given(st.text(max_size=300))
def test_names_in_any_notes_are_lower_case_words(notes: str) -> None:
    assert all(word == word.lower() and " " not in word for word in names_in(notes))


def test_names_in_notes_lose_the_punctuation_around_them() -> None:
    notes = "The Service `reviews.shop` and (checkout-east), Secret front-cert. Also *.example.org; Foo."
    assert {"reviews.shop", "checkout-east", "front-cert"} <= names_in(notes)
    assert not {"Foo", "foo", "Secret"} & names_in(notes)
    assert names_in(None) == frozenset()


# What the notes say exists

PROSE = names_in("The pods of checkout exist. Then shift traffic to v2 in steps; the backend must be healthy.")


def test_words_of_prose_are_no_names() -> None:
    assert set(PROSE) == {"checkout", "v2"}


@pytest.mark.parametrize(
    ("notes", "names"),
    [
        ("The Services reviews and ratings exist.", {"reviews", "ratings"}),
        ("Pods with the labels app: ledger and version: v1 or v2 run.", {"app", "ledger", "version", "v1", "v2"}),
        ("The service accounts `shop`, web and pay.", {"shop", "web", "pay"}),
        ("The HTTPRouteGroup beta and the ConfigMap named settings.", {"beta", "settings"}),
        ("The label app=orders; the pods of the workload cart.", {"app", "orders", "cart"}),
    ],
)
def test_names_stand_after_a_noun_or_in_backticks(notes: str, names: set[str]) -> None:
    assert names_in(notes) == names


def test_a_subset_that_a_rule_of_the_manifests_lacks_is_told_whatever_the_notes_say() -> None:
    text = virtual(GOOD.replace("v1", "v2"))
    assert len(with_shop(f"{text}---\n{RULE}", PROSE)) == 1
    assert with_shop(text, PROSE) == []


def test_a_selector_needs_each_of_its_labels_in_the_notes() -> None:
    spec = "  selector:\n    matchLabels: {app: chekout, tier: backend}\n"
    text = istio("AuthorizationPolicy", spec, group="security.istio.io/v1")
    assert len(with_shop(text, frozenset({"backend"}))) == 1
    assert with_shop(text, frozenset({"backend", "chekout"})) == []


@pytest.mark.parametrize(
    ("operator", "values", "selects"),
    [
        ("In", "[reviews, ratings]", True),
        ("In", "[ratings]", False),
        ("NotIn", "[ratings]", True),
        ("NotIn", "[reviews]", False),
        ("Exists", "[]", True),
        ("DoesNotExist", "[]", False),
    ],
)
def test_expressions_of_a_selector_select(operator: str, values: str, selects: bool) -> None:  # noqa: FBT001
    spec = (
        "  podSelector:\n    matchLabels: {version: v1}\n"
        f"    matchExpressions: [{{key: app, operator: {operator}, values: {values}}}]\n"
    )
    assert (with_shop(istio("NetworkPolicy", spec, group="networking.k8s.io/v1")) == []) is selects


# Ports by name

WEB = SHOP.replace("targetPort: http", "targetPort: web")
UNKNOWN_PORT = ['a.yaml:7:48 port: no container behind the Service has a port named "web"']


def test_a_port_of_a_sidecar_that_stays_is_open_and_one_of_a_first_step_is_not() -> None:
    box = '{name: proxy, image: "docker.io/example/synthetic:1.0.0", ports: [{name: web, containerPort: 1}]}'
    first = WEB.replace("      containers:", f"      initContainers:\n        - {box}\n      containers:")
    assert told(first) == UNKNOWN_PORT
    assert told(first.replace("{name: proxy,", "{name: proxy, restartPolicy: Always,")) == []


def test_pods_that_declare_no_ports_may_listen_on_any() -> None:
    assert told(WEB.replace(", ports: [{name: http, containerPort: 8080}]", "")) == []


def test_pods_of_another_namespace_are_not_behind_a_service() -> None:
    elsewhere = (
        SHOP.replace("shop", "bank").replace("name: http", "name: web").replace("targetPort: http", "targetPort: web")
    )
    assert told(WEB, elsewhere) == UNKNOWN_PORT


@pytest.mark.parametrize(
    ("kind", "group", "spec", "metadata"),
    [
        (
            "WorkloadEntry",
            "networking.istio.io/v1",
            "address: 192.0.2.1, labels: {app: stock}, ports: {http: 8080}",
            "",
        ),
        (
            "WorkloadGroup",
            "networking.istio.io/v1",
            "metadata: {labels: {app: stock}}, template: {ports: {http: 8080}}",
            "",
        ),
        (
            "ExternalWorkload",
            "workload.linkerd.io/v1beta1",
            "ports: [{name: http, port: 8080}]",
            ", labels: {app: stock}",
        ),
    ],
)
@pytest.mark.parametrize(("target", "right"), [("http", True), ("grpc", False)])
def test_ports_of_workloads_outside_the_cluster_have_names(
    kind: str,
    group: str,
    spec: str,
    metadata: str,
    target: str,
    right: bool,  # noqa: FBT001
) -> None:
    outer = (
        f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: stock, namespace: shop{metadata}}}\nspec: {{{spec}}}\n"
    )
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: stock, namespace: shop}\n"
        f"spec: {{selector: {{app: stock}}, ports: [{{name: main, port: 80, targetPort: {target}}}]}}\n"
    )
    assert (told(service, outer) == []) is right
    assert told(service.replace("name: main", "name: http"), outer) == []


# References of more kinds


def test_the_services_of_an_ingress_are_there_with_their_ports() -> None:
    spec = (
        "  defaultBackend: {service: {name: front, port: {number: 80}}}\n"
        "  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: reviews, port: {number: 90}}}}]}}]\n"
    )
    assert [each.partition(" ")[2] for each in with_shop(istio("Ingress", spec, group="networking.k8s.io/v1"))] == [
        'reference: refers to Service "front" in the namespace "shop", which none of the manifests defines',
        'port: Service "reviews" has no port 90, expected 8080',
    ]


def test_a_mirror_of_one_backend_is_a_backend_too() -> None:
    mirror = "filters: [{type: RequestMirror, requestMirror: {backendRef: {name: ratings, port: 80}}}]"
    assert [each.partition(": ")[2] for each in with_shop(route(SERVICE, f"{BACKEND}, {mirror}"))] == [
        'refers to Service "ratings" in the namespace "shop", which none of the manifests defines'
    ]


@pytest.mark.parametrize(
    ("kind", "name", "known"),
    [
        ("ClusterRole", "view", True),
        ("ClusterRole", "system:auth-delegator", True),
        ("ClusterRole", "reader", False),
        ("Role", "view", False),
        ("Role", "own", True),
    ],
)
def test_the_role_of_a_binding_is_there(kind: str, name: str, known: bool) -> None:  # noqa: FBT001
    rbac = "apiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: own, namespace: shop}\n"
    ref = f"{{apiGroup: rbac.authorization.k8s.io, kind: {kind}, name: {name}}}"
    binding = f"{rbac}kind: RoleBinding\nsubjects: []\nroleRef: {ref}\n"
    found = with_shop(f"{binding}---\n{rbac}kind: Role\nrules: []\n")
    assert (found == []) is known
    assert all(f"refers to {kind} " in each for each in found)


def test_what_variables_come_from_is_there_unless_it_is_optional() -> None:
    box = "- {name: app, envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: keys}}, {secretRef: {name: x, optional: true}}],"
    assert [each.partition(": ")[2] for each in told(SHOP.replace("- {name: app,", box))] == [
        'refers to ConfigMap "settings" in the namespace "shop", which none of the manifests defines',
        'refers to Secret "keys" in the namespace "shop", which none of the manifests defines',
    ]


SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {level: debug}\nbinaryData: {blob: QQ==}\n"
UNFILLED = "apiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: shop}\n"


def taken(volume: str = "", variable: str = "", *others: str) -> list[str]:
    """What is told of the shop with a volume and a variable, beside other objects; without what is told of Secrets with content."""
    text = SHOP.replace("      containers:", f"      volumes: [{volume}]\n      containers:")
    text = text.replace("- {name: app,", f"- {{name: app, env: [{variable}],")
    found = told("---\n".join((text, *others)))
    return [each.partition(" ")[2] for each in found if " secret: " not in each]


@pytest.mark.parametrize("key", ["level", "blob", "other"])
@pytest.mark.parametrize(
    ("volume", "variable"),
    [
        ("{{name: v, configMap: {{name: settings, items: [{{key: {}, path: p}}]}}}}", ""),
        ("{{name: v, projected: {{sources: [{{configMap: {{name: settings, items: [{{key: {}, path: p}}]}}}}]}}}}", ""),
        ("", "{{name: V, valueFrom: {{configMapKeyRef: {{name: settings, key: {}}}}}}}"),
    ],
)
def test_a_key_of_a_config_map_of_the_manifests_is_there(volume: str, variable: str, key: str) -> None:
    said = ['reference: ConfigMap "settings" has no key "other"'] if key == "other" else []
    assert taken(volume.format(key), variable.format(key), SETTINGS) == said
    optional = (volume + variable).replace("name: settings,", "name: settings, optional: true,").format(key)
    assert taken(optional if volume else "", optional if variable else "", SETTINGS) == []


@pytest.mark.parametrize(
    ("volume", "variable"),
    [
        ("{name: v, secret: {secretName: keys, items: [{key: other, path: p}]}}", ""),
        ("{name: v, projected: {sources: [{secret: {name: keys, items: [{key: other, path: p}]}}]}}", ""),
        ("", "{name: V, valueFrom: {secretKeyRef: {name: keys, key: other}}}"),
    ],
)
def test_a_secret_that_somebody_else_makes_or_fills_may_have_any_key(volume: str, variable: str) -> None:
    assert taken(volume, variable) == []
    assert taken(volume, variable, UNFILLED) == []
    assert taken(volume, variable, UNFILLED.replace("shop", "elsewhere") + "stringData: {own: x}\n") == []
    filled = f"{UNFILLED}stringData: {{own: x}}\n"
    assert taken(volume, variable, filled) == ['reference: Secret "keys" has no key "other"']


def test_an_absent_config_map_behind_a_variable_is_not_judged() -> None:
    assert taken("", "{name: V, valueFrom: {configMapKeyRef: {name: settings, key: level}}}") == []


def test_a_key_that_one_of_two_alternatives_has_is_there() -> None:
    variable = "{name: V, valueFrom: {configMapKeyRef: {name: settings, key: other}}}"
    assert "no key" not in " ".join(taken("", variable, SETTINGS, SETTINGS.replace("level", "other")))


@pytest.mark.parametrize(
    ("name", "said"),
    [("web", ['port: Service "reviews" has no port named "web"']), ("http", [])],
)
def test_a_port_of_an_ingress_by_name_is_there(name: str, said: list[str]) -> None:
    spec = f"  defaultBackend: {{service: {{name: reviews, port: {{name: {name}}}}}}}\n"
    assert [each.partition(" ")[2] for each in with_shop(istio("Ingress", spec, group="networking.k8s.io/v1"))] == said


@pytest.mark.parametrize(("namespace", "known"), [("certs", True), ("shop", False)])
def test_a_certificate_is_made_in_the_namespace_that_the_reference_names(namespace: str, known: bool) -> None:  # noqa: FBT001
    ref = "{name: front-cert, namespace: certs}"
    spec = f"  gatewayClassName: example\n  listeners: [{{name: a, port: 443, protocol: HTTPS, tls: {{certificateRefs: [{ref}]}}}}]\n"
    gateway = istio("Gateway", spec, group="gateway.networking.k8s.io/v1")
    made = istio("Certificate", "  secretName: front-cert\n", group="cert-manager.io/v1", namespace=namespace)
    assert (with_shop(f"{gateway}---\n{made}") == []) is known


def test_the_certificate_of_an_istio_gateway_is_where_its_pods_are() -> None:
    server = "{port: {number: 443, name: tls, protocol: HTTPS}, hosts: ['*'], tls: {mode: SIMPLE, credentialName: front-cert}}"
    gateway = istio("Gateway", f"  selector: {{istio: ingressgateway}}\n  servers: [{server}]\n")
    made = istio("Certificate", "  secretName: front-cert\n", group="cert-manager.io/v1", namespace="istio-system")
    assert with_shop(f"{gateway}---\n{made}") == []
    assert len(with_shop(gateway)) == 1
