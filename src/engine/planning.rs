//! Which calls a pass needs: planned as soon as what they depend on is known.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, ToSpan};

use super::core::Core;
use crate::{
    console::{Lane, Ordinal, PlanPreview, SyncRequest, view::Environment},
    domain::{
        DayRange, Employee, EmployeeId, PaperKind, Stream, Window,
        rule::RuleKind,
        time::{wecom_date, wecom_midnight},
    },
    sync::{
        Group, Work, agenda, cost,
        plan::{self, Reach},
    },
};

/// Uploads are asked for again so far back: what machines deliver may reach one server of WeCom's before
/// the other.
const UPLOADS_OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// Lists by time are asked for again so far back.
const LIST_OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// What must have come, or failed, before a stream's calls can be planned.
fn needs(stream: Stream) -> &'static [Stream] {
    match stream {
        Stream::Organisation | Stream::Rules => &[],
        Stream::Records | Stream::DayReports | Stream::Devices => &[Stream::Organisation],
        // Forms need nobody's name, but where nothing is granted, few calls are to find that out; and what
        // administrators did must have passed by WeCom's clock, which the first answer tells.
        Stream::Approvals | Stream::Operations => &[Stream::Organisation],
        Stream::Rosters => &[Stream::Organisation, Stream::Rules],
    }
}

impl Core {
    /// A stream that others wait for has come, or failed: then they go by what was known.
    pub(super) fn arrived(&mut self, id: Ordinal, stream: Stream, now: Timestamp) {
        if let Some(pass) = self.passes.get_mut(&id) {
            pass.awaited.remove(&stream);
        }
        self.plan_what_can_be(id, now);
    }

    /// Plans the calls of every stream that waits for nothing any more.
    pub(super) fn plan_what_can_be(&mut self, id: Ordinal, now: Timestamp) {
        let Some(pass) = self.passes.get_mut(&id) else { return };
        let waits = |stream: &Stream| needs(*stream).iter().any(|need| pass.awaited.contains(need));
        let (later, ready): (BTreeSet<_>, BTreeSet<_>) = pass.unplanned.iter().copied().partition(waits);
        pass.unplanned = later;
        let (request, days, lane) = (pass.view.request.clone(), pass.view.days, pass.view.lane);
        // To believe what is missing it takes this pass's own answers.
        let some_is_done = pass.taken_up && !request.believe_missing;
        for stream in ready {
            let works = self.works(stream, &request, days, lane, now);
            if some_is_done {
                self.survey(id, stream, works);
            } else {
                for work in works {
                    self.enqueue(id, work);
                }
            }
        }
    }

    /// The calls for one stream of a request about these days, as far as they are known beforehand.
    pub(super) fn works(
        &self,
        stream: Stream,
        request: &SyncRequest,
        days: DayRange,
        lane: Lane,
        now: Timestamp,
    ) -> Vec<Work> {
        let today = wecom_date(now);
        let until = |last| DayRange { to: days.to.min(last), ..days };
        let most = self.call_size(stream);
        match stream {
            Stream::Organisation | Stream::Rules => Vec::new(),
            Stream::Records => plan::records(until(today), &self.groups(request), most, self.reach()),
            Stream::DayReports => {
                // Today's report is still being written; it is looked at where everything is.
                let last = if request.days.is_none() { today } else { today.saturating_sub(1.day()) };
                plan::papers(PaperKind::DayReport, until(last), &self.groups(request), most)
            }
            Stream::Rosters => {
                let groups = self.rostered(self.groups(request));
                plan::papers(PaperKind::Roster, plan::roster_days(days, today), &groups, most)
            }
            Stream::Devices if lane == Lane::Live => plan::uploads(self.uploads_due(now), &self.groups(request), most),
            Stream::Devices => plan::papers(PaperKind::DeviceRecord, until(today), &self.groups(request), most),
            Stream::Approvals if lane == Lane::Live => {
                let yesterday = wecom_midnight(agenda::live_days(now).from);
                plan::new_forms(self.unlisted(stream, yesterday, now), most)
            }
            Stream::Approvals => plan::forms(until_now(plan::whole(days), now), most),
            // They are told up to WeCom's own present, which a rehearsal of another time does not know.
            Stream::Operations if self.is_of_another_time() => Vec::new(),
            Stream::Operations if lane == Lane::Warm => {
                let first = wecom_midnight(self.look_back(now).from);
                plan::operations(self.unlisted(stream, first, now), most, now)
            }
            Stream::Operations => plan::operations(plan::whole(days), most, now),
        }
    }

