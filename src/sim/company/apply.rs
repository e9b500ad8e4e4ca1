//! Letting something happen to a company.

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    change::{Change, Impossible, Kept},
    correction::Correction,
    form::{Form, Status},
    history::Dated,
    machine::MachinePunch,
    member::{Member, Profile},
    plan::shift_of,
    records::View,
    register::Company,
    row::{OFF_DUTY, ON_DUTY, OUTING, Row},
};
use crate::{
    domain::time::{Window, seconds_after, wecom_midnight},
    sim::company::CorrectionShows,
};

impl Company {
    /// Lets something happen at a moment; whoever asks for an earlier one does not see it. Changes of
    /// the same thing come in order of time.
    ///
    /// # Errors
    /// If it cannot happen: nobody has that account, no form that number. Nothing has happened then.
    pub fn apply(&mut self, change: Change, at: Timestamp) -> Result<(), Impossible> {
        match change {
            Change::MemberLeft { userid } => self.hold(&userid, None, at),
            Change::MemberRenamed { userid, new_userid } => self.rename(&userid, &new_userid, at),
            Change::MemberMoved { userid, departments } => {
                let moved = self.known(&userid, at)?.moved(departments);
                self.hold(&userid, Some(moved), at)
            }
            Change::MemberJoined { profile } => self.join(&profile, at),
            Change::RuleEdited { group } => self.edit(group, at),
            Change::RosterSet { userid, date, schedule_id } => self.set_roster(&userid, date, schedule_id, at),
            Change::PunchCorrected { userid, date, scheduled_s, checkin_time } => {
                self.correct(&userid, date, scheduled_s, checkin_time, at)
            }
            Change::RecordsAdded { rows } => self.add(rows, at),
            Change::MachineUploaded { device_sn, device_name, punches } => {
                self.upload(&device_sn, &device_name, punches, at);
                Ok(())
            }
            Change::FormSubmitted { info } => self.submit(info, at),
            Change::FormSettled { sp_no, status } => self.settle(&sp_no, status, at),
        }
    }

    fn known(&self, userid: &str, at: Timestamp) -> Result<&Member, Impossible> {
        self.member(userid, at).ok_or_else(|| Impossible::NoSuchMember(userid.into()))
    }

    /// From now on the account is this member's, or nobody's.
    fn hold(&mut self, userid: &str, member: Option<Member>, at: Timestamp) -> Result<(), Impossible> {
        self.known(userid, at)?;
        let known = self.staff.entry(userid.to_ascii_lowercase());
        known.and_modify(|known| known.set(at, member));
        Ok(())
    }

    fn rename(&mut self, userid: &str, new_userid: &str, at: Timestamp) -> Result<(), Impossible> {
        let renamed = self.known(userid, at)?.renamed(new_userid);
        if userid.eq_ignore_ascii_case(new_userid) {
            return self.hold(userid, Some(renamed), at);
        }
        self.arrive(renamed, at)?;
        self.hold(userid, None, at)
    }

    fn join(&mut self, profile: &Value, at: Timestamp) -> Result<(), Impossible> {
        let read = Profile::deserialize(profile).map_err(|_| Impossible::NotItsShape("profile"))?;
        self.arrive(Member::from(read), at)
    }

    /// The account is somebody's from now on; nobody may have it.
    fn arrive(&mut self, member: Member, at: Timestamp) -> Result<(), Impossible> {
        if self.member(&member.userid, at).is_some() {
            return Err(Impossible::NameTaken(member.userid));
        }
        let folded = member.userid.to_ascii_lowercase();
        match self.staff.get_mut(&folded) {
            Some(known) => known.set(at, Some(member)),
            None => drop(self.staff.insert(folded, Dated::since(at, Some(member)))),
        }
        Ok(())
    }

    fn edit(&mut self, group: Value, at: Timestamp) -> Result<(), Impossible> {
        let number = group["groupid"].as_u64().ok_or(Impossible::NotItsShape("rule"))?;
        let same = |rule: &&mut Dated<Value>| rule.first()["groupid"].as_u64() == Some(number);
        self.rules.iter_mut().find(same).ok_or(Impossible::NoSuchRule(number))?.set(at, group);
        Ok(())
    }

    fn set_roster(&mut self, userid: &str, date: Date, schedule_id: u32, at: Timestamp) -> Result<(), Impossible> {
        let member = self.known(userid, at)?;
        let shift = self.rule(member, date).and_then(|rule| shift_of(rule, schedule_id.into()));
        let info = schedule_info(shift.ok_or(Impossible::NoSuchShift(schedule_id))?);
        let before = self.assigned(member, date, at);
        let key = (member.person.clone(), date);
        let line = self.roster.entry(key).or_insert_with(|| Dated::always(before.unwrap_or(Value::Null)));
        line.set(at, info);
        Ok(())
    }

