//! What is wrong with the connection: token, permission, calls, disk. Opened when it happens, closed
//! when the same thing works again.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    core::Core,
    landing::Landing,
    passes::{Pass, is_about_everybody},
    queue::{Effected, integration},
};
use crate::{
    audit::Entry,
    console::{
        Change, Fact, Trouble,
        view::{PassState, PassView, TokenState, TokenView},
    },
    domain::{
        Anomaly, AnomalyId, AnomalyKind, DayRange, Severity, Stream,
        anomaly::{Evidence, ResolvedBy, Subject},
        judge::Finding,
    },
    store::{Health, Shrink},
    sync::{Job, Work, plan},
    wecom::{ApiError, Class},
};

/// A clock that is off by more seconds is an alert; less is only shown.
const CLOCK_OFF_MAX_S: i64 = 60;

/// The stream that an interface serves.
#[must_use]
pub fn stream_of(endpoint: &str) -> Option<Stream> {
    match endpoint {
        "agent/get" | "department/list" | "department/simplelist" | "user/list" => Some(Stream::Organisation),
        "oa/getapprovalinfo" => Some(Stream::Approvals),
        other => Stream::ALL.into_iter().find(|stream| plan::endpoint(*stream) == other),
    }
}

impl Core {
    pub(super) fn on_token_renewed(
        &mut self,
        sealed: Option<Vec<u8>>,
        fetched_at: Timestamp,
        expires_at: Timestamp,
        now: Timestamp,
    ) {
        self.draft.token = sealed.or(self.draft.token.take());
        self.audit(Entry::system(now, "token.refresh", "access_token", "ok").with("until", expires_at));
        self.tell(Change::Token(TokenView {
            state: TokenState::Valid,
            fetched_at: Some(fetched_at),
            expires_at: Some(expires_at),
            refreshes: self.view.token.refreshes + 1,
            last_trouble: self.view.token.last_trouble.clone(),
        }));
        self.log(Fact::TokenRenewed { until: expires_at }, now);
        for pass in self.passes.values_mut() {
            pass.view.token_refreshes += 1;
            pass.changed = true;
        }
        self.resolve_where(now, |anomaly| anomaly.kind == AnomalyKind::Token);
    }

    pub(super) fn on_token_refused(&mut self, error: &ApiError, stopped: bool, now: Timestamp) {
        let trouble = error.trouble(None);
        let outcome = if stopped { "stopped" } else { "failed" };
        let code = error.errcode().map_or_else(|| "none".to_owned(), |code| code.to_string());
        self.audit(Entry::system(now, "token.refresh", "access_token", outcome).with("errcode", code));
        self.tell(Change::Token(TokenView {
            state: if stopped { TokenState::Stopped } else { TokenState::Failing },
            last_trouble: Some((now, trouble.clone())),
            ..self.view.token.clone()
        }));
        self.log(Fact::TokenRefused(trouble), now);
        let severity = if stopped { Severity::P1 } else { Severity::P2 };
        self.raise(integration(AnomalyKind::Token, severity, None, "access_token", vec![answer(error)]), now);
    }

    pub(super) fn on_retried(&mut self, error: &ApiError, attempt: u32, wait: Duration, now: Timestamp) {
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let again_at = now.saturating_add(wait).ok();
        self.log(Fact::Retried { trouble: error.trouble(again_at), attempt, wait_ms }, now);
        self.each_progress(stream_of(error.endpoint), |progress| progress.retries += 1);
    }

    pub(super) fn on_blocked(&mut self, endpoint: &'static str, until: Timestamp, now: Timestamp) {
        self.log(Fact::Throttled { endpoint: endpoint.to_owned(), until }, now);
        self.each_progress(stream_of(endpoint), |progress| {
            progress.retries += 1;
            progress.waiting_until = Some(until);
        });
    }

    /// A clock that is off is followed no longer, but somebody should set it: logs, certificates and
    /// everything else on this machine still go by it.
    pub(super) fn on_clock_compared(&mut self, ahead_s: i64, now: Timestamp) {
        if ahead_s != self.view.clock_ahead_s {
            self.draft.clock_ahead_s = Some(ahead_s);
            self.log(Fact::ClockCompared { ahead_s }, now);
            self.tell(Change::Clock { ahead_s });
        }
        if ahead_s.abs() > CLOCK_OFF_MAX_S {
            let evidence = vec![Evidence::Clock { ahead_s }];
            self.raise(integration(AnomalyKind::ClockSkew, Severity::P2, None, "clock", evidence), now);
        } else {
            self.resolve_where(now, |anomaly| anomaly.kind == AnomalyKind::ClockSkew);
        }
    }

    pub(super) fn on_measured(&mut self, health: Health) {
        let store =
            crate::console::view::StoreView { bytes: health.used, free: health.free, ..self.view.store.clone() };
        if store != self.view.store {
            self.tell(Change::Store(store));
        }
    }

