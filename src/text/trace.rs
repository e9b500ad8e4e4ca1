//! A trace in lines: the same on the screen and on the command line.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Text,
    words::{phrases, words},
};
use crate::{
    console::{
        Trace,
        trace::{
            AppliedRule, NextLook, PassTrace, RowState, RowTrace, SetAsideTrace, Standing, Step, StreamTrace,
            Undecided, Whereabouts,
        },
    },
    domain::{
        Anomaly, AttendanceDay, Coverage, CoverageState, Slot, Stream, Verdict, anomaly::Subject, org::AccountStatus,
        rule::RuleKind,
    },
};

/// A line of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceLine {
    /// What it is.
    pub tone: Tone,
    /// Its words.
    pub words: String,
}

/// What a line of a trace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Heading,
    /// A fact.
    Fact,
    /// A fact that may be why something is not as it should be.
    Doubt,
    /// A fact that is.
    Fault,
    /// Something to do.
    Step,
}

words! {
    trace_title { en: "Why", zh: "追查" }
    trace_person { en: "PERSON", zh: "人员" }
    trace_streams { en: "WHAT WAS ASKED", zh: "查询情况" }
    trace_rows { en: "ROWS", zh: "打卡记录" }
    trace_set_aside { en: "SET ASIDE", zh: "搁置的记录" }
    trace_verdict { en: "VERDICT", zh: "判定" }
    trace_alerts { en: "OPEN ALERTS", zh: "未消除的告警" }
    trace_steps { en: "WHAT TO DO", zh: "处理办法" }
    unlisted { en: "no longer listed: has left, or is outside the app's visible range (可见范围)", zh: "已不在通讯录中：离职，或不在应用可见范围内" }
    account_active { en: "active", zh: "已激活" }
    account_disabled { en: "DISABLED", zh: "已禁用" }
    account_not_activated { en: "not activated yet", zh: "未激活" }
    account_left { en: "LEFT", zh: "已退出企业" }
    rule_fixed { en: "fixed hours", zh: "固定上下班" }
    rule_roster { en: "by roster", zh: "按班次上下班" }
    rule_free { en: "free hours", zh: "自由上下班" }
    no_rows_stored { en: "no row of this person is stored", zh: "没有存储此人的任何记录" }
    no_rows_known { en: "none stored, and WeCom was not heard: nothing is known", zh: "未存储，企业微信也未应答：一无所知" }
    no_rows_there { en: "none: WeCom was asked and has none", zh: "无：已向企业微信查询，确实没有" }
    row_current { en: "current", zh: "有效" }
    row_superseded { en: "superseded", zh: "已被新版本取代" }
    row_missing_once { en: "MISSING from the last answer, kept until a second lacks it", zh: "最近应答中缺失，再次缺失才撤回" }
    row_placeholder { en: "no punch, only expected", zh: "占位，并非打卡" }
    row_counts { en: "counts", zh: "计入" }
    inside { en: "inside", zh: "范围内" }
    outside { en: "OUTSIDE the allowed range", zh: "范围外" }
    anybodys { en: "may be anybody's", zh: "可能属于任何人" }
    of_any_day { en: "may be of any day", zh: "可能属于任何一天" }
    not_judged_at_all { en: "not judged: not a member as far as can be seen", zh: "未判定：看不到此成员" }
    when_asked { en: "again only when asked for", zh: "仅在手动要求时再查" }
    nobody_runs { en: "again when an engine runs", zh: "引擎运行后再查" }
    still_running { en: "no end recorded", zh: "未见结束" }
    undecided_never { en: "undecided: its rows were never asked for", zh: "待定：从未查询" }
    undecided_asking { en: "undecided: its rows are being asked for", zh: "待定：正在查询" }
    undecided_failed { en: "undecided: its rows were asked for without a usable answer", zh: "待定：查询未得到可用的应答" }
    undecided_hidden { en: "undecided: the app may not see this person (可见范围)", zh: "待定：不在应用可见范围内" }
    undecided_early { en: "undecided: the last rows were fetched before the day was over", zh: "待定：最近一次查询时当天尚未结束" }
    undecided_kind { en: "undecided: this kind of rule is not judged yet", zh: "待定：此类规则尚不判定" }
    step_alerts { en: "settle the open alerts above first: until then nothing better can be known", zh: "先处理上面的告警：在此之前无法知道更多" }
    step_widen { en: "let the app see the person (应用管理 > the app > 可见范围), then: punchdeck sync --stream organisation", zh: "把此人加入应用可见范围（应用管理 > 该应用 > 可见范围），然后：punchdeck sync --stream organisation" }
    step_rule { en: "put the person into the scope of a rule (打卡 > 规则)", zh: "把此人加入某条打卡规则的范围（打卡 > 规则）" }
}