    /// Whether the time is neither WeCom's nor shared with what stands in for it.
    fn is_of_another_time(&self) -> bool {
        let identity = &self.settings.identity;
        identity.rehearsal && identity.environment != Environment::Demo
    }

    /// What a pass of this request would cost, by rule of thumb. Changes nothing.
    #[must_use]
    pub fn preview(&self, request: &SyncRequest, now: Timestamp) -> PlanPreview {
        let days = request.days.unwrap_or_else(|| self.look_back(now));
        let (company, limits) = (self.company(), &self.settings.limits);
        let cost = |stream: Stream| match stream {
            Stream::Organisation => {
                let calls = 2 + company.organisation.departments.len() as u64;
                cost::of_calls(stream, calls, 1, company.organisation.employees.len() as u64, limits)
            }
            Stream::Rules => cost::of_calls(stream, 1, 1, company.rules.now().len() as u64, limits),
            Stream::Records | Stream::DayReports | Stream::Rosters | Stream::Devices => {
                cost::of_days(stream, &self.works(stream, request, days, Lane::Asked, now), limits)
            }
            Stream::Approvals | Stream::Operations => {
                let calls = self.works(stream, request, days, Lane::Asked, now).len() as u64;
                cost::of_calls(stream, calls, calls, 0, limits)
            }
        };
        let people = self.groups(request).iter().map(|group| group.people.len() as u64).sum();
        PlanPreview { days, people, streams: request.streams.iter().copied().map(cost).collect() }
    }

    /// How far windows of records reach: to the latest day cut of any rule, or the company's own.
    fn reach(&self) -> Reach {
        let company = self.company();
        let own = self.settings.policy.day_cut_s;
        Reach::to_latest(company.rules.now().iter().filter_map(|rule| rule.day_cut_s).chain([own]))
    }

    /// Since when machines may have delivered something that is not known.
    fn uploads_due(&self, now: Timestamp) -> Window {
        let yesterday = wecom_midnight(agenda::live_days(now).from);
        let overlapped = |until: Timestamp| until.saturating_sub(UPLOADS_OVERLAP).unwrap_or(until);
        Window { start: self.uploads_until.map_or(yesterday, overlapped), end: now }
    }

    /// What was not listed since some time. What came last is listed again with it: WeCom need not list a
    /// thing at the instant when it happens.
    fn unlisted(&self, stream: Stream, since: Timestamp, now: Timestamp) -> Window {
        let gap = self.listings.get(&stream).map_or(since, |listings| listings.first_gap(since));
        Window { start: gap.saturating_sub(LIST_OVERLAP).unwrap_or(gap).max(since), end: now }
    }

    /// Those of the people who may stand in a roster. Where a rule's scope does not tell, everybody may.
    fn rostered(&self, groups: Vec<Group>) -> Vec<Group> {
        let company = self.company();
        let rules: Vec<_> = company.rules.now().iter().filter(|rule| rule.kind == RuleKind::Roster).collect();
        let untold = rules.iter().any(|rule| !rule.scope.names_everybody());
        let covered = |who: &EmployeeId| {
            let employee = company.organisation.employees.get(who);
            employee.is_some_and(|one| rules.iter().any(|rule| rule.scope.covers(one, &company.organisation)))
        };
        let part = |mut group: Group| {
            group.people.retain(|who| untold || covered(who));
            group
        };
        groups.into_iter().map(part).filter(|group| !group.people.is_empty()).collect()
    }

    /// The people whom a request means, in the groups in which the store keeps them.
    pub(super) fn groups(&self, request: &SyncRequest) -> Vec<Group> {
        let company = self.company();
        let organisation = &company.organisation;
        let in_departments = |employee: &&Employee| {
            request.departments.is_empty()
                || request.departments.iter().any(|department| organisation.is_in(employee, *department))
        };
        let members = || organisation.employees.values().filter(in_departments).map(|employee| employee.id.clone());
        let people: BTreeSet<EmployeeId> = match (request.people.is_empty(), request.departments.is_empty()) {
            (true, _) => members().collect(),
            (false, true) => request.people.iter().cloned().collect(),
            (false, false) => members().chain(request.people.iter().cloned()).collect(),
        };
        let mut groups: BTreeMap<u32, Vec<EmployeeId>> = BTreeMap::new();
        for who in people {
            let shard = (self.shards)(&who).unwrap_or(u32::MAX);
            groups.entry(shard).or_default().push(who);
        }
        groups.into_iter().map(|(shard, people)| Group { shard, people }).collect()
    }
}

/// As much of a window as has passed.
fn until_now(window: Window, now: Timestamp) -> Window {
    Window { end: window.end.min(now), ..window }
}
