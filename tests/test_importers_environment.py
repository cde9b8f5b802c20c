from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator import importers
from generator.importers.common import ImportRefused, RawFile
from generator.importers.environment import gather
from generator.importers.queries import listed
from generator.scaffold import new
from tests.importer_samples import FOLDER, raw, raw_text, written

NODES, VERSION = "synthetic-nodes.json", "synthetic-version.json"
PRIVATE = (
    "10.0.1.7",
    "ip-10-0",
    "i-0synthetic",
    "0c5f8f6a",
    "ec2synthetic",
    "ec2uuid",
    "team-secret",
    "secret-app",
    "nodeid",
)


def plan(into: Path, *names: str, env: str | None = None) -> importers.ImportPlan:
    files = [FOLDER / name for name in names or (NODES, VERSION)]
    return importers.plan_environment(files, into, importers.EnvironmentOptions(env=env))


def node(**status: object) -> str:
    return json.dumps({"kind": "Node", "status": {"capacity": {"cpu": "2", "memory": "1Gi"}, **status}})


def template(tmp_path: Path) -> Path:
    """A fresh submission in which a person has begun to write."""
    into = tmp_path / "mine"
    into.mkdir()
    (content,) = (text for path, text in new("submission", "mine").items() if path.name == "submission.yaml")
    text = content.decode().replace("    cni: TODO\n", "    # ours\n    cni: TODO  # ask Ada\n")
    (into / "submission.yaml").write_text(text, encoding="utf-8")
    return into


def text_of(plan: importers.ImportPlan) -> str:
    return next(content.decode() for path, content in plan.files_to_write.items() if path.name == "submission.yaml")


def test_nodes_and_version_are_read_field_by_field() -> None:
    cluster = gather([raw(NODES), raw(VERSION)])
    assert cluster.config == {
        "smp_version": "v0.6.1",
        "kubernetes_version": "1.28.7-eks-b9c9ed7",
        "nodes": [
            {"type": "c5.large", "cores": 2, "mem_mb": 4073},  # 3977916 Ki = 4073.39 MB
            {"type": "c5.large", "cores": 2, "mem_mb": 4073},
            {"type": "c5.xlarge", "cores": 4, "mem_mb": 8227},  # 7846 Mi = 8227.13 MB
        ],
    }
    assert cluster.conditions == {
        "cloud": "AWS EKS",
        "region": "eu-west-2",
        "zone": "eu-west-2a, eu-west-2b",
        "kernel": "Linux 5.10.210-201.852.amzn2.x86_64, Linux 5.10.215-203.850.amzn2.x86_64",
        "os": "Amazon Linux 2",
        "architecture": "amd64",
        "container_runtime": "containerd 1.7.11",
    }


def test_the_cni_is_suggested_and_not_written() -> None:
    notes = " ".join(gather([raw(NODES)]).notes)
    assert "conditions name Cilium" in notes
    assert "cni" not in gather([raw(NODES)]).conditions


def test_nothing_that_names_a_node_is_written(tmp_path: Path) -> None:
    found = plan(tmp_path / "mine")
    text = text_of(found)
    assert [word for word in PRIVATE if word in text] == []
    assert [path.name for path in found.files_to_write] == ["submission.yaml"]
    assert any("left out: names, UIDs, addresses" in note and raw(NODES).sha256 in note for note in found.notes)


def test_a_new_submission_has_the_cluster_and_todo_for_the_rest(tmp_path: Path) -> None:
    found = plan(tmp_path / "mine", env="eks")
    document = written(found, "submission.yaml")
    (config,) = document["environment_configs"]  # type: ignore[misc]
    assert (config["id"], config["kubernetes_version"], len(config["nodes"])) == ("eks", "1.28.7-eks-b9c9ed7", 3)
    assert document["environment_conditions"]["eks"]["cni"] == "TODO"  # type: ignore[index]
    assert document["environment_conditions"]["eks"]["os"] == "Amazon Linux 2"  # type: ignore[index]
    assert document["test_configs"][0]["id"] == "TODO"  # type: ignore[index]


