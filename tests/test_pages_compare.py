"""What the page that compares is given: which results there are, and what it says of each."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from generator import addresses
from generator.compare import compare, key
from generator.model import Catalogue, Purpose, Result, State, Submission
from generator.pages import compose
from generator.pages.compared import FIELDS
from generator.short_ids import short_ids
from tests import synthetic

SITE = "https://x.example/"
Json = dict[str, Any]


def catalogue_of(*members: Result | Submission) -> Catalogue:
    """A catalogue whose submissions hold the configs that their results name, as pages need them."""
    loose = [one for one in members if isinstance(one, Result)]
    given = [one for one in members if isinstance(one, Submission)] + ([synthetic.submission(loose)] if loose else [])
    return synthetic.catalogue(*map(synthetic.whole, given))


def files(catalogue: Catalogue) -> dict[str, Json]:
    """The page's files by path."""
    made = compose(catalogue, compare(catalogue), SITE)
    wanted = [each for each in made.assets if each.path.endswith(("/group.json", "data/compare.json"))]
    return {each.path: json.loads(each.content) for each in wanted}


def groups(catalogue: Catalogue) -> list[Json]:
    return [content for path, content in files(catalogue).items() if path.endswith("group.json")]


def cells(group: Json, name: str) -> list[object]:
    at = [field["name"] for field in group["fields"]].index(name)
    return [result["cells"][at] for result in group["results"]]


@cache
def one_group() -> Json:
    alpha = synthetic.subject("alpha", mode="sidecar", brings={"cni": "Synthetic"})
    gone = replace(
        synthetic.run("gone", alpha, p99=99.0, state=State.WITHDRAWN),
        history=(replace(synthetic.event(State.WITHDRAWN), replaced_by="synthetic/mesh"),),
    )
    runs = (
        synthetic.run("base", p99=10.0),
        synthetic.run("mesh", alpha, p99=12.5, errors={"503": 3}),
        synthetic.run("silent", alpha, errors_reported=False, requests=None, percentiles={"50": 5.0}),
        gone,
    )
    (made,) = groups(catalogue_of(*runs))
    return made


def result(name: str, group: Json | None = None) -> Json:
    found: Json = next(each for each in (group or one_group())["results"] if each["address"].rpartition("/")[2] == name)
    return found


def test_every_result_stands_in_the_list_once_with_its_id_and_comparison() -> None:
    catalogue = catalogue_of(synthetic.run("a"), synthetic.run("b", connections=64))
    made = files(catalogue)
    index = made[addresses.COMPARE_DATA]
    found = {
        f"{index['submissions'][submission]}/{name}": (short, index["groups"][group])
        for short, submission, name, group in zip(
            index["id"], index["submission"], index["result"], index["group"], strict=True
        )
    }
    known = compare(catalogue).group_of
    assert found == {name: (short, known[name]) for name, short in short_ids(catalogue).items()}
    assert len(set(known.values())) == 2
    for name, (short, group) in found.items():
        stands = made[addresses.group_file(group)]["results"]
        assert [(each["address"], each["id"]) for each in stands] == [(name, short)]


def test_a_comparison_tells_its_key_and_its_own_finding() -> None:
    catalogue = catalogue_of(synthetic.run("a"), synthetic.run("b", synthetic.subject("alpha")))
    (made,) = groups(catalogue)
    (group,) = compare(catalogue).groups.values()
    assert [(each["name"], each["title"]) for each in made["key"]] == [(each.name, each.title) for each in key.FIELDS]
    assert [each["value"] for each in made["key"]] == [each.value for each in group.key.fields]
    assert (made["headline"], made["title"], made["leads"]) == (group.headline, group.title, "latency")


def test_numbers_read_as_on_the_results_page() -> None:
    assert cells(one_group(), "p99") == ["10", "99", "12.5", None]
    assert cells(one_group(), "overhead") == [{"why": "baseline"}, {"why": "does not count"}, "+2.5", None]
    assert cells(one_group(), "errors") == ["none counted", "none counted", "3 (0.0005 % of requests)", None]
    assert cells(one_group(), "offered") == ["1,000"] * 4
    assert cells(one_group(), "requests") == ["600,000", "600,000", "600,000", None]


def test_what_was_not_reported_is_null_and_what_cannot_apply_says_why() -> None:
    assert cells(one_group(), "version")[0] == {"why": "not applicable"}
    assert cells(one_group(), "profile") == [None] * 4
    assert cells(one_group(), "brings") == [{"why": "nothing declared"}, *["CNI: Synthetic"] * 3]
    (full,) = groups(catalogue_of(synthetic.full_load("a", rps=100), synthetic.full_load("b", rps=90)))
    assert cells(full, "offered") == [{"why": "full load"}] * 2
    assert full["leads"] == "throughput"


def test_a_withdrawn_result_keeps_its_numbers_and_says_what_became_of_it() -> None:
    gone = result("gone")
    assert gone["state"] == "withdrawn"
    assert gone["event"]["words"].startswith("Recorded as withdrawn on 25 November 2026, by Synthetic curator:")
    assert gone["event"]["replaced_by"] == "../results/synthetic/mesh/"
    assert (gone["counts"], gone["points"], gone["rate"], gone["spectrum"]) == (False, {}, None, False)
    assert result("mesh")["event"] is None


