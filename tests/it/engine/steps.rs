//! What single steps promise: gaps, freshness, refusals of one person, days that cannot be judged.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, civil::Date};
use punchdeck::{
    console::{AuditRow, Change, SyncRequest, Update, View, view::PassState},
    domain::{
        AnomalyKind, EmployeeId, Severity, Stream,
        anomaly::{AnomalyState, ResolvedBy, Subject},
        judge::Finding,
    },
    engine::{
        audience::Audience,
        core::Restored,
        effect::Effect,
        event::Event,
        judging::{Judgement, Seen},
    },
    store::{Receipt, StoreError},
    sync::{Harvest, Job, Work},
    wecom::wire::Unfamiliar,
};
use tokio::sync::mpsc::Receiver;

use super::stage::{Stage, fair, person, refused};
use crate::desk::{Setup, ten_days};

pub fn records(request: SyncRequest) -> SyncRequest {
    SyncRequest { streams: vec![Stream::Records], ..request }
}

/// WeCom answers nothing about rows.
fn without_rows(stage: &mut Stage, people: usize) {
    stage.answers = Box::new(move |job| match job.work {
        Work::Records { .. } => Err(refused(job, -1)),
        Work::Application
        | Work::Departments
        | Work::Members(_)
        | Work::Rules
        | Work::Papers { .. }
        | Work::Uploads { .. } => Ok(fair(job, people)),
    });
}

#[test]
fn a_gap_from_before_midnight_closes_after_it() {
    let mut stage = Stage::open(30, &Setup::default(), Restored::default());
    without_rows(&mut stage, 30);
    stage.sync(SyncRequest::everything());
    assert_eq!(stage.open_of(AnomalyKind::SyncFailed), 1);
    stage.answers = Box::new(|job| Ok(fair(job, 30)));
    stage.after(SignedDuration::from_hours(24));
    stage.sync(records(SyncRequest { days: Some(ten_days()), ..SyncRequest::everything() }));
    assert_eq!(stage.open_of(AnomalyKind::SyncFailed), 1, "ten days are not the gap");
    stage.sync(SyncRequest::everything());
    assert_eq!(stage.open_of(AnomalyKind::SyncFailed), 0);
}

#[test]
fn a_restart_remembers_what_was_not_pulled() {
    let mut first = Stage::open(30, &Setup::default(), Restored::default());
    without_rows(&mut first, 30);
    first.sync(SyncRequest::everything());
    assert!(first.written.iter().all(|unit| unit.last_whole.is_none()), "a pass with a gap pulled nothing whole");

    let last_whole = Some(first.now - SignedDuration::from_mins(10));
    let restored = Restored { queue: first.queue_on_disk(), last_whole, ..Restored::default() };
    let mut second = Stage::open(30, &Setup::scheduled(), restored);
    second.after(SignedDuration::ZERO);
    let polled = |job: &Job| [Stream::Records, Stream::Devices].contains(&job.work.stream());
    assert!(second.asked.iter().all(polled) && !second.asked.is_empty());
    assert_eq!(second.core.view().passes[0].state, PassState::Done);
    assert_eq!(second.open_of(AnomalyKind::SyncFailed), 1, "two days are not the gap");

    second.after(SignedDuration::from_mins(21));
    assert_eq!(second.open_of(AnomalyKind::SyncFailed), 0, "what failed is pulled within half an hour");
    assert_eq!(second.written.iter().filter_map(|unit| unit.last_whole).next_back(), Some(second.now));
}