def test_one_file_alone_leaves_the_other_half_to_do(tmp_path: Path) -> None:
    (config,) = written(plan(tmp_path / "a", VERSION), "submission.yaml")["environment_configs"]  # type: ignore[misc]
    assert config["nodes"] == [{"type": "TODO", "cores": "TODO", "mem_mb": "TODO"}]
    (config,) = written(plan(tmp_path / "b", NODES), "submission.yaml")["environment_configs"]  # type: ignore[misc]
    assert config["kubernetes_version"] == "TODO"


def test_todo_is_filled_in_and_every_other_byte_stays(tmp_path: Path) -> None:
    into = template(tmp_path)
    before = (into / "submission.yaml").read_text(encoding="utf-8").splitlines()
    found = plan(into)
    after = text_of(found).splitlines()
    assert found.refusals == ()
    changed = [line for line in after if line not in before]
    assert changed == [
        "    kubernetes_version: 1.28.7-eks-b9c9ed7",
        "      - {type: c5.large, cores: 2, mem_mb: 4073}",
        "      - {type: c5.large, cores: 2, mem_mb: 4073}",
        "      - {type: c5.xlarge, cores: 4, mem_mb: 8227}",
        "    cloud: AWS EKS",
        "    region: eu-west-2",
        '    zone: "eu-west-2a, eu-west-2b"',
        '    kernel: "Linux 5.10.210-201.852.amzn2.x86_64, Linux 5.10.215-203.850.amzn2.x86_64"',
        "    os: Amazon Linux 2",
        "    architecture: amd64",
        "    container_runtime: containerd 1.7.11",
    ]
    assert "    # ours\n    cni: TODO  # ask Ada\n" in text_of(found)
    assert [line for line in after if line not in changed] == [line for line in before if line in after]
    assert found.table.rows[0] == ("environment_configs: cluster: kubernetes_version", "TODO", "1.28.7-eks-b9c9ed7")


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    into = template(tmp_path)
    importers.write(plan(into))
    again = plan(into)
    assert (again.files_to_write, again.table.rows) == ({}, ())
    assert "nothing is written" in again.summary


def test_what_a_person_wrote_stays_and_is_said(tmp_path: Path) -> None:
    into = template(tmp_path)
    file = into / "submission.yaml"
    text = file.read_text(encoding="utf-8").replace("    os: TODO\n", "    os: Talos\n").replace("    zone: TODO\n", "")
    file.write_text(text, encoding="utf-8")
    found = plan(into)
    assert "    os: Talos\n" in text_of(found)
    assert "zone:" not in text_of(found).split("mesh_configs")[0]
    notes = " ".join(found.notes)
    assert "environment_conditions: cluster: os stays Talos; imported was Amazon Linux 2" in notes
    assert "environment_conditions: cluster: zone is not in the file and is not added" in notes


def test_another_id_is_added_after_those_that_are_there(tmp_path: Path) -> None:
    into = template(tmp_path)
    before = (into / "submission.yaml").read_text(encoding="utf-8")
    found = plan(into, env="second")
    document = written(found, "submission.yaml")
    assert [each["id"] for each in document["environment_configs"]] == ["cluster", "second"]  # type: ignore[attr-defined]
    assert list(document["environment_conditions"]) == ["cluster", "second"]  # type: ignore[call-overload]
    rest = iter(text_of(found).splitlines())
    assert all(line in rest for line in before.splitlines())


def test_of_several_environments_one_must_be_said(tmp_path: Path) -> None:
    into = template(tmp_path)
    importers.write(plan(into, env="second"))
    assert "has the environments cluster, second: say by --env" in plan(into).refusals[0]
    assert plan(into, env="second").refusals == ()


