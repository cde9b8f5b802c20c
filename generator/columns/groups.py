"""Columns of comparisons: groups with their keys, variants with medians, intervals and overheads, tests, resources."""

from __future__ import annotations

from generator.columns.column import Column, number, text, truth, whole
from generator.columns.runs import (
    CLIENT,
    CONFIGURATION,
    LABEL,
    MEASUREMENT,
    NAMES,
    SUBJECT,
    SUBMISSION,
    VERSION,
    WORKLOAD,
)

GROUP = text("group", "Identifier of the comparison group. Its page is performance/groups/<group>/.")
_CONDITION = f"{SUBMISSION}environment_conditions{{}}"
_ENVIRONMENT = f"{SUBMISSION}environment_configs[]."


def _summary(name: str, unit: str, what: str) -> tuple[Column, ...]:
    return (
        number(f"{name}_{unit}", f"{what}: the median of the runs."),
        number(f"{name}_low_{unit}", f"{what}: lower end of the interval that holds the median; from five runs on."),
        number(f"{name}_high_{unit}", f"{what}: upper end of that interval."),
        number(f"{name}_coverage", f"{what}: how surely that interval holds the median."),
    )


def _difference(name: str, unit: str, what: str) -> tuple[Column, ...]:
    return (
        number(f"{name}_{unit}", f"{what}: the variant’s median less the baseline’s."),
        number(f"{name}_relative", f"{what}: the difference over the baseline’s median."),
        number(f"{name}_low_{unit}", f"{what}: lower end of the difference’s interval; from five runs a side on."),
        number(f"{name}_high_{unit}", f"{what}: upper end of the difference’s interval."),
        number(f"{name}_coverage", f"{what}: how surely that interval holds the difference."),
        number(f"{name}_superiority", f"{what}: in how many of the pairs of runs the variant’s value is the greater."),
        number(f"{name}_p", f"{what}: p of the Mann-Whitney test after Holm’s correction."),
        number(f"{name}_smallest_p", f"{what}: the least p that was within reach."),
        text(f"{name}_verdict", f"{what}: detectable, no detectable difference, or no verdict."),
    )


def _latency(name: str) -> tuple[Column, ...]:
    what = f"Latency at p{name}"
    return (*_summary(f"p{name}", "ms", what), *_difference(f"p{name}_overhead", "ms", f"{what} against the baseline"))


KEY: tuple[Column, ...] = (
    text("key_campaign", "Campaign and who measured.", f"{MEASUREMENT}campaign", f"{SUBMISSION}campaign", f"{SUBMISSION}provenance.measured_by"),
    text("key_lab", "Lab.", f"{SUBMISSION}lab"),
    text("key_kubernetes", "Kubernetes version.", f"{_ENVIRONMENT}kubernetes_version"),
    text("key_nodes", "Nodes of the cluster.", f"{_ENVIRONMENT}nodes"),
    text("key_environment", "Other conditions of the environment.", _CONDITION.removesuffix("{}")),
    text("key_application", "Application and its version.", f"{WORKLOAD}application", f"{WORKLOAD}application_version"),
    text("key_replicas", "Replicas of the application.", f"{WORKLOAD}replicas"),
    text("key_protocol", "Protocol.", f"{WORKLOAD}protocol"),
    text("key_tls", "TLS as the client sees it.", f"{WORKLOAD}tls"),
    text("key_payload", "Size of the response’s body, with its unit.", f"{WORKLOAD}payload_bytes"),
    text("key_keep_alive", "Whether connections are kept: on or off.", f"{WORKLOAD}keep_alive"),
    text("key_compression", "Whether bodies are compressed: on or off.", f"{WORKLOAD}compression"),
    text("key_offered", "Offered rate, with its unit.", f"{CLIENT}rps"),
    text("key_connections", "Connections.", f"{CLIENT}connections"),
    text("key_stop", "Declared stop condition, with its unit.", f"{WORKLOAD}stop", f"{SUBMISSION}test_configs[].duration"),
    text("key_generator", "Load generator and its major version.", f"{CLIENT}load_generator", f"{WORKLOAD}load_generator_version"),
    text("key_loop", "Loop: open or closed, at a rate or full load.", f"{WORKLOAD}loop", f"{WORKLOAD}offered"),
    text("key_omission", "Whether latencies were corrected for coordinated omission.", f"{MEASUREMENT}coordinated_omission"),
    text("key_population", "What the percentiles count.", f"{MEASUREMENT}population"),
    text("key_load_placement", "Where the load came from.", f"{WORKLOAD}load_placement"),
    text("key_warm_up", "Warm-up.", f"{WORKLOAD}warm_up"),
)  # fmt: skip
"""The comparability key: a value, “not reported” or “not applicable”; equal in all runs of the group."""