phrases! {
    step_wait(at: &str) { en: "wait: it is looked at by itself about {at}", zh: "等待：约 {at} 会自动查询" }
    step_resync(command: &str) { en: "ask again for this person and day: {command}", zh: "重新查询此人此日：{command}" }
    account_other(number: i64) { en: "account state {number}", zh: "账号状态 {number}" }
    rule_other(number: i64) { en: "kind {number}", zh: "类型 {number}" }
    rule_applied(id: u32, name: &str, kind: &str) { en: "rule {id} {name}, {kind}", zh: "规则 {id} {name}，{kind}" }
    rows_since(day: &str) { en: "rows since {day}", zh: "自 {day} 起有记录" }
    department(id: u32) { en: "department {id}", zh: "部门 {id}" }
    by_pass(pass: u64, origin: &str, ended: &str) { en: "pass {pass} by {origin}: {ended}", zh: "第 {pass} 次同步（{origin}）：{ended}" }
    pulled_whole(at: &str) { en: "last pulled whole {at}", zh: "最近一次完整拉取 {at}" }
    never_pulled_whole(never: &str) { en: "pulled whole: {never}", zh: "完整拉取：{never}" }
    next_look_at(at: &str) { en: "again about {at}", zh: "约 {at} 再查" }
    row_withdrawn(at: &str) { en: "WITHDRAWN {at}: a second answer lacked it", zh: "{at} 撤回：再次缺失" }
    version_seen(version: u32, first: &str) { en: "v{version} seen {first}", zh: "v{version} 首见 {first}" }
    last_seen_at(at: &str) { en: "last {at}", zh: "末见 {at}" }
    came_unreadable(at: &str, reason: &str) { en: "came {at}, unreadable: {reason}", zh: "{at} 收到，无法读取：{reason}" }
    undecided_refused(errcode: i64) { en: "undecided: WeCom refused its rows ({errcode})", zh: "待定：企业微信拒绝（{errcode}）" }
    undecided_until(at: &str) { en: "undecided: a punch may still come in until {at}", zh: "待定：{at} 之前仍可能有打卡" }
    unknown_to_trace(who: &str) {
        en: "nobody called {who} was ever heard of; look at the spelling, or let the app see them (可见范围) and run `punchdeck sync`",
        zh: "从未听说过 {who}；请检查拼写，或把此人加入应用可见范围后运行 `punchdeck sync`"
    }
}

impl Text {
    /// A trace in lines, sections under headings.
    #[must_use]
    pub fn trace(self, trace: &Trace, zone: &TimeZone) -> Vec<TraceLine> {
        let mut lines = Vec::new();
        let mut section = |title: &str, content: Vec<TraceLine>| {
            if !content.is_empty() {
                lines.push(TraceLine { tone: Tone::Heading, words: title.to_owned() });
                lines.extend(content);
            }
        };
        section(self.trace_person(), self.person(trace));
        section(self.trace_streams(), trace.streams.iter().map(|one| self.stream_trace(one, zone)).collect());
        section(self.trace_rows(), self.trace_of_rows(trace, zone));
        section(self.trace_set_aside(), trace.set_aside.iter().map(|row| self.set_aside(row, zone)).collect());
        section(self.trace_verdict(), self.verdict(trace, zone));
        section(self.trace_alerts(), trace.alerts.iter().map(|alert| self.alert(alert)).collect());
        section(self.trace_steps(), trace.steps.iter().map(|step| self.step(*step, trace, zone)).collect());
        lines
    }

    fn person(self, trace: &Trace) -> Vec<TraceLine> {
        let standing = match &trace.standing {
            Standing::Member { name, departments, status } => {
                let departments = departments.iter().map(|(id, name)| name.clone().unwrap_or(self.department(id.0)));
                let departments: Vec<_> = departments.collect();
                fact(format!("{name} {}  {}  {}", trace.who, departments.join(", "), self.account(*status)))
                    .doubted(*status != AccountStatus::Active)
            }
            Standing::Unlisted => fault(format!("{}  {}", trace.who, self.unlisted())),
        };
        let since = trace.rows_since.map_or(self.no_rows_stored().into(), |day| self.rows_since(&day.to_string()));
        let rule = trace.rule.as_ref().map(|rule| fact(self.applied_rule(rule)));
        [standing, fact(since)].into_iter().chain(rule).collect()
    }