def test_conditions_that_are_not_there_get_their_section(tmp_path: Path) -> None:
    into = tmp_path / "mine"
    into.mkdir()
    (into / "submission.yaml").write_text(
        "submitted: TODO\nenvironment_configs:\n- id: a\n  kubernetes_version: 'TODO' # soon\n\n# the end\nlab: x",
        encoding="utf-8",
    )
    alone = text_of(plan(into, VERSION))
    assert alone == (into / "submission.yaml").read_text(encoding="utf-8").replace("'TODO'", "1.28.7-eks-b9c9ed7")
    found = plan(into)
    assert text_of(found).startswith(
        "submitted: TODO\nenvironment_configs:\n- id: a\n  kubernetes_version: 1.28.7-eks-b9c9ed7 # soon\nenvironment_conditions:\n  a:\n"
    )
    assert text_of(found).endswith("\n\n# the end\nlab: x")


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    into = template(tmp_path)
    file = into / "submission.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    content = text_of(plan(into))
    assert content.count("\n") == content.count("\r\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("submitted: TODO\n", "has no list environment_configs"),
        ("environment_configs: [{id: a, nodes: [{type: TODO}]}]\n", "is not a list with an entry a line"),
        ("environment_configs:\n  - id: a\n    nodes:\n      # mine\n      - type: TODO\n        # why\n        cores: TODO\n", "without comments"),
        ("environment_configs:\n  - id: a\n    nodes: TODO\n", "has another form"),
        ("environment_configs:\n  - id: a\nenvironment_conditions: {a: 1}\n", "is no map"),
        ("environment_configs:\n  - id: a\nenvironment_conditions: {b: {}}\n", "is not a map with a key a line"),
        ("environment_configs: [\n", "can't be read as it is"),
    ],
)  # fmt: skip
def test_what_can_t_be_edited_safely_is_printed_to_paste(tmp_path: Path, text: str, reason: str) -> None:
    into = tmp_path / "mine"
    into.mkdir()
    (into / "submission.yaml").write_text(text, encoding="utf-8")
    found = plan(into, env="a")
    assert reason in found.refusals[0]
    assert "kubernetes_version: 1.28.7-eks-b9c9ed7" in found.to_paste
    assert found.files_to_write == {}
    assert (into / "submission.yaml").read_text(encoding="utf-8") == text


def test_a_published_submission_is_not_completed(tmp_path: Path) -> None:
    into = template(tmp_path)
    (into / "status.yaml").write_text("kind: status/v1\n", encoding="utf-8")
    assert "a published submission is not changed" in plan(into).refusals[0]
    with pytest.raises(importers.ImportRefused):
        importers.write(plan(into))


def test_a_symbolic_link_is_not_written_through(tmp_path: Path) -> None:
    into = template(tmp_path)
    (into / "submission.yaml").rename(tmp_path / "elsewhere.yaml")
    (into / "submission.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert "not a plain file" in plan(into).refusals[0]


@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        ("16Gi", 17180), ("3977916Ki", 4073), ("4G", 4000), ("4294967296", 4295), ("4294967296000m", 4295), ("4e9", 4000),
        ("1.5Ti", 1649267), ("999999", 1), (4294967296, 4295),
    ],
)  # fmt: skip
def test_quantities_become_mb(memory: object, expected: int) -> None:
    (machine,) = gather([raw_text("n.json", node(capacity={"cpu": "2", "memory": memory}))]).config["nodes"]  # type: ignore[misc]
    assert machine["mem_mb"] == expected


@pytest.mark.parametrize(("cpu", "cores"), [("8", 8), ("8000m", 8), (8, 8), ("7910m", None), ("0", None), (None, None)])
def test_cores_that_are_no_whole_number_are_left_out_and_said(cpu: object, cores: int | None) -> None:
    cluster = gather([raw_text("n.json", node(capacity={"cpu": cpu, "memory": "1Gi"}))])
    (machine,) = cluster.config["nodes"]  # type: ignore[misc]
    assert machine.get("cores") == cores
    assert any("cores is missing or no whole number on 1 of 1 nodes" in note for note in cluster.notes) == (
        cores is None
    )


def test_a_node_of_no_cloud_has_a_type_to_do_and_no_cloud() -> None:
    cluster = gather([raw_text("n.json", node())])
    assert cluster.config["nodes"] == [{"type": "TODO", "cores": 2, "mem_mb": 1074}]
    assert cluster.conditions == {}


