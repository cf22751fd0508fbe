"""Releases: published whole or not at all, kept for a while, brought back."""

from __future__ import annotations

import boto3
import pytest

from chalicelib.catalog import active_release, find_product, import_feed, releases, store
from chalicelib.catalog.importing import Outcome
from chalicelib.catalog.releases import NewerImportPublished, ReleaseNotFound
from chalicelib.catalog.store import ImportRunning
from chalicelib.kit import clock as kit_clock
from chalicelib.kit import config, files
from tests.catalog.feeds import ROW, row, tsv
from tests.support import environment


def test_the_same_products_in_another_order_make_no_new_release(publish):
    first = publish(row("A", "One"), row("B", "Two"))
    again = publish(row("B", "Two"), row("A", "One"))
    assert (first.state, again.state) == ("published", "unchanged")
    assert again.release == first.release
    assert len(releases.history().releases) == 1


@pytest.mark.parametrize(
    ("rows", "settings"),
    [
        ([row("A", "One")] * 5, {}),
        ([ROW | {"price": "bad"}, *(row(f"S{n}", "Good") for n in range(8))], {}),
        ([ROW | {"price": "bad"}, *(row(f"S{n}", "Good") for n in range(99))], {"max_bad_percent": 0}),
        ([ROW | {"price": "bad"}], {"max_bad_percent": 100}),
    ],
    ids=["duplicates", "a ninth is bad", "none may be bad", "nothing is left"],
)
def test_a_bad_feed_never_replaces_a_good_release(publish, rows, settings):
    good = publish(row("GOOD", "Good"))
    refused = publish(*rows, **settings)
    assert refused.state == "refused"
    assert "the live release stays" in refused.detail
    assert active_release() == good.release


def test_a_few_bad_rows_are_left_out_and_the_rest_is_published(publish):
    outcome = publish(ROW | {"price": "bad"}, *(row(f"S{n}", "Good") for n in range(9)))
    assert (outcome.state, outcome.report.kept, outcome.report.bad) == ("published", 9, 1)


def test_an_import_that_breaks_off_leaves_the_live_release_and_is_swept_up_by_the_next(publish, folder):
    good = publish(row("GOOD", "Good"))

    def unplugged(percent: int, doing: str) -> None:
        if percent > 0 or "indexed" in doing:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_feed(tsv(row("NEW", "New")), "new", kit_clock.now(), progress=unplugged)
    assert active_release() == good.release
    left = folder / "files/catalog/building/release-left"
    left.mkdir(parents=True)
    assert publish(row("NEW", "New")).state == "published"
    assert not left.exists()


def test_one_import_runs_at_a_time_and_a_dead_ones_turn_runs_out(publish, clock):
    store.lock_import("job_other", clock.now)
    with pytest.raises(ImportRunning):
        publish(row("A", "One"))
    clock.advance(minutes=store.LOCK_MINUTES)
    assert publish(row("A", "One")).state == "published"


def test_an_import_that_was_asked_for_earlier_does_not_overtake_a_later_one(publish, clock):
    earlier = clock.now
    clock.advance(minutes=1)
    later = publish(row("A", "Later"))
    with pytest.raises(NewerImportPublished):
        import_feed(tsv(row("A", "Earlier")), "old", earlier)
    assert active_release() == later.release


def test_an_earlier_release_comes_back_and_a_later_import_replaces_it_again(publish, clock):
    first = publish(row("A", "One"))
    clock.advance(minutes=1)
    publish(row("A", "Two"))
    releases.activate(first.release or "", clock.now)
    assert find_product("A").title == "One"
    clock.advance(minutes=1)
    assert publish(row("A", "Two")).state == "published"
    assert find_product("A").title == "Two"
    assert len(releases.history().releases) == 2


def test_only_the_last_releases_are_kept_and_the_live_one_always(publish, clock, folder):
    outcomes: list[Outcome] = []
    for number in range(releases.KEPT_RELEASES + 2):
        clock.advance(minutes=1)
        outcomes.append(publish(row("A", f"Number {number}")))
    kept = [entry.id for entry in releases.history().releases]
    assert kept == [outcome.release for outcome in reversed(outcomes[2:])]
    assert {path.name for path in (folder / "files/catalog/releases").iterdir()} == set(kept)
    with pytest.raises(ReleaseNotFound):
        releases.activate(outcomes[0].release or "", clock.now)


def test_a_release_lives_in_a_bucket_as_well(store, clock, monkeypatch):
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="portico-files")
    monkeypatch.setenv("PORTICO_FILES", "s3:portico-files")
    environment.forget_caches()
    assert config.config().files == "s3:portico-files"
    first = import_feed(tsv(row("A", "One")), "feed", clock.now)
    clock.advance(minutes=1)
    import_feed(tsv(row("A", "Two")), "feed", clock.now)
    assert find_product("A").title == "Two"
    releases.activate(first.release or "", clock.now)
    assert find_product("A").title == "One"
    assert isinstance(files.files(), files.S3Store)