    fn account(self, status: AccountStatus) -> String {
        match status {
            AccountStatus::Active => self.account_active().into(),
            AccountStatus::Disabled => self.account_disabled().into(),
            AccountStatus::NotActivated => self.account_not_activated().into(),
            AccountStatus::Left => self.account_left().into(),
            AccountStatus::Other(number) => self.account_other(number),
        }
    }

    fn applied_rule(self, rule: &AppliedRule) -> String {
        let kind = match rule.kind {
            RuleKind::Fixed => self.rule_fixed().into(),
            RuleKind::Roster => self.rule_roster().into(),
            RuleKind::Free => self.rule_free().into(),
            RuleKind::Other(number) => self.rule_other(number),
        };
        self.rule_applied(rule.id.0, &rule.name, &kind)
    }

    fn stream_trace(self, one: &StreamTrace, zone: &TimeZone) -> TraceLine {
        let known = match (&one.coverage, one.fresh) {
            (Some(known), _) => self.coverage(known, zone),
            (None, Some(at)) => self.pulled_whole(&self.day_and_clock(at, zone)),
            (None, None) => self.never_pulled_whole(self.never()),
        };
        let next = match one.next {
            NextLook::At(at) => self.next_look_at(&self.day_and_clock(at, zone)),
            NextLook::WhenAsked => self.when_asked().into(),
            NextLook::NobodyRuns => self.nobody_runs().into(),
        };
        let pass = one.pass.as_ref().map(|pass| self.pass_trace(pass));
        let parts: Vec<_> = [Some(known), pass, Some(next)].into_iter().flatten().collect();
        let words = format!("{}: {}", self.stream(one.stream), parts.join("; "));
        match one.coverage.map(|known| known.state) {
            Some(CoverageState::Failed | CoverageState::NotVisible) => fault(words),
            Some(CoverageState::Never | CoverageState::Pending) => fact(words).doubted(one.stream.is_essential()),
            Some(CoverageState::Ok | CoverageState::Empty) => {
                fact(words).doubted(one.coverage.as_ref().is_some_and(Coverage::is_in_doubt))
            }
            None => fact(words).doubted(one.fresh.is_none()),
        }
    }

    fn pass_trace(self, pass: &PassTrace) -> String {
        let ended = pass.ended.map_or(self.still_running(), |state| self.pass_state(state));
        self.by_pass(pass.id, self.actor(&pass.origin), ended)
    }

    fn trace_of_rows(self, trace: &Trace, zone: &TimeZone) -> Vec<TraceLine> {
        if !trace.rows.is_empty() {
            return trace.rows.iter().map(|row| self.row_trace(row, zone)).collect();
        }
        let asked = trace.streams.iter().filter_map(|one| one.coverage.filter(|_| one.stream == Stream::Records));
        let answered = asked.into_iter().any(|known| known.state.is_answered());
        vec![if answered { fact(self.no_rows_there()) } else { fact(self.no_rows_known()).doubted(true) }]
    }

    fn row_trace(self, row: &RowTrace, zone: &TimeZone) -> TraceLine {
        let state = match row.state {
            RowState::Current => self.row_current().into(),
            RowState::Superseded => self.row_superseded().into(),
            RowState::MissingOnce => self.row_missing_once().into(),
            RowState::Withdrawn { at } => self.row_withdrawn(&self.day_and_clock(at, zone)),
        };
        let place = row.whereabouts.map(|place| match place {
            Whereabouts::Inside => self.inside(),
            Whereabouts::Outside => self.outside(),
        });
        let seen = self.version_seen(row.version, &self.day_and_clock(row.first_seen, zone));
        let last = self.last_seen_at(&self.day_and_clock(row.last_seen, zone));
        let parts = [
            Some(self.date_and_clock(row.at, zone)),
            Some(row.kind.clone()),
            Some(row.exception.clone()).filter(|words| !words.is_empty()),
            row.placeholder.then(|| self.row_placeholder().into()),
            Some(state),
            place.map(str::to_owned),
            row.counts.then(|| self.row_counts().into()),
            Some(seen),
            Some(last),
        ];
        let words: Vec<_> = parts.into_iter().flatten().collect();
        let doubtful = matches!(row.state, RowState::MissingOnce | RowState::Withdrawn { .. });
        fact(words.join("  ")).doubted(doubtful)
    }