GROUPS: tuple[Column, ...] = (
    GROUP,
    text("title", "What the group compares, in one line."),
    text("headline", "What was seen, no stronger than the runs allow."),
    text("conditions", "The conditions in plain words."),
    text("leads", "What is compared first: latency, or throughput under full load."),
    truth("demonstration", "Whether the runs were made to show the method, and rank no mesh.", f"{SUBMISSION}purpose"),
    whole("runs", "Results of the group, the excluded among them."),
    whole("counted", "Results that count."),
    whole("variants", "Variants that are compared."),
    text("baseline", "The variant that overheads are reckoned against; empty where there is not just one."),
    text("no_overhead_because", "Why there is no overhead, in a sentence."),
    text("submissions", "The submissions that its runs come from, separated by spaces."),
    whole("key_version", "Version of the comparability key."),
    *KEY,
)

_WHO: tuple[Column, ...] = (
    text("variant", "Identifier of the variant within its group."),
    LABEL,
    text("mesh", "", f"{SUBJECT}mesh"),
    VERSION,
    text("mode", "", f"{SUBJECT}mode"),
    CONFIGURATION,
    truth("is_baseline", "", f"{SUBJECT}baseline"),
    whole("runs", "Runs of the variant that count."),
    whole("rank", "Place among variants that do the same, 1 the best; empty where none may be given."),
)
_FEATURES: tuple[Column, ...] = (
    text("encryption", "", f"{SUBJECT}features.encryption"),
    text("peer_authentication", "", f"{SUBJECT}features.peer_authentication"),
    text("l7_processing", "Whether requests pass an HTTP proxy: yes or no.", f"{SUBJECT}features.l7_processing"),
    text("telemetry", "", f"{SUBJECT}features.telemetry"),
    text("access_log", "", f"{SUBJECT}features.access_log"),
    text("brings", "Conditions that differ by the mesh’s nature, as its own CNI.", f"{SUBJECT}brings"),
)
VARIANTS: tuple[Column, ...] = (
    *_WHO,
    *(column for name in NAMES for column in _latency(name)),
    *_summary("throughput", "rps", "Achieved rate"),
    *_difference("throughput_difference", "rps", "Achieved rate against the baseline"),
    *_summary("proxy_cpu", "mcores", "CPU of the data plane"),
    *_summary("proxy_cpu_per_1000_rps", "mcores", "CPU of the data plane for 1,000 requests/s"),
    *_summary("proxy_memory", "mb", "Memory of the data plane"),
    *_FEATURES,
)
"""The file variants.csv beside a group's page; the published table has the group before it."""

TESTS: tuple[Column, ...] = (
    text("variant", "Identifier of the variant within its group."),
    LABEL,
    text("reference", "Identifier of the variant that it is tested against."),
    text("reference_label", "What that variant is, in words."),
    text("quantity", "What is compared: p50, p90, p99 or throughput."),
    text("unit", "Unit of the difference and of its interval: ms or requests/s."),
    whole("runs", "Runs of the variant."),
    whole("reference_runs", "Runs of the reference."),
    number("difference", "The variant’s median less the reference’s, in the unit that stands in the row."),
    number("low", "Lower end of the difference’s interval, in the unit that stands in the row."),
    number("high", "Upper end of the difference’s interval, in the unit that stands in the row."),
    number("coverage", "How surely that interval holds the difference."),
    number("superiority", "In how many of the pairs of runs the variant’s value is the greater; ties count half."),
    number("p", "p of the Mann-Whitney test after Holm’s correction over all tests of the group."),
    number("smallest_p", "The least p that was within reach."),
    text("verdict", "detectable, no detectable difference, or no verdict."),
)

RESOURCES: tuple[Column, ...] = (
    text("variant", "Identifier of the variant within its group."),
    LABEL,
    text("part", "A role (sidecar, node-proxy, waypoint, gateway, control-plane, node) or a sum (data-plane, mesh)."),
    text("roles", "The roles that were reported of it, separated by spaces.", f"{MEASUREMENT}resources[].role"),
    text("missing", "The roles that the sum needs and no run reports; with one there are no values."),
    text("statistic", "", f"{MEASUREMENT}resources[].statistic"),
    *_summary("cpu", "mcores", "CPU"),
    *_summary("cpu_per_1000_rps", "mcores", "CPU for 1,000 requests/s"),
    *_summary("memory", "mb", "Memory"),
    *_summary("cpu_headroom", "share", "CPU that the nodes had left"),
    *_summary("memory_headroom", "share", "Memory that the nodes had left"),
)
