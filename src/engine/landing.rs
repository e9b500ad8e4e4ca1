//! From the commit back: what came home is believed when it is durable, and not before.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{Timestamp, civil::Date};

use super::core::Core;
use crate::{
    audit::Entry,
    console::{
        Change, Fact, Ordinal, Trouble,
        view::{PassState, ShardFailure, Tally},
    },
    domain::{
        EmployeeId, Rule, Stream, anomaly::ResolvedBy, org::changes::counted, rule::changes::changes, time::wecom_date,
    },
    store::{Filed, OrganisationOutcome, Receipt, Unit},
    sync::agenda,
};

/// A commit under way.
#[derive(Debug)]
pub struct Writing {
    /// The calls whose rows are in it.
    pub(super) landings: Vec<Landing>,
    /// What must be written even if this commit fails.
    pub(super) lasting: Unit,
}

/// A call whose rows are on their way to the disk.
#[derive(Debug)]
pub struct Landing {
    pub(super) pass: Ordinal,
    pub(super) stream: Stream,
    pub(super) rows: u64,
    pub(super) took: Duration,
    pub(super) landed: Landed,
}

/// What it was that landed.
#[derive(Debug)]
pub(super) enum Landed {
    /// Rows; what became of them is the next tally of the receipt.
    Records,
    /// A failure that is noted in the coverage; it has a tally too, an empty one.
    Failure,
    /// Papers; what became of them is the next of the receipt.
    Papers {
        /// Whether they are what machines uploaded, of any day.
        uploaded: bool,
    },
    /// A failure of papers, likewise.
    PapersFailure,
    /// A list; what became of it is the next of the receipt.
    List {
        /// Calls that it took, one a page.
        calls: u64,
    },
    /// A list that failed; it has a tally too, an empty one.
    ListFailure,
    /// A form; what became of it is the next of the receipt.
    Form,
    /// The whole organisation; its calls are counted one by one.
    Organisation {
        /// Departments and members in the answer.
        entries: usize,
    },
    /// The rules.
    Rules {
        /// As they were answered.
        rules: Vec<Rule>,
        /// When they were asked for.
        asked_at: Timestamp,
    },
}

impl Landing {
    /// Whether it is one of the many calls that read forms.
    pub(super) fn is_form(&self) -> bool {
        matches!(self.landed, Landed::Form)
    }

    /// Whether it is a list of forms, or that one failed.
    pub(super) fn is_list_of_forms(&self) -> bool {
        self.stream == Stream::Approvals && matches!(self.landed, Landed::List { .. } | Landed::ListFailure)
    }
}

impl Core {
    pub(super) fn on_committed(&mut self, outcome: Result<Receipt, Trouble>, now: Timestamp) {
        let Some(writing) = self.committing.take() else { return };
        match outcome {
            Ok(receipt) => self.take_receipt(receipt, writing.landings, now),
            Err(trouble) => self.halt(trouble, writing, now),
        }
    }

    fn take_receipt(&mut self, receipt: Receipt, landings: Vec<Landing>, now: Timestamp) {
        receipt.audit.into_iter().for_each(|row| self.tell(Change::Audit(row)));
        self.store_recovered(now);
        self.take_shrinks(&receipt.shrinks, &landings, now);
        let organisation_changed = receipt.organisation.is_some_and(|outcome| self.take_organisation(outcome, now));
        let changed = match (receipt.rules_changed, organisation_changed) {
            (true, _) => Some(ResolvedBy::RuleChanged),
            (false, true) => Some(ResolvedBy::Recomputed),
            (false, false) => None,
        };
        self.listings.extend(receipt.listings);
        self.take_watched(receipt.watched);
        let (mut tallies, mut filed) = (receipt.tallies.into_iter(), receipt.filed.into_iter());
        let (mut lists, mut forms) = (receipt.lists.into_iter(), receipt.forms.into_iter());
        if let Some(reason) = changed {
            self.soil_look_back(reason, now);
        }
        for landing in landings {
            let seen = |rows: usize| Tally { rows_seen: rows as u64, ..Tally::default() };
            let tally = match &landing.landed {
                Landed::Records | Landed::Failure => tallies.next().unwrap_or_default(),
                Landed::Papers { uploaded } => {
                    let Filed { tally, news } = filed.next().unwrap_or_default();
                    if *uploaded {
                        self.note_late_deliveries(news, now);
                    }
                    tally
                }
                Landed::PapersFailure => filed.next().unwrap_or_default().tally,
                Landed::List { calls } => Tally { calls: *calls, ..lists.next().unwrap_or_default() },
                Landed::ListFailure => lists.next().unwrap_or_default(),
                Landed::Form => forms.next().unwrap_or_default(),
                Landed::Rules { rules, .. } => Tally { calls: 1, ..seen(rules.len()) },
                Landed::Organisation { entries } => seen(*entries),
            };
            self.believe(landing, tally, changed, now);
        }
        self.soil(receipt.touched, now);
    }

