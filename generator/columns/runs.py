"""Columns of runs: those of the explorer, all that is published of a result, a group's runs, and percentiles."""

from __future__ import annotations

from generator.columns.column import Column, number, text, truth, whole

RESULT = "performance-results/v1 results[].result."
MEASUREMENT = "performance-results/v1 results[].measurement."
SUBMISSION = "performance-submission/v1 "
CLIENT = f"{SUBMISSION}test_configs[].clients[]."
WORKLOAD = f"{SUBMISSION}workload_conditions{{}}."
SUBJECT = f"{SUBMISSION}subjects{{}}."
STATE = "status/v1 events[].state"
NAMES = ("50", "90", "99")
"""The percentiles that SMP names, and comparisons are made at."""

ADDRESS = text(
    "address",
    "Address of the result: its submission and its identifier there. Its page is performance/results/<address>/.",
    "performance-results/v1 results[].id",
)
VERSION = text("version", "", f"{SUBJECT}version")
CONFIGURATION = text("configuration", "", f"{SUBJECT}configuration")
LABEL = text("label", "What was measured in words: mesh, version, mode and configuration.")
FLAGS = text(
    "flags", "What a reader must know of the run: kinds of flags, separated by spaces; the guide explains them."
)
STARTED = text(
    "started",
    "When the run started: in UTC where its time zone was reported, else as submitted.",
    f"{RESULT}start_time",
)
REPEAT = whole("repeat", "", f"{MEASUREMENT}repeat")
DURATION = number(
    "duration_s",
    "How long the run took; where that was not measured, how long it was declared to take.",
    f"{MEASUREMENT}duration_seconds",
    f"{WORKLOAD}stop.seconds",
    f"{SUBMISSION}test_configs[].duration",
)
LATENCIES = tuple(number(f"p{name}_ms", "", f"{RESULT}latencies_ms.p{name}") for name in NAMES)
AVERAGE = number("average_ms", "", f"{RESULT}latencies_ms.average")
LOWEST = number("min_ms", "", f"{RESULT}latencies_ms.min")
HIGHEST = number("max_ms", "", f"{RESULT}latencies_ms.max")
ACHIEVED = number("achieved_rps", "", f"{RESULT}actual_qps")
REQUESTS = whole("requests", "", f"{MEASUREMENT}requests")
ERRORS = whole(
    "errors", "Failed requests of every kind; 0 is none seen, empty is not reported.", f"{MEASUREMENT}errors"
)
PROXY_CPU = number(
    "proxy_cpu_mcores",
    "CPU of all proxies that a request passes, summed over the components of the run.",
    f"{MEASUREMENT}resources[].cpu_mcores",
)
PROXY_MEMORY = number(
    "proxy_memory_mb",
    "Memory of all proxies that a request passes, summed over the components of the run.",
    f"{MEASUREMENT}resources[].mem_mb",
)
RUN_STATE = text("state", "Where the result stands: published, or the state that its last status event gave it.", STATE)
COUNTED = truth("counted", "Whether the run counts in its group: in charts, medians and rankings.")
REASON = text("reason", "Why the run does not count, in a sentence.")
BOUNDS = tuple(
    number(f"p{name}_{side}_ms", f"The {word} latency that this percentile can have, where it is only known as a range.", f"{MEASUREMENT}bounds_ms")
    for name in NAMES
    for side, word in (("low", "least"), ("high", "greatest"))
)  # fmt: skip
GENERATORS = whole("generators", "How many load generators made the run together; empty where it was one.", f"{MEASUREMENT}generators")  # fmt: skip
MEASURED_BY = text("measured_by", "", f"{SUBMISSION}provenance.measured_by")
RELATIONSHIP = text("relationship", "", f"{SUBMISSION}disclosure.relationship")
LAB = text("lab", "", f"{SUBMISSION}lab")
EVIDENCE_LEVEL = text(
    "evidence_level",
    "How far the numbers can be relied on: self-reported, bundle-complete, reproduced or working-group.",
)
MERGE_METHOD = text("merge_method", "", f"{MEASUREMENT}merge_method")