    /// A call failed for good.
    pub(super) fn raise_call_trouble(&mut self, work: &Work, error: &ApiError, everybody: bool, now: Timestamp) {
        let stream = work.stream();
        let finding = match error.class() {
            Class::Operator if error.is_about_token() => return,
            Class::Operator if everybody => {
                let severity = if error.concerns_every_call() { Severity::P1 } else { Severity::P2 };
                integration(AnomalyKind::Permission, severity, Some(stream), error.endpoint, vec![answer(error)])
            }
            Class::Operator | Class::Retry | Class::NewToken | Class::Wait | Class::Split | Class::Caller => {
                integration(AnomalyKind::SyncFailed, Severity::P2, Some(stream), stream.name(), vec![answer(error)])
            }
        };
        self.raise(finding, now);
    }

    /// A call succeeded: what refused it before does so no more.
    pub(super) fn settle_call_troubles(&mut self, job: &Job, now: Timestamp) {
        let stream = job.work.stream();
        if let Some(pass) = self.passes.get_mut(&job.pass) {
            pass.refused_in_a_row.remove(&stream);
        }
        self.resolve_where(now, move |anomaly| {
            anomaly.kind == AnomalyKind::Permission && is_about(&anomaly.subject, stream)
        });
    }

    /// Whether an administrator does not let the application see a stream.
    pub(super) fn is_denied(&self, stream: Stream) -> bool {
        let denied = |anomaly: &Anomaly| anomaly.kind == AnomalyKind::Permission && is_about(&anomaly.subject, stream);
        self.queue.open_integration(denied).next().is_some()
    }

    /// A pass ended: where it failed there is a gap, and what it pulled whole closes one.
    pub(super) fn settle_sync_troubles(&mut self, pass: &PassView, now: Timestamp) {
        let look_back = self.look_back(now);
        for progress in &pass.streams {
            let (stream, known) = (progress.stream, self.gaps.get(&progress.stream).copied());
            if progress.failures > 0 {
                self.gaps.insert(stream, known.map_or(pass.days, |known| known.joined_with(pass.days)));
            } else if is_whole(pass, stream)
                && is_about_everybody(pass)
                && progress.total > 0
                && known.is_none_or(|gap| !stream.is_of_past_days() || closes(pass.days, gap, look_back))
            {
                self.gaps.remove(&stream);
                self.resolve_where(now, move |anomaly| {
                    anomaly.kind == AnomalyKind::SyncFailed && is_about(&anomaly.subject, stream)
                });
            }
        }
    }

    /// An open trouble of a stream says that an earlier engine left a gap, though not on which days.
    pub(super) fn remember_gaps(&mut self, now: Timestamp) {
        let look_back = self.look_back(now);
        let open = self
            .queue
            .open_integration(|anomaly| matches!(anomaly.kind, AnomalyKind::SyncFailed | AnomalyKind::Permission));
        let streams = open.filter_map(|id| match &self.queue.get(id)?.subject {
            Subject::Integration { stream, .. } => *stream,
            Subject::Day { .. } => None,
        });
        self.gaps.extend(streams.map(|stream| (stream, look_back)));
    }

    /// The application's own entry says whether an administrator has stopped it.
    pub(super) fn judge_application(&mut self, closed: bool, now: Timestamp) {
        if closed {
            self.raise(
                integration(AnomalyKind::Permission, Severity::P1, None, "application stopped", Vec::new()),
                now,
            );
        } else {
            self.resolve_where(now, |anomaly| {
                matches!(&anomaly.subject, Subject::Integration { stream: None, about } if about == "application stopped")
            });
        }
    }

    /// Whatever was pulled whole holds no bad row any more if all could be read, and has not shrunk if
    /// nothing was missing.
    pub(super) fn settle_bad_answers(&mut self, pass: &Pass, now: Timestamp) {
        let past_too = pass.view.days.contains_all(self.look_back(pass.view.started));
        if !is_about_everybody(&pass.view) || pass.taken_up {
            return;
        }
        for progress in pass.view.streams.iter().filter(|progress| progress.total > 0) {
            let stream = progress.stream;
            if !is_whole(&pass.view, stream) || (stream.is_of_past_days() && !past_too) {
                continue;
            }
            let is_settled = |kind| match kind {
                AnomalyKind::BadRow => !pass.unreadable.contains(&stream),
                AnomalyKind::Shrink => !pass.shrunk.contains(&stream),
                _ => false,
            };
            self.resolve_where(now, |anomaly| is_settled(anomaly.kind) && is_about(&anomaly.subject, stream));
        }
    }