#[test]
fn records_are_fresh_only_when_somebody_was_asked_about_now() {
    let mut stage = Stage::open(30, &Setup::default(), Restored::default());
    stage.sync(SyncRequest { days: Some(ten_days()), ..SyncRequest::everything() });
    let fresh = |stage: &Stage| stage.core.view().fresh.keys().copied().collect::<Vec<_>>();
    assert_eq!(fresh(&stage), [Stream::Organisation, Stream::Rules], "yesterday's rows are not today's");
    stage.sync(records(SyncRequest::everything()));
    assert_eq!(fresh(&stage), [Stream::Organisation, Stream::Rules, Stream::Records]);

    let mut nobody = Stage::open(0, &Setup::default(), Restored::default());
    nobody.sync(records(SyncRequest::everything()));
    assert_eq!(nobody.core.view().passes[0].state, PassState::Done);
    assert_eq!(fresh(&nobody), [], "nobody was asked about");
}

#[test]
fn one_person_out_of_range_stops_nobody_else() {
    let mut stage = Stage::open(100, &Setup::default(), Restored::default());
    let hidden = person(41);
    let is_hit = move |job: &Job| matches!(&job.work, Work::Records { people, .. } if people.contains(&hidden));
    stage.answers = Box::new(move |job| if is_hit(job) { Err(refused(job, 60011)) } else { Ok(fair(job, 100)) });
    stage.sync(records(SyncRequest { days: Some(ten_days()), ..SyncRequest::everything() }));
    let pass = &stage.core.view().passes[0];
    assert_eq!(pass.failures.len(), 1, "{:?}", pass.failures);
    assert!(pass.failures[0].shard.contains("p0041"));
    assert_eq!(pass.streams[0].done, pass.streams[0].total);
    assert_eq!(stage.open_of(AnomalyKind::Permission), 0, "one person is no missing permission");
    assert_eq!(stage.open_of(AnomalyKind::SyncFailed), 1);
}

#[test]
fn a_range_that_is_closed_for_everybody_is_given_up_soon() {
    let mut stage = Stage::open(2000, &Setup::default(), Restored::default());
    stage.answers = Box::new(|job| Err(refused(job, 60011)));
    stage.sync(records(SyncRequest::everything()));
    assert!(stage.asked.len() < 60, "{}", stage.asked.len());
    assert_eq!(stage.core.view().passes[0].state, PassState::Failed);
    assert_eq!(stage.open_of(AnomalyKind::Permission), 1);

    let alone = |job: &&Job| matches!(&job.work, Work::Records { people, .. } if people.len() == 1);
    let noted: usize =
        stage.written.iter().map(|unit| format!("{:?}", unit.records).matches("not_visible: true").count()).sum();
    assert_eq!(noted, stage.asked.iter().filter(alone).count(), "only who was asked about is not visible");
}

#[test]
fn days_that_could_not_be_judged_wait_for_a_person_and_are_never_settled() {
    let damaged = || StoreError::damaged("a block").trouble();
    let mut stage = Stage::open(30, &Setup::default(), Restored::default());
    stage.verdicts = Box::new(move |days| {
        let unread = days.contains_key(&person(7)).then(|| (person(7), damaged()));
        Ok(Judgement { unread: unread.into_iter().collect(), ..Judgement::default() })
    });
    stage.after(SignedDuration::ZERO);
    let told = |stage: &Stage| stage.told.iter().filter(|told| is_store_failure(told)).count();
    assert_eq!((stage.judged.len(), stage.open_of(AnomalyKind::Store), told(&stage)), (1, 1, 1));
    stage.after(SignedDuration::from_mins(10));
    assert_eq!((stage.judged.len(), told(&stage)), (1, 1), "what cannot be read is not read again by itself");

    stage.verdicts = Box::new(move |_| Err(damaged()));
    stage.sync(records(SyncRequest::everything()));
    assert_eq!(stage.judged.len(), 2);
    assert_eq!(stage.judged[1].keys().collect::<Vec<_>>(), [&person(7)], "the others are judged already");
    stage.happens(Event::Stopping { judge_first: true });
    assert_eq!(stage.settled(), Some(false));
}

