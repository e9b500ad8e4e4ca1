//! Papers beside the rows: the same promises, on every disk.

use jiff::{SignedDuration, Timestamp};
use punchdeck::{
    domain::{CoverageState, DayRange, Paper, PaperKind, Stream, report::Verbatim},
    store::{PapersBatch, Receipt, SecondLook, SetAside, Shrink, Store, Unit},
};

use super::{DAY, at, on_every_disk, who};

const KIND: PaperKind = PaperKind::DayReport;

fn report(account: &str, text: &str) -> Paper {
    Paper { who: who(account), date: DAY, mark: String::new(), text: Verbatim(text.into()) }
}

fn answered(papers: Vec<Paper>, fetched: Timestamp) -> PapersBatch {
    PapersBatch::answered(KIND, vec![who("li.na"), who("wang")], Some(DayRange::one(DAY)), papers, Vec::new(), fetched)
}

fn commit(store: &Store, batch: PapersBatch) -> Receipt {
    store.commit(Unit { papers: vec![batch], ..Unit::default() }).unwrap()
}

/// What the store holds of somebody's day, with its version.
fn held(store: &Store, account: &str) -> Vec<(String, u32)> {
    let papers = store.papers(KIND, &who(account), DayRange::one(DAY)).unwrap();
    papers.into_iter().map(|filed| (filed.paper.text.0, filed.number)).collect()
}

fn known(store: &Store, account: &str) -> Option<CoverageState> {
    let known = store.coverage(Stream::DayReports, &[who(account)], DayRange::one(DAY)).unwrap();
    known.get(&(who(account), DAY)).map(|coverage| coverage.state)
}

#[test]
fn the_same_papers_twice_change_nothing_and_other_content_is_a_version() {
    on_every_disk(|store| {
        let first = commit(&store, answered(vec![report("li.na", "{\"a\":1}")], at(30)));
        assert_eq!((first.filed[0].tally.inserted, first.filed[0].news.len()), (1, 1));
        assert!(first.touched.is_empty(), "no verdict stands on it");
        let second = commit(&store, answered(vec![report("Li.Na", "{\"a\":1}")], at(31)));
        let tally = second.filed[0].tally;
        assert_eq!((tally.inserted, tally.updated, tally.unchanged), (0, 0, 1));
        let third = commit(&store, answered(vec![report("li.na", "{\"a\":2}")], at(32)));
        assert_eq!((third.filed[0].tally.updated, third.filed[0].news.len()), (1, 0));
        assert_eq!(held(&store, "li.na"), [("{\"a\":2}".to_owned(), 2)]);
        commit(&store, answered(vec![report("li.na", "{\"a\":1}")], at(31)));
        assert_eq!(held(&store, "li.na"), [("{\"a\":2}".to_owned(), 2)], "an older answer overwrites no newer one");
    });
}

#[test]
fn asked_and_empty_is_not_never_asked_and_a_failure_takes_nothing_away() {
    on_every_disk(|store| {
        commit(&store, answered(vec![report("li.na", "{}")], at(30)));
        let states = ["li.na", "wang", "nobody"].map(|account| known(&store, account));
        assert_eq!(states, [Some(CoverageState::Ok), Some(CoverageState::Empty), None]);
        assert_eq!(store.coverage(Stream::Records, &[who("li.na")], DayRange::one(DAY)).unwrap().len(), 0);
        let people = vec![who("li.na"), who("zhao")];
        commit(&store, PapersBatch::failed(KIND, people, Some(DayRange::one(DAY)), Some(-1), false));
        assert_eq!(
            [known(&store, "li.na"), known(&store, "zhao")],
            [Some(CoverageState::Ok), Some(CoverageState::Failed)]
        );
        assert_eq!(held(&store, "li.na").len(), 1);
    });
}

#[test]
fn a_paper_that_is_missing_twice_is_withdrawn_and_one_in_doubt_is_not() {
    on_every_disk(|store| {
        commit(&store, answered(vec![report("li.na", "{}")], at(30)));
        let unreadable = SetAside { who: Some(who("li.na")), text: "{".into(), reason: "cut off".into() };
        let people = vec![who("li.na"), who("wang")];
        let doubtful =
            PapersBatch::answered(KIND, people, Some(DayRange::one(DAY)), Vec::new(), vec![unreadable], at(31));
        let tally = commit(&store, doubtful).filed[0].tally;
        assert_eq!((tally.missing, tally.quarantined), (0, 1));

        assert_eq!(commit(&store, answered(Vec::new(), at(32))).filed[0].tally.missing, 1);
        assert_eq!(held(&store, "li.na").len(), 1, "the first look withdraws nothing");
        let later = at(32) + SignedDuration::from_mins(10);
        assert_eq!(commit(&store, answered(Vec::new(), later)).filed[0].tally.withdrawn, 1);
        assert_eq!(held(&store, "li.na"), []);
        assert_eq!(known(&store, "li.na"), Some(CoverageState::Empty));
    });
}

#[test]
fn an_answer_that_has_lost_most_papers_withdraws_none_until_somebody_says_so() {
    on_every_disk(|store| {
        let people: Vec<_> = (0..20).map(|number| who(&format!("p{number:02}"))).collect();
        let day = Some(DayRange::one(DAY));
        let batch = |papers, at| PapersBatch::answered(KIND, people.clone(), day, papers, Vec::new(), at);
        commit(&store, batch(people.iter().map(|who| report(who.as_str(), "{}")).collect(), at(30)));
        for hour in 31..34 {
            let receipt = commit(&store, batch(Vec::new(), at(hour)));
            assert_eq!(receipt.shrinks, [Shrink { stream: KIND.stream(), known: 20, missing: 20 }]);
            assert_eq!(held(&store, "p07").len(), 1);
        }
        let believed = commit(&store, batch(Vec::new(), at(34)).looking(SecondLook::AtOnce));
        assert_eq!((believed.shrinks.len(), believed.filed[0].tally.withdrawn), (0, 20));
        assert_eq!(held(&store, "p07"), []);
    });
}

#[test]
fn what_machines_delivered_adds_to_a_day_and_proves_nothing_about_it() {
    on_every_disk(|store| {
        let punch = |second: &str| Paper { mark: second.into(), ..report("li.na", "{}") };
        let kind = PaperKind::DeviceRecord;
        let uploaded = |papers| PapersBatch::answered(kind, vec![who("li.na")], None, papers, Vec::new(), at(40));
        commit(&store, uploaded(vec![punch("1"), punch("2")]));
        let news = commit(&store, uploaded(vec![punch("2"), punch("3")])).filed.remove(0).news;
        assert_eq!(news, [(who("li.na"), [DAY].into())].into());
        assert_eq!(commit(&store, uploaded(vec![punch("3")])).filed[0].news, [].into());
        assert_eq!(store.papers(kind, &who("li.na"), DayRange::one(DAY)).unwrap().len(), 3);
        assert!(store.coverage(Stream::Devices, &[who("li.na")], DayRange::one(DAY)).unwrap().is_empty());
    });
}