    /// Answers that held too little are somebody's to look at; until then nothing is withdrawn.
    pub(super) fn take_shrinks(&mut self, shrinks: &[Shrink], landings: &[Landing], now: Timestamp) {
        for Shrink { stream, known, missing } in shrinks.iter().copied() {
            self.log(Fact::Shrank { stream, known, missing }, now);
            let evidence = match stream {
                Stream::Organisation => Evidence::MembersMissing { missing, known },
                Stream::Rules
                | Stream::Records
                | Stream::DayReports
                | Stream::Rosters
                | Stream::Devices
                | Stream::Approvals
                | Stream::Operations => Evidence::Count(missing),
            };
            let evidence = vec![evidence];
            self.raise(integration(AnomalyKind::Shrink, Severity::P2, Some(stream), stream.name(), evidence), now);
        }
        for landing in landings {
            let shrunk = shrinks.iter().any(|shrink| shrink.stream == landing.stream);
            if let Some(pass) = self.passes.get_mut(&landing.pass).filter(|_| shrunk) {
                pass.shrunk.insert(landing.stream);
            }
        }
    }

    pub(super) fn raise_unreadable(&mut self, stream: Stream, rows: u64, now: Timestamp) {
        let evidence = vec![Evidence::Count(rows)];
        self.raise(integration(AnomalyKind::BadRow, Severity::P3, Some(stream), stream.name(), evidence), now);
    }

    pub(super) fn store_failed(&mut self, trouble: &Trouble, now: Timestamp) {
        self.log(Fact::StoreFailed(trouble.clone()), now);
        let store = crate::console::view::StoreView { trouble: Some(trouble.clone()), ..self.view.store.clone() };
        self.tell(Change::Store(store));
        self.raise(integration(AnomalyKind::Store, Severity::P1, None, "store", Vec::new()), now);
    }

    pub(super) fn store_recovered(&mut self, now: Timestamp) {
        if self.view.store.trouble.is_some() && self.unread.is_empty() {
            let store = crate::console::view::StoreView { trouble: None, ..self.view.store.clone() };
            self.tell(Change::Store(store));
            self.resolve_where(now, |anomaly| anomaly.kind == AnomalyKind::Store);
        }
    }

    /// Calendars that have been loaded since are not missing any more.
    pub(super) fn settle_calendars(&mut self, now: Timestamp) {
        let years: Vec<String> = self.settings.calendar.years.iter().map(i16::to_string).collect();
        self.resolve_where(now, move |anomaly| {
            anomaly.kind == AnomalyKind::CalendarMissing
                && matches!(&anomaly.subject, Subject::Integration { about, .. } if years.contains(about))
        });
    }

    pub(super) fn raise(&mut self, finding: Finding, now: Timestamp) {
        let raised = self.queue.raise(finding, now, &mut Effected::default());
        self.draft.anomalies.extend(raised);
    }

    pub(super) fn resolve_where(&mut self, now: Timestamp, matches: impl Fn(&Anomaly) -> bool) {
        let ids: Vec<_> = self.queue.open_integration(matches).collect();
        for id in ids {
            let closed = self.queue.resolve(id, ResolvedBy::Recovered, now, &mut Effected::default());
            self.draft.anomalies.extend(closed);
        }
    }

    fn each_progress(&mut self, stream: Option<Stream>, change: impl Fn(&mut crate::console::view::StreamProgress)) {
        let Some(stream) = stream else { return };
        for pass in self.passes.values_mut() {
            pass.progress(stream).map(&change);
        }
    }
}

/// Whether a pass pulled a stream whole: none of its calls failed, nor any that says whom to ask about.
fn is_whole(pass: &PassView, stream: Stream) -> bool {
    let failed = |wanted: Stream| pass.streams.iter().any(|part| part.stream == wanted && part.failures > 0);
    match pass.state {
        PassState::Done => true,
        PassState::Partial => !failed(stream) && !failed(Stream::Organisation),
        PassState::Running | PassState::Paused | PassState::Failed | PassState::Cancelled => false,
    }
}

/// The alert that much vanished from the answers of a stream.
pub(super) fn shrink_alert(stream: Stream) -> AnomalyId {
    let subject = Subject::Integration { stream: Some(stream), about: stream.name().to_owned() };
    AnomalyId::of(&subject, AnomalyKind::Shrink)
}

fn is_about(subject: &Subject, stream: Stream) -> bool {
    matches!(subject, Subject::Integration { stream: Some(hit), .. } if *hit == stream)
}

/// Whether days that were pulled close a gap. What has left the look-back meanwhile is nobody's
/// concern any more.
fn closes(pulled: DayRange, gap: DayRange, look_back: DayRange) -> bool {
    let left = DayRange { from: gap.from.max(look_back.from), ..gap };
    left.from > left.to || pulled.contains_all(left)
}

fn answer(error: &ApiError) -> Evidence {
    Evidence::Answer { endpoint: error.endpoint.to_owned(), errcode: error.errcode() }
}