#[test]
fn what_was_judged_after_all_is_settled() {
    let mut stage = Stage::open(30, &Setup::default(), Restored::default());
    stage.verdicts = Box::new(|_| Err(StoreError::damaged("a block").trouble()));
    stage.after(SignedDuration::ZERO);
    stage.verdicts = Box::new(|_| Ok(Judgement::default()));
    stage.happens(Event::Stopping { judge_first: true });
    assert_eq!(stage.judged[0], stage.judged[1]);
    assert_eq!(stage.settled(), Some(true));
}

#[test]
fn what_a_later_look_does_not_find_any_more_is_closed_for_its_reason() {
    let mut stage = Stage::open(30, &Setup::default(), Restored::default());
    stage.verdicts = Box::new(|days| Ok(verdicts(days, true)));
    stage.after(SignedDuration::ZERO);
    let open = |stage: &Stage| {
        [AnomalyKind::Late, AnomalyKind::CoverageGap, AnomalyKind::UnknownEnum].map(|kind| stage.open_of(kind))
    };
    assert_eq!(open(&stage), [30, 1, 1]);

    stage.receipt = || Receipt { rules_changed: true, ..Receipt::default() };
    stage.answers = Box::new(|job| Ok(fair(job, 29)));
    stage.verdicts = Box::new(|days| Ok(verdicts(days, days.contains_key(&person(29)))));
    stage.sync(SyncRequest::everything());
    assert_eq!(open(&stage), [0, 0, 0]);
    let closed = |reason| {
        stage
            .written
            .iter()
            .flat_map(|unit| &unit.anomalies)
            .filter(|one| one.state == AnomalyState::AutoResolved(reason) && one.kind == AnomalyKind::Late)
            .count()
    };
    assert_eq!(closed(ResolvedBy::Recomputed), 1, "the one who has left");
    assert_eq!(closed(ResolvedBy::RuleChanged), 29);
}

/// Everybody is late on the last day, without a rule, and noted in a word that nobody knows; or nothing.
fn verdicts(asked: &BTreeMap<EmployeeId, BTreeSet<Date>>, wrong: bool) -> Judgement {
    let late = |who: &EmployeeId, date| Finding {
        subject: Subject::Day { who: who.clone(), date },
        kind: AnomalyKind::Late,
        severity: Severity::P3,
        evidence: Vec::new(),
    };
    let last = |(who, days): (&EmployeeId, &BTreeSet<Date>)| {
        let date = *days.last().unwrap();
        (who.clone(), date, if wrong { vec![late(who, date)] } else { Vec::new() })
    };
    let words = if wrong { vec!["word".to_owned()] } else { Vec::new() };
    let seen = Seen { without_rule: wrong, unknown_words: words.into_iter().collect() };
    Judgement {
        days: asked.iter().map(last).collect(),
        seen: asked.keys().map(|who| (who.clone(), seen.clone())).collect(),
        ..Judgement::default()
    }
}

#[test]
fn a_bad_row_is_closed_by_a_pass_of_everything_that_brings_none() {
    let mut stage = Stage::open(30, &Setup::default(), Restored::default());
    stage.answers = Box::new(|job| Ok(with_bad_rules(fair(job, 30))));
    stage.sync(SyncRequest::everything());
    stage.sync(SyncRequest::everything());
    assert_eq!(stage.open_of(AnomalyKind::BadRow), 1, "it still cannot be read");
    stage.answers = Box::new(|job| Ok(fair(job, 30)));
    stage.sync(records(SyncRequest::everything()));
    assert_eq!(stage.open_of(AnomalyKind::BadRow), 1, "rules were not asked for");
    stage.sync(SyncRequest::everything());
    assert_eq!(stage.open_of(AnomalyKind::BadRow), 0);
}