@pytest.mark.parametrize(
    ("provider", "labels", "cloud"),
    [
        ("aws:///eu-west-2a/i-1", {}, "AWS"),
        ("gce://project/zone/name", {"cloud.google.com/gke-nodepool": "p"}, "Google Cloud GKE"),
        ("azure:///subscriptions/x", {"kubernetes.azure.com/cluster": "c"}, "Azure AKS"),
        ("kind://docker/kind/kind-worker", {"eks.amazonaws.com/nodegroup": "x"}, "kind"),
        ("own://rack-7", {}, None),
        ("ocid1.instance.x", {}, None),
        (None, {"eks.amazonaws.com/nodegroup": "x"}, None),
    ],
)
def test_the_cloud_is_said_by_the_scheme_of_the_provider(provider: object, labels: object, cloud: str | None) -> None:
    text = json.dumps({"kind": "Node", "metadata": {"labels": labels}, "spec": {"providerID": provider}})
    assert gather([raw_text("n.json", text)]).conditions.get("cloud") == cloud


def test_nodes_that_are_not_ready_are_said() -> None:
    text = node(conditions=[{"type": "Ready", "status": "Unknown"}])
    assert any("1 of 1 nodes were not ready" in note for note in gather([raw_text("n.json", text)]).notes)


@pytest.mark.parametrize("value", ["rack 10.1.2.3", "ada@example.org", "a\u202eb", "x" * 201])
def test_what_may_not_be_published_is_left_out_and_said(value: str) -> None:
    text = json.dumps({"kind": "Node", "metadata": {"labels": {"topology.kubernetes.io/zone": value}}})
    cluster = gather([raw_text("n.json", text)])
    assert "zone" not in cluster.conditions
    assert any("zone holds what may not be published" in note for note in cluster.notes)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not valid JSON"),
        ("[]", "found no object"),
        ("{", "not valid JSON"),
        ('{"kind": "List", "kind": "List"}', "stands twice in an object"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 200_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "not valid JSON"),
        ('{"kind": "Pod"}', "neither nodes nor a version"),
        ('{"kind": "List", "items": []}', "0 nodes"),
        ('{"kind": "List", "items": {}}', "items is no list"),
        ('{"kind": "List", "items": [1]}', "node 1: found no object"),
        ('{"kind": "List", "items": [{"kind": "Pod"}]}', "of kind 'Pod'"),
        ('{"kind": "Node", "metadata": []}', "metadata: found no object"),
        ('{"kind": "Node", "status": {"capacity": {"cpu": "two"}}}', "'two' is no quantity"),
        ('{"kind": "Node", "status": {"capacity": {"memory": "-1Gi"}}}', "is no quantity"),
        ('{"kind": "Node", "status": {"capacity": {"memory": true}}}', "is no quantity"),
        ('{"kind": "Node", "status": {"conditions": [1]}}', "found no object"),
        ('{"clientVersion": {"gitVersion": "v1.30.2"}}', "without --client"),
        ('{"serverVersion": {"gitVersion": "latest"}}', "no version of the server"),
        ('{"serverVersion": {"gitVersion": 1}}', "no version of the server"),
    ],
)  # fmt: skip
def test_broken_files_are_refused(text: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=r"x\.json") as refused:
        gather([raw_text("x.json", text)])
    assert reason in str(refused.value)


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(ImportRefused, match="not UTF-8"):
        gather([RawFile(path="x.json", content=b"\xff\xfe{")])


def test_two_clusters_are_refused() -> None:
    with pytest.raises(ImportRefused, match="two of the files hold nodes"):
        gather([raw(NODES), raw(NODES)])


def test_an_amount_beyond_all_machines_is_left_out() -> None:
    text = node(capacity={"cpu": "999999999999999999E", "memory": "1e99"})
    (machine,) = gather([raw_text("n.json", text)]).config["nodes"]  # type: ignore[misc]
    assert machine == {"type": "TODO"}


def test_a_wrong_id_is_refused(tmp_path: Path) -> None:
    assert "--env: 'Not an id' is no id" in plan(tmp_path / "mine", env="Not an id").refusals[0]


def test_queries_are_listed_with_their_names() -> None:
    assert listed().startswith(
        "# sidecar-cpu\nlabel_replace(sum by (namespace, pod, container) (rate(container_cpu_usage_seconds_total{"
    )