def test_charts_are_given_only_what_a_comparison_counts() -> None:
    assert result("mesh")["points"] == {"50": [6.25], "90": [10.0], "99": [12.5]}
    wide = synthetic.distributed("wide", bounds_ms={"50": (2.9, 3.1), "90": (11.6, 12.3), "99": (10.0, 40.0)})
    few = synthetic.run("few", requests=500)
    (made,) = groups(catalogue_of(synthetic.distributed("firm"), wide))
    assert result("firm", made)["points"]["50"] == [3.0, 2.9, 3.1]
    assert result("firm", made)["spectrum"]
    assert "99" not in result("wide", made)["points"]
    assert cells(made, "p99")[1] == "10 to 40"
    assert cells(made, "p50") == [{"value": "3", "bounds": "2.9 to 3.1"}] * 2
    (thin,) = groups(catalogue_of(few))
    assert "99" not in result("few", thin)["points"]


def test_a_spectrum_is_promised_only_where_the_page_of_the_result_draws_one() -> None:
    rich = synthetic.run("rich", percentiles={"50": 1.0, "75": 1.5, "90": 2.0, "99": 4.0, "99.9": 9.0})
    catalogue = catalogue_of(rich, synthetic.run("plain"), synthetic.distributed("whole", workload=rich.test.workload))
    made = {each.path for each in compose(catalogue, compare(catalogue), SITE).assets}
    told = {each["address"]: each["spectrum"] for group in groups(catalogue) for each in group["results"]}
    assert told == {"synthetic/rich": True, "synthetic/plain": False, "synthetic/whole": True}
    for address, promised in told.items():
        assert f"{addresses.result_path(address)}percentiles.json" in made or not promised


def test_a_demonstration_is_named_so_and_no_beginning_is_made_with_it() -> None:
    shown = synthetic.submission([synthetic.run("a"), synthetic.run("b")], name="shown", purpose=Purpose.DEMONSTRATION)
    (made,) = groups(catalogue_of(shown))
    assert made["demonstration"]
    assert result("a", made)["demonstration"]
    assert "begin" not in page(catalogue_of(shown))
    assert 'id="begin"' in page(catalogue_of(synthetic.run("a"), synthetic.run("b")))


def page(catalogue: Catalogue, path: str = addresses.COMPARE) -> str:
    return next(str(each.body) for each in compose(catalogue, compare(catalogue), SITE).pages if each.path == path)


def group_page(catalogue: Catalogue) -> str:
    (group,) = compare(catalogue).groups
    return page(catalogue, addresses.group_path(group))


def test_a_groups_page_leads_to_its_runs_side_by_side() -> None:
    catalogue = catalogue_of(synthetic.run("a"), synthetic.run("b", synthetic.subject("alpha")))
    ids = short_ids(catalogue)
    assert f'compare/?r={ids["synthetic/a"]}.{ids["synthetic/b"]}">Compare these runs' in group_page(catalogue)


@pytest.mark.parametrize(("values", "middle"), [((3, 1, 2), "alpha-2"), ((4, 3, 2, 1), "alpha-2")])
def test_of_many_runs_the_middle_one_of_each_variant_is_compared(values: tuple[float, ...], middle: str) -> None:
    runs = [
        *synthetic.repeats("base", None, [10, 11, 12, 13, 14, 15, 16]),
        *synthetic.repeats("alpha", synthetic.subject("alpha"), values),
    ]
    catalogue = catalogue_of(*runs)
    ids = short_ids(catalogue)
    wanted = f"?r={ids['synthetic/base-3']}.{ids[f'synthetic/{middle}']}"
    assert f'{wanted}">Compare one run of each variant, that with the middle p99,' in group_page(catalogue)


def test_a_group_of_one_run_or_of_too_many_variants_leads_nowhere() -> None:
    assert "side by side" not in group_page(catalogue_of(synthetic.run("a")))
    many = [synthetic.run(f"r{at}", synthetic.subject("alpha", version=f"1.{at}.0")) for at in range(9)]
    assert "side by side" not in group_page(catalogue_of(*many))


def test_a_results_page_leads_to_it_beside_others() -> None:
    catalogue = catalogue_of(synthetic.run("a"))
    short = short_ids(catalogue)["synthetic/a"]
    assert f'href="../../../compare/?r={short}">Put it beside other results' in page(
        catalogue, addresses.result_path("synthetic/a")
    )


def test_fields_have_names_of_their_own_and_known_sections() -> None:
    assert len({each.name for each in FIELDS}) == len(FIELDS)
    assert [each.section for each in FIELDS] == sorted(
        (each.section for each in FIELDS), key=["subject", "numbers", "source"].index
    )


def test_ten_thousand_results_fit_into_the_first_view() -> None:
    """The list of results may take no more than a third of a page's 250 KB; the files of chosen comparisons come on top."""
    number = 10_000
    content: Json = {
        "id": list(short_ids(many(number)).values()),
        "submission": [at // 100 for at in range(number)],
        "result": [f"mesh-{at % 4}-{at % 5 * 16}-{at % 100}" for at in range(number)],
        "group": [at // 20 for at in range(number)],
    }
    assert len(gzip.compress(json.dumps(content, separators=(",", ":")).encode(), 6)) < 85_000


def many(number: int) -> Catalogue:
    of_hundred = [synthetic.run(f"run-{at}") for at in range(100)]
    return catalogue_of(*(synthetic.submission(of_hundred, name=f"synthetic-{at:03}") for at in range(number // 100)))