    fn correct(
        &mut self,
        userid: &str,
        date: Date,
        scheduled_s: Option<i64>,
        checkin_time: i64,
        at: Timestamp,
    ) -> Result<(), Impossible> {
        let member = self.known(userid, at)?;
        let slot = match scheduled_s {
            None => None,
            Some(second) => {
                let plan = self.plan(member, date, at);
                let due = plan.as_ref().and_then(|plan| plan.slots().find(|(.., due)| due.at_s == second));
                Some(due.map(|(stint, end, due)| (stint.clone(), end, *due)).ok_or(Impossible::NothingDue(second))?)
            }
        };
        let correction = Correction { from: at, until: Timestamp::MAX, slot, at: checkin_time };
        self.corrections.entry(member.person.clone()).or_default().push((date, correction));
        Ok(())
    }

    /// Rows find their place by the rule; those that have none there are not seen.
    fn add(&mut self, rows: Vec<Row>, at: Timestamp) -> Result<(), Impossible> {
        for row in &rows {
            self.known(&row.userid, at)?;
        }
        for row in rows {
            self.file(row, at);
        }
        Ok(())
    }

    fn file(&mut self, mut row: Row, at: Timestamp) {
        let Some(member) = self.member(&row.userid, at) else { return };
        let person = member.person.clone();
        let date = self.day_of(member, row.checkin_time, at);
        let Some(plan) = date.and_then(|date| self.plan(member, date, at)) else { return };
        row.born = at;
        row.userid.clone_from(&member.userid);
        row.checkin_type = if self.has_come(member, row.checkin_time, &plan, at) { OFF_DUTY } else { ON_DUTY }.into();
        if plan.file(&mut row) {
            self.added.entry(person).or_default().push(row);
        }
    }

    /// Whether a member has punched on the day before a moment of it: where nothing is due, the first
    /// punch is the arrival.
    fn has_come(&self, member: &Member, before: i64, plan: &super::Plan, now: Timestamp) -> bool {
        let Ok(end) = Timestamp::from_second(before) else { return false };
        let start = seconds_after(wecom_midnight(plan.date), plan.cut_s);
        let view = View { now, corrections: CorrectionShows::ChangedRow };
        let rows = self.rows(member, Window { start, end }, view);
        rows.iter().any(|row| row.born <= now && !row.is_placeholder() && row.checkin_type != OUTING)
    }

    /// What nobody's account is on is dropped, as WeCom drops it.
    fn upload(&mut self, device_sn: &str, device_name: &str, punches: Vec<Kept>, at: Timestamp) {
        for Kept { userid, checkin_time } in punches {
            let Some(person) = self.member(&userid, at).map(|member| member.person.clone()) else { continue };
            let mut row = Row::bare(&userid, ON_DUTY, checkin_time);
            (row.location_title, row.deviceid) = (device_name.into(), Some(device_sn.into()));
            self.file(row, at);
            let (device_sn, device_name) = (device_sn.into(), device_name.into());
            let punch = MachinePunch { userid, checkin_time, device_sn, device_name, upload_time: at.as_second() };
            self.uploaded.entry(person).or_default().push(punch);
        }
    }

    fn submit(&mut self, info: Value, at: Timestamp) -> Result<(), Impossible> {
        let mut info = info;
        if info.get("apply_time").is_none() {
            info["apply_time"] = json!(at.as_second());
        }
        let form = Form::read(info)?;
        for userid in &form.applicants {
            self.known(userid, at)?;
        }
        self.forms.insert(form.number.clone(), form);
        Ok(())
    }

    fn settle(&mut self, sp_no: &str, status: Status, at: Timestamp) -> Result<(), Impossible> {
        let mut form = self.form(sp_no).ok_or_else(|| Impossible::NoSuchForm(sp_no.into()))?;
        form.settle(at, status);
        self.forms.insert(sp_no.into(), form);
        Ok(())
    }
}

/// A shift as a roster names it: `id` for `time_id`, and nothing but times.
fn schedule_info(shift: &Value) -> Value {
    let sections = shift["time_section"].as_array().into_iter().flatten().map(|section| {
        json!({
            "id": section["time_id"], "work_sec": section["work_sec"], "off_work_sec": section["off_work_sec"],
            "remind_work_sec": section["remind_work_sec"], "remind_off_work_sec": section["remind_off_work_sec"]
        })
    });
    json!({
        "schedule_id": shift["schedule_id"], "schedule_name": shift["schedule_name"],
        "time_section": sections.collect::<Vec<_>>()
    })
}