    fn set_aside(self, row: &SetAsideTrace, zone: &TimeZone) -> TraceLine {
        let words = [
            Some(self.came_unreadable(&self.day_and_clock(row.at, zone), &row.reason)),
            (!row.named).then(|| self.anybodys().into()),
            (!row.dated).then(|| self.of_any_day().into()),
        ];
        fact(words.into_iter().flatten().collect::<Vec<_>>().join("  ")).doubted(true)
    }

    fn verdict(self, trace: &Trace, zone: &TimeZone) -> Vec<TraceLine> {
        let Some(day) = &trace.day else { return vec![fact(self.not_judged_at_all()).doubted(true)] };
        let undecided = trace.undecided.map(|why| fact(self.undecided(why, zone)).doubted(true));
        let anomalies = trace.anomalies.iter().map(|anomaly| fault(self.what(anomaly)));
        let slots = day.slots.iter().map(|slot| self.slot_trace(slot, zone));
        [fact(self.day_in_words(day))].into_iter().chain(slots).chain(undecided).chain(anomalies).collect()
    }

    fn day_in_words(self, day: &AttendanceDay) -> String {
        let flags = day.flags.iter().map(|flag| self.flag(*flag));
        [self.day_status(day.status)].into_iter().chain(flags).collect::<Vec<_>>().join("  ")
    }

    fn slot_trace(self, slot: &Slot, zone: &TimeZone) -> TraceLine {
        let wanting = matches!(slot.verdict, Verdict::Late(_) | Verdict::Early(_) | Verdict::Missing);
        fact(format!("{}: {}", self.due_and_actual(slot, zone), self.slot_verdict(slot))).doubted(wanting)
    }

    fn undecided(self, why: Undecided, zone: &TimeZone) -> String {
        match why {
            Undecided::NeverAsked => self.undecided_never().into(),
            Undecided::BeingAsked => self.undecided_asking().into(),
            Undecided::Failed { errcode: Some(errcode) } => self.undecided_refused(errcode),
            Undecided::Failed { errcode: None } => self.undecided_failed().into(),
            Undecided::NotVisible => self.undecided_hidden().into(),
            Undecided::Open { until } => self.undecided_until(&self.day_and_clock(until, zone)),
            Undecided::LookedTooEarly => self.undecided_early().into(),
            Undecided::NotJudged => self.undecided_kind().into(),
        }
    }

    fn alert(self, alert: &Anomaly) -> TraceLine {
        let about = match &alert.subject {
            Subject::Integration { .. } => self.subject(&alert.subject, None),
            Subject::Day { .. } => String::new(),
        };
        fault(format!("{:?}  {}  {about}", alert.severity, self.what(alert)).trim_end().to_owned())
    }

    fn step(self, step: Step, trace: &Trace, zone: &TimeZone) -> TraceLine {
        let words = match step {
            Step::SettleAlerts => self.step_alerts().into(),
            Step::WidenRange => self.step_widen().into(),
            Step::AddToRule => self.step_rule().into(),
            Step::Wait { until } => self.step_wait(&self.day_and_clock(until, zone)),
            Step::Resync { believe_missing } => self.step_resync(&resync(trace, believe_missing)),
        };
        TraceLine { tone: Tone::Step, words }
    }

    fn date_and_clock(self, at: Timestamp, zone: &TimeZone) -> String {
        format!("{} {}", zone.to_datetime(at).date(), self.clock(at, zone))
    }
}

/// The command that pulls exactly this day of exactly this person. An account needs no quotes.
#[must_use]
pub fn resync(trace: &Trace, believe_missing: bool) -> String {
    let believe = if believe_missing { " --believe-missing" } else { "" };
    format!("punchdeck sync --user {} --from {date} --to {date}{believe}", trace.who, date = trace.date)
}

fn fact(words: impl Into<String>) -> TraceLine {
    TraceLine { tone: Tone::Fact, words: words.into() }
}

fn fault(words: impl Into<String>) -> TraceLine {
    TraceLine { tone: Tone::Fault, words: words.into() }
}

impl TraceLine {
    fn doubted(self, doubted: bool) -> Self {
        if doubted { Self { tone: Tone::Doubt, ..self } } else { self }
    }
}
