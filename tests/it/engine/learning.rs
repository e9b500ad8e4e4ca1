//! Limits that WeCom keeps to itself: found out once, kept for a week.

use jiff::SignedDuration;
use punchdeck::{
    console::{Change, Extent, Fact, LearntLimit, SyncRequest, view::PassState},
    domain::Stream,
    engine::core::Restored,
    sync::{Job, Work},
};

use super::{
    stage::{Stage, fair, person, refused},
    steps::records,
};
use crate::desk::{Setup, all_days};

fn month() -> SyncRequest {
    records(SyncRequest { days: Some(all_days()), ..SyncRequest::everything() })
}

/// A WeCom that refuses more than so many of something, with a code.
fn refusing(people: usize, extent: Extent, most: usize, errcode: i64) -> Stage {
    let mut stage = Stage::open(people, &Setup::default(), Restored::default());
    stage.answers =
        Box::new(
            move |job| {
                if job.work.size(extent) > most { Err(refused(job, errcode)) } else { Ok(fair(job, people)) }
            },
        );
    stage
}

fn limits(stage: &Stage) -> Vec<(Extent, u32)> {
    stage.core.view().learnt.iter().map(|limit| (limit.extent, limit.most)).collect()
}

fn told(stage: &Stage) -> usize {
    let tells = |change: &&Change| matches!(change, Change::Log(line) if matches!(line.fact, Fact::LimitLearnt(_)));
    stage.told.iter().filter(tells).count()
}

/// Jobs asked for since a place in the record, and how many of them were too large.
fn asked_since(stage: &Stage, place: usize, extent: Extent, most: usize) -> (usize, usize) {
    let jobs = &stage.asked[place..];
    (jobs.len(), jobs.iter().filter(|job| job.work.size(extent) > most).count())
}

#[test]
fn after_a_list_was_refused_and_its_halves_were_not_no_other_is_longer() {
    let mut stage = refusing(1000, Extent::People, 30, 301_023);
    stage.sync(month());
    assert_eq!(limits(&stage), [(Extent::People, 25)]);
    assert_eq!(told(&stage), 1, "one log line, however many calls");
    let refused = asked_since(&stage, 0, Extent::People, 30).1;
    assert!(refused <= 12, "{refused} calls were refused: those under way, and their halves");
    assert_eq!(stage.core.view().passes[0].state, PassState::Done);
    let progress = &stage.core.view().passes[0].streams[0];
    assert_eq!(progress.done, progress.total);

    let place = stage.asked.len();
    stage.sync(month());
    assert_eq!(asked_since(&stage, place, Extent::People, 25), (80, 0), "two windows of forty calls");
}

#[test]
fn a_span_that_is_refused_is_halved_by_days_and_learnt() {
    for errcode in [301_024, 301_112] {
        let mut stage = refusing(200, Extent::Days, 8, errcode);
        stage.sync(month());
        assert_eq!(limits(&stage), [(Extent::Days, 7)], "{errcode}");
        let place = stage.asked.len();
        stage.sync(month());
        assert_eq!(asked_since(&stage, place, Extent::Days, 7), (10, 0), "five windows of a week, two groups");
    }
}

#[test]
fn a_person_whom_wecom_does_not_know_teaches_nothing_about_lists() {
    let mut stage = Stage::open(100, &Setup::default(), Restored::default());
    let unknown = person(41);
    let is_hit = move |job: &Job| matches!(&job.work, Work::Records { people, .. } if people.contains(&unknown));
    stage.answers = Box::new(move |job| if is_hit(job) { Err(refused(job, 301_021)) } else { Ok(fair(job, 100)) });
    stage.sync(month());
    assert_eq!((limits(&stage), told(&stage)), (vec![], 0));
}

#[test]
fn a_refusal_whose_halves_are_refused_too_teaches_nothing() {
    let mut stage = refusing(100, Extent::People, 0, 301_023);
    stage.sync(month());
    assert_eq!((limits(&stage), told(&stage)), (vec![], 0));
    assert_eq!(stage.core.view().passes[0].state, PassState::Failed);
}

#[test]
fn what_was_learnt_is_on_the_disk_and_forgotten_after_a_week() {
    let mut stage = refusing(200, Extent::People, 50, 301_023);
    stage.sync(month());
    let kept = stage.written.iter().filter_map(|unit| unit.learnt.clone()).next_back().unwrap();
    let limit = LearntLimit { stream: Stream::Records, extent: Extent::People, most: 50, learnt_at: stage.now };
    assert_eq!(kept, [limit]);

    let mut later = Stage::open(200, &Setup::default(), Restored { learnt: kept, ..Restored::default() });
    later.sync(month());
    assert_eq!(later.asked.len(), 8, "the next engine knows it from the start");
    later.after(SignedDuration::from_hours(7 * 24 - 1));
    assert_eq!(limits(&later), [(Extent::People, 50)]);
    later.after(SignedDuration::from_hours(1));
    assert_eq!(limits(&later), []);
    assert_eq!(later.written.iter().filter_map(|unit| unit.learnt.clone()).next_back(), Some(vec![]));
}