    fn believe(&mut self, landing: Landing, tally: Tally, company_changed: Option<ResolvedBy>, now: Timestamp) {
        let Landing { pass: id, stream, rows, took, landed } = landing;
        if let Some(pass) = self.passes.get_mut(&id) {
            pass.landing -= 1;
            pass.pace.entry(stream).or_default().landed(rows, now);
            if let Some(progress) = pass.progress(stream) {
                progress.tally.add(tally);
            }
        }
        match landed {
            Landed::Records | Landed::Papers { .. } | Landed::List { .. } | Landed::Form => {
                self.count_done(id, stream);
                self.log(Fact::ShardStored { stream, rows, took_ms: millis(took) }, now);
            }
            Landed::Failure | Landed::PapersFailure | Landed::ListFailure => {}
            Landed::Rules { rules, asked_at } => {
                self.count_done(id, stream);
                if company_changed == Some(ResolvedBy::RuleChanged) {
                    self.take_rules(rules, asked_at, now);
                }
                self.came_whole(id, Stream::Rules);
                self.arrived(id, Stream::Rules, now);
            }
            Landed::Organisation { .. } => {
                self.came_whole(id, Stream::Organisation);
                self.arrived(id, Stream::Organisation, now);
            }
        }
    }

    /// Days before those that every poll reads, of which a machine delivered a punch only now.
    fn note_late_deliveries(&mut self, news: BTreeMap<EmployeeId, BTreeSet<Date>>, now: Timestamp) {
        let live = agenda::live_days(now);
        for (who, days) in news {
            let late: BTreeSet<_> = days.into_iter().filter(|day| *day < live.from).collect();
            if !late.is_empty() {
                self.delivered_late.entry(who).or_default().extend(late);
            }
        }
    }

    /// Puts the organisation that is believed now in place of the one before, and says whether they differ.
    fn take_organisation(&mut self, outcome: OrganisationOutcome, now: Timestamp) -> bool {
        let OrganisationOutcome { in_force, changes, missing_since } = outcome;
        let differs = in_force != self.company().organisation;
        self.missing_since = missing_since;
        self.replace_company(|company| company.organisation = in_force);
        self.close_days_of_leavers(now);
        if !changes.is_empty() {
            let counts = counted(&changes);
            let entry = Entry::system(now, "organisation.change", "organisation", "ok");
            self.audit(counts.iter().fold(entry, |entry, (kind, count)| entry.with(kind.name(), count)));
            self.log(Fact::OrganisationChanged(counts), now);
        }
        differs
    }

    /// A new version of the rules. The first one ever changes nothing that was known.
    fn take_rules(&mut self, rules: Vec<Rule>, asked_at: Timestamp, now: Timestamp) {
        let company = self.company();
        let known = company.rules.now();
        let changes = if known.is_empty() { Vec::new() } else { changes(known.iter().map(AsRef::as_ref), &rules) };
        self.replace_company(|company| company.rules.learn(wecom_date(asked_at), rules));
        for change in changes {
            let aspects: Vec<_> = change.aspects.iter().map(|aspect| aspect.name()).collect();
            self.audit(Entry::system(now, "rule.change", change.rule, "ok").with("changed", aspects.join(",")));
            self.log(Fact::RuleChanged(change), now);
        }
    }

    /// The disk refused: nothing more is collected until a person asks again. What was done and
    /// found waits for that, answers do not: they can be asked for anew.
    fn halt(&mut self, trouble: Trouble, writing: Writing, now: Timestamp) {
        self.store_failed(&trouble, now);
        for id in self.passes.keys().copied().collect::<Vec<_>>() {
            if let Some(pass) = self.passes.get_mut(&id) {
                pass.view.note_failure(ShardFailure { stream: None, shard: "store".into(), trouble: trouble.clone() });
            }
            self.abandon(id, PassState::Failed, now);
        }
        let later = self.draft.without_answers();
        self.draft = writing.lasting;
        self.draft.append(later);
        self.draft_landings.clear();
        self.halted = Some(trouble);
    }

    pub(super) fn land(&mut self, landing: Landing) {
        if let Some(pass) = self.passes.get_mut(&landing.pass) {
            pass.landing += 1;
        }
        self.draft_landings.push(landing);
    }

    /// A call that has nothing to store by itself.
    pub(super) fn count_call(&mut self, pass: Ordinal, stream: Stream) {
        if let Some(progress) = self.passes.get_mut(&pass).and_then(|pass| pass.progress(stream)) {
            progress.done += 1;
            progress.tally.calls += 1;
        }
    }

    /// A call that is over.
    pub(super) fn count_done(&mut self, pass: Ordinal, stream: Stream) {
        if let Some(progress) = self.passes.get_mut(&pass).and_then(|pass| pass.progress(stream)) {
            progress.done += 1;
        }
    }
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
