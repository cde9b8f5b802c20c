"""Every rule, by code. A new rule is added here by hand; nothing is discovered by being imported."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from generator import syntax_rules
from generator.rules import (
    addresses,
    comparability,
    components,
    conformance_cases,
    conformance_profiles,
    conformance_reports,
    counts,
    disputes,
    evidence,
    generators,
    history,
    latencies,
    moved,
    names,
    pattern_contents,
    pattern_evidence,
    pattern_manifests,
    pattern_relations,
    pattern_targets,
    pins,
    policy,
    privacy,
    published,
    redactions,
    references,
    registry,
    repeats,
    reproductions,
    sign_off,
    status_references,
    structure,
    structure_values,
    submitting,
    tree_entries,
    units,
    values,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.finding import Rule
    from generator.rules.engine import AnyRule
    from generator.rules.review import ReviewRule

RULES: tuple[AnyRule, ...] = (
    structure.missing_field,  # MR101
    structure.unknown_field,  # MR102
    structure_values.wrong_type,  # MR103
    structure_values.unlisted_value,  # MR104
    structure_values.malformed_value,  # MR105
    structure_values.oversized_value,  # MR106
    structure_values.number_out_of_bounds,  # MR107
    structure_values.empty_value,  # MR108
    structure.malformed_key,  # MR109
    structure_values.number_for_text,  # MR110
    structure_values.unfinished_value,  # MR111
    structure.missing_kind,  # MR112
    structure.unknown_kind,  # MR113
    structure.misplaced_document,  # MR114
    structure_values.impossible_date,  # MR115
    structure_values.text_before_comment,  # MR116
    references.missing_submission,  # MR201
    references.unknown_config,  # MR202
    references.missing_conditions,  # MR203
    references.orphaned_conditions,  # MR204
    references.duplicate_id,  # MR205
    references.id_is_not_the_name,  # MR206
    registry.unknown_mesh,  # MR207
    registry.unknown_mode,  # MR208
    registry.unknown_lab,  # MR209
    registry.mesh_type_disagrees,  # MR210
    registry.version_disagrees,  # MR211
    registry.encryption_disagrees,  # MR212
    status_references.unknown_status_result,  # MR213
    status_references.unknown_replacement,  # MR214
    evidence.missing_evidence,  # MR215
    evidence.changed_evidence,  # MR216
    references.submission_without_results,  # MR217
    reproductions.unknown_reproduced_result,  # MR218
    evidence.evidence_without_hash,  # MR219
    names.id_is_no_name,  # MR220
    disputes.unknown_disputed_result,  # MR221
    names.name_taken,  # MR222
    moved.address_in_use,  # MR223
    names.colour_taken,  # MR224
    latencies.unordered_percentiles,  # MR301
    latencies.latency_outside_range,  # MR302
    latencies.contradictory_percentile,  # MR303
    units.seconds_as_milliseconds,  # MR304
    latencies.implausibly_low_latency,  # MR305
    latencies.placeholder_value,  # MR306
    latencies.zero_value,  # MR307
    latencies.few_requests,  # MR308
    latencies.latency_does_not_fit_rate,  # MR309
    values.end_before_start,  # MR310
    values.duration_disagrees_with_times,  # MR311
    values.duration_disagrees_with_test,  # MR312
    values.implausible_rate,  # MR313
    values.rate_above_offered,  # MR314
    values.below_offered,  # MR315
    values.high_error_rate,  # MR316
    counts.more_errors_than_requests,  # MR317
    counts.broken_distribution,  # MR318
    counts.generators_do_not_add_up,  # MR319
    counts.requests_beyond_stop,  # MR320
    counts.fewer_requests_than_stop,  # MR321
    generators.percentile_outside_its_bounds,  # MR322
    generators.percentile_outside_generators,  # MR323
    generators.generators_without_merge_method,  # MR324
    generators.rates_of_generators_apart,  # MR325
    components.repeated_component,  # MR326
    units.latency_beyond_the_run,  # MR327
    units.implausible_node,  # MR328
    comparability.several_baselines,  # MR401
    comparability.baseline_with_a_mesh,  # MR402
    comparability.contradictory_load,  # MR403
    comparability.no_stop_condition,  # MR404
    comparability.contradictory_stop,  # MR405
    comparability.contradictory_protocol,  # MR406
    reproductions.reproduced_by_the_same,  # MR407
    reproductions.reproduced_under_other_conditions,  # MR408
    repeats.counted_twice,  # MR409
    conformance_reports.one_report_a_folder,  # MR501
    conformance_cases.unknown_case,  # MR502
    conformance_cases.missing_case,  # MR503
    conformance_cases.case_after_the_end,  # MR504
    conformance_cases.claim_disagrees,  # MR505
    conformance_cases.percentage_disagrees,  # MR506
    conformance_profiles.result_disagrees,  # MR507
    conformance_profiles.named_tests_disagree,  # MR508
    conformance_profiles.contradictory_feature,  # MR509
    conformance_profiles.unknown_feature,  # MR510
    conformance_reports.version_is_no_release,  # MR511
    conformance_profiles.counts_do_not_fit,  # MR512
    conformance_reports.same_run_twice,  # MR513
    conformance_profiles.no_mesh_profile,  # MR514
    conformance_reports.unreadable_date,  # MR515
    conformance_reports.unknown_api_version,  # MR516
    conformance_profiles.too_many_names,  # MR517
    pattern_relations.number_taken,  # MR601
    pattern_relations.unknown_pattern,  # MR602
    pattern_relations.one_sided_relation,  # MR603
    pattern_relations.circular_relation,  # MR604
    pattern_contents.incomplete_pattern,  # MR605
    pattern_targets.unknown_target,  # MR606
    pattern_targets.version_range,  # MR607
    pattern_targets.missing_manifest,  # MR608
    pattern_targets.orphaned_manifest,  # MR609
    pattern_manifests.malformed_object,  # MR610
    pattern_targets.undeclared_api,  # MR611
    pattern_manifests.invalid_object,  # MR612
    pattern_manifests.removed_api,  # MR613
    pattern_manifests.older_api,  # MR614
    pattern_manifests.dangling_reference,  # MR615
    pattern_manifests.weights,  # MR616
    pattern_manifests.unpinned_image,  # MR617
    pattern_manifests.secret_in_a_manifest,  # MR618
    pattern_evidence.unknown_prerequisite,  # MR619
    pattern_evidence.unknown_result,  # MR620
    pattern_contents.unsound_topology,  # MR621
    pattern_contents.placeholder_text,  # MR622
    pattern_contents.history_disagrees,  # MR623
    pattern_manifests.object_in_two_files,  # MR624
    pattern_evidence.cited_result_withdrawn,  # MR625
    pattern_contents.alias_is_the_title,  # MR626
    policy.floating_version,  # MR701
    addresses.unsafe_link,  # MR702
    policy.undisclosed_interest,  # MR703
    policy.licence_not_open,  # MR704
    privacy.published_credential,  # MR705
    privacy.private_data,  # MR706
    policy.no_evidence,  # MR707
    history.future_date,  # MR708
    history.submitted_before_the_end,  # MR709
    history.events_out_of_order,  # MR710
    history.missing_replacement,  # MR711
    disputes.unsound_decision,  # MR712
    redactions.redaction_does_not_fit,  # MR713
    disputes.decided_by_a_party,  # MR725
    pins.pin_altered,  # MR731
    pins.pin_holds_no_figure,  # MR732
    pins.pin_of_nothing,  # MR733
)

REVIEW_RULES: tuple[ReviewRule, ...] = (
    submitting.several_submissions,  # MR714
    submitting.change_beyond_a_submission,  # MR715
    submitting.addition_to_published,  # MR716
    published.changed_publication,  # MR717
    published.rewritten_record,  # MR718
    published.pattern_without_new_version,  # MR719
    tree_entries.unusual_mode,  # MR720
    tree_entries.lfs_pointer,  # MR721
    sign_off.missing_sign_off,  # MR722
    submitting.for_a_curator,  # MR723
    submitting.decided_at_once,  # MR724
    submitting.working_group_lab,  # MR726
    tree_entries.too_much_at_once,  # MR727
    submitting.stray_document,  # MR114
    tree_entries.committed_link,  # MR002
    tree_entries.committed_name,  # MR004
    tree_entries.committed_collision,  # MR005
)
"""Rules on a change against a revision of git."""

ALL: tuple[Rule, ...] = tuple(
    sorted(
        {*syntax_rules.SYNTAX_RULES, *(each.rule for each in (*RULES, *REVIEW_RULES))},
        key=lambda rule: rule.code,
    )
)
"""The values of all rules, those of reading (MR0xx) and of changes included: for pages, `explain` and SARIF."""

BY_CODE: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in ALL})


def by_code(code: str) -> Rule | None:
    """The rule of that code, upper or lower case; None where there is none."""
    return BY_CODE.get(code.upper())
