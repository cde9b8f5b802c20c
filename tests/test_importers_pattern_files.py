"""Old pattern files and Meshery designs as drafts of patterns; every input here is synthetic, with the faults of real ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from generator.importers import ImportPlan, PatternOptions, plan_pattern, write
from generator.importers.pattern_keys import key
from generator.importers.pattern_objects import FoundObject, in_order
from generator.load import load
from generator.manifests.reading import read_manifest
from tests.importer_samples import TextLoader

HEAD = "name: Synthetic\nservices:\n"
PLAIN = """\
  sa:
    type: ServiceAccount.K8s
    name: sa
    namespace: shop
"""
DESIGN: dict[str, object] = {
    "id": "00000000-0000-0000-0000-000000000001",
    "name": "Synthetic design",
    "schemaVersion": "designs.meshery.io/v1beta1",
    "version": "0.0.85",
    "components": [],
    "relationships": [],
}


def planned(tmp_path: Path, *texts: str, names: tuple[str, ...] = (), facts: tuple[str, ...] = ()) -> ImportPlan:
    (tmp_path / "patterns").mkdir(exist_ok=True)
    files = []
    for at, text in enumerate(texts):
        file = tmp_path / (names[at] if names else f"raw-{at}.yaml")
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return plan_pattern(files, tmp_path, "mine", PatternOptions(facts=facts))


def objects(plan: ImportPlan) -> list[dict[str, object]]:
    manifests = sorted((path, content) for path, content in plan.files_to_write.items() if len(path.parts) > 1)
    found = [each.data for path, content in manifests for each in read_manifest(str(path), content).documents]
    assert all(isinstance(each, dict) for each in found)
    return found  # type: ignore[return-value]


def draft(plan: ImportPlan) -> dict[str, object]:
    (content,) = [content for path, content in plan.files_to_write.items() if path.name == "pattern.yaml"]
    assert content.startswith(b"# yaml-language-server: $schema=../../generator/schemas/pattern.v1.schema.json\n")
    found = yaml.load(content, TextLoader)  # noqa: S506  # a safe loader without timestamps
    assert isinstance(found, dict)
    return found


def said(plan: ImportPlan, word: str) -> str:
    whole = (*plan.notes, *plan.refusals, *plan.left_out)
    (found,) = [each for each in whole if word in re.sub(r"\S*/", "", each)]  # a folder of the test bears its name
    return found


def component(kind: str, version: str, name: str, **more: object) -> dict[str, object]:
    configuration = {"metadata": {"name": name, "namespace": "shop"}, **more}
    return {"id": f"id-{kind}-{name}", "displayName": name, "component": {"kind": kind, "version": version}} | {
        "configuration": configuration
    }


def design(*components: dict[str, object], **more: object) -> str:
    return json.dumps({**DESIGN, "components": list(components), **more})


@pytest.mark.parametrize(
    ("mangled", "whole"),
    [
        ("match Labels", "matchLabels"),
        ("api Groups", "apiGroups"),
        ("role Ref", "roleRef"),
        ("target Port", "targetPort"),
        ("open APIV3Schema", "openAPIV3Schema"),
        ("depends On", "dependsOn"),
        ("retry Remote Localities", "retryRemoteLocalities"),
        ("Match Labels", "Match Labels"),
        ("two words", "two words"),
        ("plain", "plain"),
    ],
)
def test_a_key_that_the_editor_took_apart_is_made_whole(mangled: str, whole: str) -> None:
    assert key(mangled) == whole


def test_mangled_keys_are_whole_at_every_depth_and_a_note_counts_them(tmp_path: Path) -> None:
    text = f"{HEAD}  s:\n    type: Service.K8s\n    name: s\n    namespace: shop\n    settings:\n      spec:\n        ports:\n        - port: 80\n          target Port: 8080\n          app Protocol: http\n"
    plan = planned(tmp_path, text)
    assert objects(plan) == [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "s", "namespace": "shop"},
            "spec": {"ports": [{"port": 80, "targetPort": 8080, "appProtocol": "http"}]},
        }
    ]
    assert said(plan, "taken apart") == (
        f'{tmp_path}/raw-0.yaml:11:11: 2 keys that the editor had taken apart are whole again, the first is "target Port"'
    )


def test_a_key_of_the_author_s_own_keeps_its_space(tmp_path: Path) -> None:
    text = f'{HEAD}  c:\n    type: ConfigMap.K8s\n    name: c\n    settings:\n      data: {{"my Key": one}}\n'
    plan = planned(tmp_path, text)
    assert objects(plan)[0]["data"] == {"my Key": "one"}
    assert ":7:14: the key" in said(plan, "holds a space")


def test_a_key_that_is_there_in_both_forms_is_refused(tmp_path: Path) -> None:
    text = f"{HEAD}{PLAIN}  s:\n    type: Service.K8s\n    name: s\n    settings:\n      spec: {{clusterIP: a, cluster IP: b}}\n"
    plan = planned(tmp_path, text)
    assert (
        'raw-0.yaml:11:28: service s has no manifest: the key clusterIP stands there as "cluster IP" and otherwise'
        in said(plan, "otherwise")
    )
    assert [each["kind"] for each in objects(plan)] == ["ServiceAccount"]


def test_fields_beside_spec_are_put_into_it_with_a_note(tmp_path: Path) -> None:
    text = f"{HEAD}  vs:\n    type: VirtualService.Istio\n    namespace: shop\n    settings:\n      name: vs\n      namespace: shop\n      hosts: [a]\n"
    plan = planned(tmp_path, text)
    assert objects(plan) == [
        {
            "apiVersion": "networking.istio.io/v1",
            "kind": "VirtualService",
            "metadata": {"name": "vs", "namespace": "shop"},
            "spec": {"hosts": ["a"]},
        }
    ]
    assert "fields beside spec" in said(plan, "beside spec")
    assert ":4:11: VirtualService.Istio has no apiVersion; networking.istio.io/v1 is taken" in said(plan, "apiVersion")


def test_a_mangled_dependency_is_not_lost_and_orders_the_objects(tmp_path: Path) -> None:
    text = f"{HEAD}{PLAIN}    depends On: [ns]\n  ns:\n    type: Namespace.K8s\n    name: shop\n"
    plan = planned(tmp_path, text)
    assert [each["kind"] for each in objects(plan)] == ["Namespace", "ServiceAccount"]
    assert said(plan, "is read as dependsOn").endswith('raw-0.yaml:7:5: "depends On" is read as dependsOn')


def test_a_dependency_on_nothing_and_a_circle_are_said(tmp_path: Path) -> None:
    text = f"{HEAD}{PLAIN}    dependsOn: [gone, b]\n  b: {{type: Namespace.K8s, name: b, dependsOn: [sa]}}\n"
    plan = planned(tmp_path, text)
    assert ':7:17: depends on "gone", which the file does not have' in said(plan, "depends on")
    assert "sa, b depend on each other in a circle" in said(plan, "circle")
    assert len(objects(plan)) == 2


def test_a_dependency_that_is_no_text_is_said(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"{HEAD}{PLAIN}    dependsOn: [[b], {{c: d}}]\n")
    assert sum("which the file does not have" in each for each in plan.notes) == 2
    assert len(objects(plan)) == 1


def found_objects(*needs: tuple[str, tuple[str, ...]]) -> list[FoundObject]:
    return [FoundObject(id=name, body={}, place="", needs=needed) for name, needed in needs]


def test_objects_stand_after_what_they_need_and_else_as_they_stood() -> None:
    given = found_objects(("a", ("d",)), ("b", ()), ("c", ("a", "c", "gone")), ("d", ()), ("e", ()))
    ordered, circle = in_order(given)
    assert [each.id for each in ordered] == ["b", "d", "a", "c", "e"]
    assert circle == ()
    given = found_objects(("a", ("b",)), ("b", ("a",)), ("c", ()), ("c", ("c",)), ("d", ("c", "b")))
    ordered, circle = in_order(given)
    assert [each.id for each in ordered] == ["c", "c", "a", "b", "d"]
    assert circle == ("a", "b", "d")


def test_a_long_chain_is_turned_round() -> None:
    chain = found_objects(*((f"s{at}", (f"s{at + 1}",)) for at in range(20_000)))
    ordered, circle = in_order(chain)
    assert [each.id for each in ordered] == [each.id for each in reversed(chain)]
    assert circle == ()


def test_references_that_the_file_can_answer_are_written_out(tmp_path: Path) -> None:
    text = (
        "name: Synthetic\nvars: {port: 9080, unused: 1}\nservices:\n"
        "  ns.sample: {type: Namespace.K8s, name: shop}\n"
        "  s:\n    type: Service.K8s\n    name: s\n    namespace: $(#ref.services.[ns.sample].name)\n"
        '    annotations: {a: b}\n    settings: {spec: {ports: [{port: $(#ref.vars.port)}], externalName: "x.$(#ref.services.ns.sample.name).svc"}}\n'
    )
    plan = planned(tmp_path, text)
    assert objects(plan)[1]["metadata"] == {"name": "s", "namespace": "shop", "annotations": {"a": "b"}}
    assert objects(plan)[1]["spec"] == {"ports": [{"port": 9080}], "externalName": "x.shop.svc"}
    assert "3 references are written out" in said(plan, "written out")
    assert "the variable unused is used nowhere" in said(plan, "used nowhere")


def test_a_reference_to_a_whole_mapping_is_followed_to_its_end(tmp_path: Path) -> None:
    head = "name: Synthetic\nvars:\n  one: 1\n  all: {a: $(#ref.vars.one), b: [$(#ref.vars.one)]}\nservices:\n"
    plan = planned(tmp_path, f"{head}  m: {{type: ConfigMap.K8s, name: m, settings: {{data: $(#ref.vars.all)}}}}\n")
    assert objects(plan)[0]["data"] == {"a": 1, "b": [1]}


def test_references_do_not_let_a_file_grow_without_end(tmp_path: Path) -> None:
    levels = "".join(f"  v{at}: '{f'$(#ref.vars.v{at + 1})' * 10}'\n" for at in range(7))
    text = f"name: Synthetic\nvars:\n{levels}  v7: x\nservices:\n{PLAIN}  m: {{type: ConfigMap.K8s, name: m, settings: {{data: {{a: $(#ref.vars.v0)}}}}}}\n"
    assert "more than 1000 references to follow" in said(planned(tmp_path, text), "service m")
    long = f"name: Synthetic\nvars: {{a: {'x' * 40000}}}\nservices:\n{PLAIN}  m: {{type: ConfigMap.K8s, name: m, settings: {{data: {{a: $(#ref.vars.a)$(#ref.vars.a)}}}}}}\n"
    assert "its references give a text of 80,000 characters" in said(planned(tmp_path, long), "service m")


@pytest.mark.parametrize("value", [["x"] * 3000, {f"k{at}": 1 for at in range(3000)}, "x" * 60_000])
def test_whole_values_count_against_what_references_may_give(value: object, tmp_path: Path) -> None:
    data = {f"d{at}": "$(#ref.vars.all)" for at in range(100)}
    services = {
        "sa": {"type": "ServiceAccount.K8s", "name": "sa", "namespace": "shop"},
        "m": {"type": "ConfigMap.K8s", "name": "m", "settings": {"data": data}},
    }
    text = json.dumps({"name": "Synthetic", "vars": {"all": value}, "services": services})
    plan = planned(tmp_path, text, names=("raw.json",))
    assert "references give more than 262,144 values and characters together" in said(plan, "service m")
    assert [each["kind"] for each in objects(plan)] == ["ServiceAccount"]


def test_a_reference_of_thousands_of_parts_is_refused_at_its_place(tmp_path: Path) -> None:
    reference = f"$(#ref.services.{'.'.join('a' * 16_000)})"
    text = f"{HEAD}{PLAIN}  m:\n    type: ConfigMap.K8s\n    name: m\n    settings: {{data: {{a: {reference}}}}}\n"
    found = said(planned(tmp_path, text), "service m")
    assert ":10:26: service m has no manifest: the reference" in found
    assert "has 32,016 characters, at most 500 are followed" in found
    assert len(found) < 400


def test_a_reference_finds_a_key_that_the_editor_took_apart(tmp_path: Path) -> None:
    text = f"name: Synthetic\nvars: {{all: {{first: 0, some Port: 9080, somePort2: 1}}}}\nservices:\n{PLAIN}"
    text += "  m: {type: ConfigMap.K8s, name: m, settings: {data: {a: $(#ref.vars.all.somePort)}}}\n"
    assert objects(planned(tmp_path, text))[1]["data"] == {"a": 9080}


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("$(#ref.services.gone.name)", "leads to a service that the file does not have"),
        ("$(#ref.services.sa.id)", "leads to a field that sa does not have"),
        ("$(#ref.vars.gone)", "the file has no such variable"),
        ("$(#ref.services.m.settings.data.a)", "leads back to itself"),
        ("$(#other)", "is none that a file can answer"),
    ],
)
def test_an_object_with_a_reference_to_nothing_is_left_out_at_its_place(
    reference: str, reason: str, tmp_path: Path
) -> None:
    text = (
        f"{HEAD}{PLAIN}  m:\n    type: ConfigMap.K8s\n    name: m\n    settings:\n      data:\n        a: {reference}\n"
    )
    plan = planned(tmp_path, text)
    (left,) = plan.left_out
    assert left == f'{tmp_path}/raw-0.yaml:12:12: service m has no manifest: the reference "{reference}" {reason}'
    assert [each["kind"] for each in objects(plan)] == ["ServiceAccount"]


def test_references_of_the_editor_s_state_to_nothing_are_said_once_with_their_lines(tmp_path: Path) -> None:
    edge = "          - from: $(#ref.services.gateway.id)\n            to: $(#ref.services.sa.id)\n"
    traits = f"    traits:\n      meshmap:\n        position: {{posX: 1.5}}\n        edges:\n{edge}{edge}"
    plan = planned(tmp_path, f"{HEAD}{PLAIN}{traits}")
    assert "does not have (line 11, 13); it stood in the editor's state" in said(plan, "services.gateway.id")
    assert "leads to a field that sa does not have (line 12, 14)" in said(plan, "services.sa.id")
    assert said(plan, "only the editor").endswith("only the editor reads it: traits")
    assert b"posX" not in b"".join(plan.files_to_write.values())
    assert plan.left_out == ()


@pytest.mark.parametrize(
    ("type_", "reason"),
    [
        ("Application", "Application is an abstract type, which Meshery's server turns into an installation"),
        ("IstioMesh", "IstioMesh is an abstract type, which Meshery's server turns into an installation"),
        ("LinkerdMesh.Linkerd", "LinkerdMesh.Linkerd is an abstract type, which Meshery's server turns into"),
        ("$(#use https://example.org/gone.yaml)", "stands for a file elsewhere, which is not followed"),
        ("Gateway", 'it has no apiVersion, and "Gateway" does not say which'),
        ("Widget.Other", 'it has no apiVersion, and "Widget.Other" does not say which'),
        ("kind", '"kind" is no kind'),
    ],
)
def test_a_type_without_a_manifest_is_left_out_with_its_place_and_the_reason(
    type_: str, reason: str, tmp_path: Path
) -> None:
    plan = planned(tmp_path, f'{HEAD}{PLAIN}  x:\n    type: "{type_}"\n    settings: {{}}\n')
    (left,) = plan.left_out
    assert left.startswith(f"{tmp_path}/raw-0.yaml:8:11: service x has no manifest: ")
    assert reason in left
    assert len(objects(plan)) == 1


def test_an_empty_api_version_is_no_version(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"{HEAD}{PLAIN}  x:\n    type: Deployment\n    apiVersion: ''\n    settings: {{}}\n")
    assert "it has no apiVersion" in said(plan, "service x")
    kept = planned(tmp_path, f"{HEAD}  x:\n    type: Deployment\n    apiVersion: ''\n    model: kubernetes\n")
    assert objects(kept)[0]["apiVersion"] == "apps/v1"


def test_a_second_object_of_a_name_is_left_out_and_an_equal_one_written_once(tmp_path: Path) -> None:
    again = PLAIN.replace("  sa:", "  sa-v3:")
    plan = planned(
        tmp_path,
        f"{HEAD}{PLAIN}{again}    labels: {{app: sa}}\n  same: {{type: ServiceAccount.K8s, name: sa, namespace: shop}}\n",
    )
    assert len(objects(plan)) == 1
    path = f"{tmp_path}/raw-0.yaml"
    assert plan.left_out == (
        f"{path}:7:3: ServiceAccount shop/sa (it is called sa-v3 here) has the name of the one at {path}:3:3, and is another; give it one of its own",
    )
    assert (
        f"{path}:12:3: ServiceAccount shop/sa (it is called same here) stands at {path}:3:3 already, and is the same"
        in plan.notes
    )


def test_an_object_of_two_files_stays_in_both_and_is_said(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"{HEAD}{PLAIN}", f"{HEAD}{PLAIN}")
    assert len(objects(plan)) == 2
    assert f"{tmp_path}/raw-1.yaml:3:3: ServiceAccount shop/sa stands at" in said(plan, "one cluster takes")
    assert plan.left_out == ()


def test_names_that_disagree_are_refused(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"{HEAD}{PLAIN}  x: {{type: Service.K8s, name: a, settings: {{name: b}}}}\n")
    assert 'its name is "a" and "b"' in said(plan, "service x")


def test_a_kind_of_the_whole_cluster_gets_no_namespace(tmp_path: Path) -> None:
    plan = planned(
        tmp_path, f"{HEAD}  r: {{type: ClusterRole.K8s, name: r, namespace: default, settings: {{rules: []}}}}\n"
    )
    assert objects(plan)[0]["metadata"] == {"name": "r"}
    assert "ClusterRole r lies in no namespace; default is left out" in said(plan, "no namespace")


def test_a_mark_of_invalidity_is_passed_on(tmp_path: Path) -> None:
    traits = "    traits: {meshmap: {meshmodel-metadata: {hasInvalidSchema: true}}}\n"
    assert ":7:63: Meshery marked sa as invalid" in said(planned(tmp_path, f"{HEAD}{PLAIN}{traits}"), "marked")


@pytest.mark.parametrize("name", ["Autogenerated", "Untitled Design", "user", "''", "synthetic-pattern.yaml"])
def test_a_placeholder_is_no_title(name: str, tmp_path: Path) -> None:
    plan = planned(tmp_path, f"name: {name}\nservices:\n{PLAIN}")
    assert draft(plan)["title"] == "TODO"
    assert "is a placeholder; the title is left open" in said(plan, "placeholder")
    assert draft(planned(tmp_path, f"name: {name}\nservices:\n{PLAIN}", facts=("title=Mine",)))["title"] == "Mine"


def test_a_title_that_another_pattern_has_is_said(tmp_path: Path) -> None:
    other = tmp_path / "patterns/retries"
    other.mkdir(parents=True)
    (other / "pattern.yaml").write_text("kind: pattern/v1\ntitle: Retries\n")
    plan = planned(tmp_path, f"name: Retries\nservices:\n{PLAIN}")
    assert f'{other} has the title "Retries" already' in said(plan, "already")


def test_a_folder_in_the_place_of_a_pattern_s_file_is_left_to_the_check(tmp_path: Path) -> None:
    (tmp_path / "patterns/retries/pattern.yaml").mkdir(parents=True)
    plan = planned(tmp_path, f"name: Retries\nservices:\n{PLAIN}")
    assert len(objects(plan)) == 1


def test_comments_become_summary_caveats_and_notes(tmp_path: Path) -> None:
    head = "#Pre-requisite: A cluster\n#Description: This is\n# synthetic\n#Caveats: None is real\n\n# a comment of nobody\n"
    plan = planned(tmp_path, f"{head}{HEAD}{PLAIN}")
    found = draft(plan)
    assert (found["summary"], found["caveats"]) == ("This is synthetic", ["None is real"])
    assert found["implementations"] == [
        {"target": "kubernetes", "support": "TODO", "manifests": ["kubernetes/raw-0.yaml"], "notes": "Needs: A cluster"}
    ]
    assert "comments are left out (line 6)" in said(plan, "comments")


def test_markers_of_a_merge_conflict_refuse_the_file_with_their_lines(tmp_path: Path) -> None:
    text = f"{HEAD}<<<<<<< HEAD\n{PLAIN}=======\n{PLAIN}>>>>>>> other\n"
    plan = planned(tmp_path, text)
    assert plan.refusals == (
        f"{tmp_path}/raw-0.yaml:3:1: markers of a merge conflict (line 3, 8, 13); decide between the sides first",
    )
    assert plan.files_to_write == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", ":1:1: a manifest of Kubernetes"),
        ("name: x\n", ":1:1: neither `services:` of a pattern file nor `schemaVersion:`"),
        (
            "schemaVersion: designs.meshery.io/v1beta9\ncomponents: []\n",
            ':1:16: "designs.meshery.io/v1beta9", expected',
        ),
        ("name: a\nname: b\nservices: {}\n", ':2:1: key "name" stands here again'),
        ("services: &a {}\n", ":1:11: found the anchor"),
        ("services: [\n", ":2:1: not valid YAML"),
        ("services: {}\n---\nservices: {}\n", "2 documents, expected one"),
        ("name: x\nservices: {}\n", "no object that a manifest could be made of"),
    ],
)
def test_what_is_no_pattern_is_refused_with_its_place(text: str, reason: str, tmp_path: Path) -> None:
    plan = planned(tmp_path, text)
    assert any(reason in each for each in plan.refusals), plan.refusals
    assert plan.files_to_write == {}


def test_a_file_with_an_odd_name_gets_a_tame_manifest(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"{HEAD}{PLAIN}", names=("Synthetic's-Over provisioner .yaml",))
    assert sorted(map(str, plan.files_to_write)) == ["kubernetes/synthetic-s-over-provisioner.yaml", "pattern.yaml"]


@pytest.mark.parametrize(
    ("api", "target"),
    [
        ("networking.istio.io/v1", "istio"),
        ("security.istio.io/v1", "istio"),
        ("policy.linkerd.io/v1beta3", "linkerd"),
        ("split.smi-spec.io/v1alpha4", "smi"),
        ("gateway.networking.k8s.io/v1", "gateway-api"),
        ("consul.hashicorp.com/v1alpha1", "consul"),
        ("kuma.io/v1alpha1", "kuma"),
        ("cilium.io/v2", "cilium"),
        ("apps/v1", "kubernetes"),
    ],
)
def test_the_target_is_that_of_the_api_s_group(api: str, target: str, tmp_path: Path) -> None:
    service = f"  x: {{type: Thing, apiVersion: {api}, name: x, settings: {{spec: {{}}}}}}\n"
    plan = planned(tmp_path, f"{HEAD}{PLAIN}{service}")
    assert {path.parts[0] for path in plan.files_to_write if len(path.parts) > 1} == {target}
    chosen = planned(tmp_path, f"{HEAD}{PLAIN}{service}", facts=("target=own",))
    assert {path.parts[0] for path in chosen.files_to_write if len(path.parts) > 1} == {"own"}


def test_kinds_of_two_meshes_ask_for_a_target(tmp_path: Path) -> None:
    services = "".join(
        f"  {name}: {{type: Thing, apiVersion: {name}.io/v1, name: x, settings: {{spec: {{}}}}}}\n"
        for name in ("kuma", "cilium")
    )
    (refusal,) = planned(tmp_path, HEAD + services).refusals
    assert refusal.endswith("kinds of cilium and kuma; say which it is for: --set target=cilium")
    assert planned(tmp_path, HEAD + services, facts=("target=kuma",)).refusals == ()


def test_several_files_become_one_pattern(tmp_path: Path) -> None:
    one = f"name: One\nservices:\n{PLAIN}"
    other = "name: Other\nservices:\n  v: {type: VirtualService.Istio, name: v, settings: {hosts: [a]}}\n"
    plan = planned(tmp_path, one, other)
    listed = draft(plan)["implementations"]
    assert isinstance(listed, list)
    assert [(each["target"], each["manifests"]) for each in listed] == [
        ("kubernetes", ["kubernetes/raw-0.yaml"]),
        ("istio", ["istio/raw-1.yaml"]),
    ]
    assert "the files have the names One, Other; the first is the title" in plan.notes


def test_the_topology_follows_dependencies_between_workloads(tmp_path: Path) -> None:
    services = (
        "  a: {type: Deployment.K8s, name: a, dependsOn: [b, sa]}\n"
        "  b: {type: Service.K8s, name: b}\n  g: {type: Gateway.Istio, name: g, dependsOn: [a]}\n"
    )
    assert draft(planned(tmp_path, f"{HEAD}{PLAIN}{services}"))["topology"] == {
        "description": "TODO",
        "nodes": [
            {"id": "service-b", "label": "b", "node": "service"},
            {"id": "deployment-a", "label": "a", "node": "service"},
            {"id": "gateway-g", "label": "g", "node": "gateway"},
        ],
        "edges": [
            {"from": "deployment-a", "to": "service-b", "label": "needs"},
            {"from": "gateway-g", "to": "deployment-a", "label": "needs"},
        ],
    }
    plan = planned(tmp_path, f"{HEAD}{PLAIN}")
    assert "topology" not in draft(plan)
    assert "no topology: nothing says which" in said(plan, "topology")


@pytest.mark.parametrize("name", ["design.yml", "design.json"])
def test_a_design_is_read_as_yaml_and_as_json(name: str, tmp_path: Path) -> None:
    spec = {"selector": {"match Labels": {"app": "a"}}}
    text = design(component("Deployment", "apps/v1", "a", spec=spec), component("Service", "v1", "a", spec={}))
    plan = planned(tmp_path, text, names=(name,))
    assert [each["kind"] for each in objects(plan)] == ["Deployment", "Service"]
    assert objects(plan)[0]["spec"] == {"selector": {"matchLabels": {"app": "a"}}}
    assert draft(plan)["title"] == "Synthetic design"
    assert draft(plan)["version"] == "0.1.0"
    assert "left out of the design: id, version" in said(plan, "left out of the design")


def test_relationships_of_a_design_become_the_topology_where_they_resolve(tmp_path: Path) -> None:
    def edge(start: str, end: str, **more: object) -> dict[str, object]:
        selectors = [{"allow": {"from": [{"id": start}], "to": [{"id": end}]}}]
        return {"kind": "edge", "type": "non-binding", "subType": "network", "selectors": selectors, **more}

    relationships = [
        edge("id-Service-b", "id-Deployment-a"),
        edge("id-Service-b", "gone"),
        edge("id-Service-b", "id-Deployment-a", status="deleted"),
        {"kind": "hierarchical"},
    ]
    parts = component("Deployment", "apps/v1", "a"), component("Service", "v1", "b")
    plan = planned(tmp_path, design(*parts, relationships=relationships))
    topology = draft(plan)["topology"]
    assert isinstance(topology, dict)
    assert topology["edges"] == [{"from": "service-b", "to": "deployment-a", "label": "network"}]
    assert len([each for each in plan.notes if "this relationship leads to no component" in each]) == 1
    assert len([each for each in plan.notes if "is no edge, or is not in force" in each]) == 2


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"component": {"kind": "Application", "version": "v1.0.0"}}, "Application is an abstract type"),
        ({"component": {"kind": "Pod", "version": ""}}, 'its component.version is "", expected an API version'),
        ({"component": {"version": "v1"}}, "its component.kind is no kind"),
        ({"metadata": {"isAnnotation": True}}, "it is a drawing of the editor"),
        (
            {"configuration": {"kind": "Job", "metadata": {"name": "x"}}},
            'its configuration says "Job", its component Pod',
        ),
        ({"configuration": [1]}, "its configuration is no mapping"),
        ({"configuration": {}, "displayName": "Two Words"}, "its configuration has no metadata.name"),
    ],
)
def test_a_component_without_a_manifest_is_left_out(changed: dict[str, object], reason: str, tmp_path: Path) -> None:
    plan = planned(tmp_path, design(component("Service", "v1", "kept"), {**component("Pod", "v1", "x"), **changed}))
    (left,) = plan.left_out
    assert reason in left
    assert left.startswith(f"{tmp_path}/raw-0.yaml:1:")
    assert len(objects(plan)) == 1


def test_a_component_is_named_by_what_it_displays_where_nothing_else_names_it(tmp_path: Path) -> None:
    plan = planned(tmp_path, design({**component("Pod", "v1", "x"), "configuration": {"metadata": {"namespace": "n"}}}))
    assert objects(plan)[0]["metadata"] == {"name": "x", "namespace": "n"}
    assert "its displayName is taken" in said(plan, "displayName")


def test_values_that_yaml_dialects_read_differently_stay_what_they_are(tmp_path: Path) -> None:
    odd = [
        "1e3",
        "0o17",
        "on",
        "~",
        "",
        "12:30",
        "1.20",
        "a\n b\n",
        " a",
        "a ",
        "é😀",
        "- x",
        "#",
        "a: b",
        "2024-01-01",
    ]
    config = {"data": {f"k{at}": each for at, each in enumerate(odd)}, "x": [[1], None, 1.5, True, {}, []]}
    plan = planned(tmp_path, design(component("ConfigMap", "v1", "odd", **config)))
    assert plan.refusals == ()
    assert objects(plan)[0]["data"] == config["data"]
    assert objects(plan)[0]["x"] == config["x"]
    content = next(content for path, content in plan.files_to_write.items() if path.name == "raw-0.yaml")
    assert yaml.safe_load(content)["data"] == config["data"]


def test_what_the_check_could_not_read_is_refused(tmp_path: Path) -> None:
    plan = planned(tmp_path, design(component("ConfigMap", "v1", "long", data={"a": "x" * 5000})))
    (refusal,) = plan.refusals
    assert "can't be a manifest: found 5,000 characters" in refusal


def test_a_pattern_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    text = f"{HEAD}{PLAIN}"
    plan = planned(tmp_path, text)
    assert len(write(plan)) == 2
    again = planned(tmp_path, text)
    assert (again.files_to_write, again.refusals) == ({}, ())
    assert "is there already with the same content" in said(again, "same content")
    (refusal,) = planned(tmp_path, text.replace("name: sa", "name: sb")).refusals
    assert "is there already and is not replaced; import into another ID" in refusal


@pytest.mark.parametrize("identifier", ["Mine", "con", "a_b"])
def test_an_id_that_is_none_is_refused(identifier: str, tmp_path: Path) -> None:
    file = tmp_path / "raw.yaml"
    file.write_text(f"{HEAD}{PLAIN}")
    assert plan_pattern([file], tmp_path, identifier).refusals != ()


@pytest.mark.parametrize("fact", ["target", "target=", "colour=red"])
def test_a_fact_that_is_none_is_refused(fact: str, tmp_path: Path) -> None:
    (refusal,) = planned(tmp_path, f"{HEAD}{PLAIN}", facts=(fact,)).refusals
    assert "written FIELD=VALUE, FIELD is one of area, category" in refusal


def test_the_check_finds_nothing_in_a_draft_but_what_a_person_has_to_add(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    write(planned(tmp_path, f"{HEAD}{PLAIN}", facts=("number=7", "area=III", "category=security", "license=MIT")))
    findings = load(tmp_path).findings
    assert findings != ()
    assert [each for each in findings if "TODO" not in each.message] == []
    assert not any(word in each.message for each in findings for word in ("number", "area", "category", "license"))