#[test]
fn a_number_in_the_rules_that_nobody_knows_is_told_once_and_an_alert_while_it_is_there() {
    let mut stage = Stage::open(30, &Setup::default(), Restored::default());
    stage.verdicts = Box::new(|days| Ok(verdicts(days, false)));
    stage.answers = Box::new(|job| Ok(with_a_new_kind_of_rule(fair(job, 30))));
    stage.sync(SyncRequest::everything());
    stage.sync(SyncRequest::everything());
    let told = stage.told.iter().filter(|change| tells_of_something_new(change)).count();
    assert_eq!((told, stage.open_of(AnomalyKind::UnknownEnum)), (1, 1));
    stage.answers = Box::new(|job| Ok(fair(job, 30)));
    stage.sync(records(SyncRequest::everything()));
    assert_eq!(stage.open_of(AnomalyKind::UnknownEnum), 1, "rules were not asked for");
    stage.sync(SyncRequest::everything());
    assert_eq!(stage.open_of(AnomalyKind::UnknownEnum), 0);
}

fn with_bad_rules(mut harvest: Harvest) -> Harvest {
    if let Harvest::Rules { unreadable, .. } = &mut harvest {
        *unreadable = 1;
    }
    harvest
}

fn with_a_new_kind_of_rule(mut harvest: Harvest) -> Harvest {
    if let Harvest::Rules { unfamiliar, .. } = &mut harvest {
        unfamiliar.insert(Unfamiliar { field: "grouptype", value: "4".into() });
    }
    harvest
}

fn tells_of_something_new(change: &Change) -> bool {
    matches!(change, Change::Log(line) if matches!(line.fact, punchdeck::console::Fact::Unfamiliar { .. }))
}

fn is_store_failure(change: &Change) -> bool {
    matches!(change, Change::Log(line) if matches!(line.fact, punchdeck::console::Fact::StoreFailed(_)))
}

#[test]
fn a_console_that_catches_up_in_the_midst_of_a_step_is_told_nothing_twice() {
    let mut stage = Stage::open(3, &Setup::default(), Restored::default());
    let mut audience = Audience::default();
    let (_, mut updates) = audience.join(Vec::new(), stage.core.view());
    let (mut view, mut seq) = (None, 0);
    for step in 0..700_u64 {
        let effects = stage.core.step(event(step), stage.now);
        for effect in effects {
            if let Effect::Tell(change) = effect {
                audience.tell(&change);
            }
            // Reads a little in the midst of some steps, and everything at the end of few.
            if step % 7 == 0 {
                take_in(&mut updates, 2, &mut view, &mut seq);
            }
        }
        audience.nudge(stage.core.view());
        if step % 200 == 199 {
            take_in(&mut updates, usize::MAX, &mut view, &mut seq);
            audience.nudge(stage.core.view());
            take_in(&mut updates, usize::MAX, &mut view, &mut seq);
            assert_eq!(view.as_ref(), Some(stage.core.view()), "after step {step}");
        }
    }
}

/// A new token, which is on the record, and a commit with several records.
fn event(step: u64) -> Event {
    let row = |seq| AuditRow {
        seq,
        at: Timestamp::UNIX_EPOCH,
        actor: "system".into(),
        action: "test".into(),
        object: seq.to_string(),
        outcome: "ok".into(),
        detail: BTreeMap::new(),
    };
    match step % 2 {
        0 => Event::TokenRenewed { sealed: None, fetched_at: Timestamp::UNIX_EPOCH, expires_at: Timestamp::UNIX_EPOCH },
        _ => Event::Committed(Ok(Receipt { audit: (step * 5..step * 5 + 5).map(row).collect(), ..Receipt::default() })),
    }
}

fn take_in(updates: &mut Receiver<Update>, most: usize, view: &mut Option<View>, seq: &mut u64) {
    for _ in 0..most {
        match updates.try_recv() {
            Ok(Update::Snapshot { seq: now, view: whole }) => (*seq, *view) = (now, Some(*whole)),
            Ok(Update::Change { seq: now, change }) => {
                assert_eq!(now, *seq + 1, "a change is missing, or told twice");
                *seq = now;
                view.as_mut().expect("a snapshot came first").apply(change);
            }
            Ok(Update::Welcome { .. } | Update::Reply { .. }) => {}
            Err(_) => return,
        }
    }
}