EXPLORER: tuple[Column, ...] = (
    ADDRESS,
    text("mesh", "", f"{SUBJECT}mesh"),
    text("mesh_name", "What the mesh is called.", "mesh/v1 name"),
    VERSION,
    text("mode", "Mode of the mesh as the registry calls it.", f"{SUBJECT}mode", "mesh/v1 modes[].title"),
    CONFIGURATION,
    LABEL,
    text("group", "Identifier of the comparison group. Its page is performance/groups/<group>/."),
    text("group_title", "What the group compares, in one line."),
    text("submission", "", f"{SUBMISSION}id"),
    LAB,
    text("generator", "Load generator; of several clients every one, joined by +.", f"{CLIENT}load_generator"),
    text("protocol", "", f"{WORKLOAD}protocol"),
    text("tls", "", f"{WORKLOAD}tls"),
    text("loop", "", f"{WORKLOAD}loop"),
    text("encryption", "", f"{SUBJECT}features.encryption"),
    text("offered", "", f"{WORKLOAD}offered"),
    number("offered_rps", "Requests per second that were offered, over all clients; empty under full load.", f"{CLIENT}rps"),
    ACHIEVED,
    whole("connections", "", f"{CLIENT}connections"),
    *LATENCIES,
    number("p99_overhead_ms", "The run’s p99 less the median p99 of its group’s baseline."),
    text("no_overhead", "Why there can be no overhead: baseline, does not count, no baseline."),
    PROXY_CPU,
    text("no_proxy", "Why there can be no use of proxies: not in the path."),
    PROXY_MEMORY,
    FLAGS,
    COUNTED,
    truth("demonstration", "Whether the run was made to show the method, and ranks no mesh.", f"{SUBMISSION}purpose"),
    RUN_STATE,
    text("date", "Day or coarser date on which the run started; where it was not reported, the day of the submission.", f"{RESULT}start_time", f"{SUBMISSION}submitted"),
    MEASURED_BY,
    RELATIONSHIP,
    text("lab_access", "", "lab/v1 access"),
    EVIDENCE_LEVEL,
)  # fmt: skip
"""What the explorer shows, filters and sorts by."""

FURTHER: tuple[Column, ...] = (
    REASON,
    text("variant", "Identifier of the variant within the group, the key to the table of variants; empty where the run does not count."),
    STARTED,
    text("ended", "When the run ended: in UTC where its time zone was reported, else as submitted.", f"{RESULT}end_time"),
    REPEAT,
    text("campaign", "Name of the runs made together: the result’s, else the submission’s.", f"{MEASUREMENT}campaign", f"{SUBMISSION}campaign"),
    DURATION,
    LOWEST,
    AVERAGE,
    HIGHEST,
    number("stdev_ms", "", f"{MEASUREMENT}stdev_ms"),
    REQUESTS,
    ERRORS,
    *BOUNDS,
    text("omission", "", f"{MEASUREMENT}coordinated_omission"),
    text("population", "", f"{MEASUREMENT}population"),
    text("quantile_method", "", f"{MEASUREMENT}quantile_method"),
    text("generator_version", "", f"{WORKLOAD}load_generator_version"),
    GENERATORS,
    MERGE_METHOD,
    text("environment_config", "Identifier of the SMP EnvironmentConfig within the submission.", f"{RESULT}env_id"),
    text("mesh_config", "Identifier of the SMP ServiceMeshConfig within the submission.", f"{RESULT}mesh_config_id"),
    text("test_config", "Identifier of the SMP PerformanceTestConfig within the submission.", f"{RESULT}test_id"),
    whole("evidence", "How many raw outputs the numbers can be traced to.", f"{MEASUREMENT}evidence"),
    text("license", "", f"{SUBMISSION}license"),
)  # fmt: skip
"""What is published of a result besides."""

RESULTS: tuple[Column, ...] = (*EXPLORER, *FURTHER)
"""Columns are only ever added after these, also those that the explorer gets."""

RUNS: tuple[Column, ...] = (
    *(ADDRESS, LABEL, STARTED, REPEAT, DURATION, *LATENCIES, AVERAGE, LOWEST, HIGHEST, ACHIEVED, REQUESTS, ERRORS),
    *(PROXY_CPU, PROXY_MEMORY, RUN_STATE, FLAGS, COUNTED, REASON, *BOUNDS, GENERATORS, MERGE_METHOD),
    *(MEASURED_BY, RELATIONSHIP, LAB, EVIDENCE_LEVEL),
)
"""The file runs.csv beside a group's page."""

PERCENTILES: tuple[Column, ...] = (
    ADDRESS,
    number("percentile", "Which percentile of the latencies: 50, 90, 99, 99.9 …", f"{MEASUREMENT}percentiles_ms"),
    number("latency_ms", "The latency at that percentile.", f"{RESULT}latencies_ms", f"{MEASUREMENT}percentiles_ms"),
    number("low_ms", "The least latency that it can be, where it is only known as a range.", f"{MEASUREMENT}bounds_ms"),
    number("high_ms", "The greatest latency that it can be, where it is only known as a range.", f"{MEASUREMENT}bounds_ms"),
)  # fmt: skip
