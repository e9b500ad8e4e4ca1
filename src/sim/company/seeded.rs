//! A company out of a seed.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

use super::{
    diary::{Diary, Person},
    member::{Department, Member},
    names::Namer,
    register::Company,
    shift::{self, Shift},
};
use crate::{
    domain::time::DayRange,
    sim::seed::{Dice, Seed},
};

/// What company to make up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanySpec {
    /// From which everything follows.
    pub seed: Seed,
    /// How many members.
    pub employees: usize,
    /// How many days before `today` have rows.
    pub days: u32,
    /// The day on which the world begins, in UTC+8.
    pub today: Date,
    /// Whether rows of `today` and of later days appear as time passes.
    pub live: bool,
    /// Whether the testers (质检组) work by a roster and the sales people (西南区) at free hours.
    pub shift_workers: bool,
    /// Whether people hand in forms (审批): leave, trips, overtime, and corrections, which change rows.
    pub forms: bool,
}

/// Number, name, number of the department above, members in a hundred.
const DEPARTMENTS: [(u32, &str, u32, u32); 14] = [
    (1, "晨光智造", 0, 1),
    (2, "研发中心", 1, 2),
    (21, "平台组", 2, 12),
    (22, "终端组", 2, 10),
    (23, "测试组", 2, 8),
    (3, "生产中心", 1, 2),
    (31, "一车间", 3, 18),
    (32, "二车间", 3, 16),
    (33, "质检组", 3, 7),
    (4, "市场部", 1, 2),
    (41, "华东区", 4, 7),
    (42, "西南区", 4, 6),
    (5, "行政人事部", 1, 5),
    (6, "财务部", 1, 4),
];

impl Company {
    /// Makes up a company; the same for the same specification.
    #[must_use]
    pub fn seeded(spec: &CompanySpec) -> Self {
        let mut namer = Namer::new(spec.seed);
        let hired: Vec<_> = (0..spec.employees).map(|number| hire(spec.seed, &mut namer, number)).collect();
        let shifts: &[&'static Shift] = if spec.shift_workers { &shift::WITH_SHIFT_WORKERS } else { &shift::ALL };
        let people = hired.iter().zip(1..);
        let people =
            people.map(|(hired, number)| Person::seeded(spec.seed, number, &hired.userid, hired.shift(shifts)));
        let history = DayRange { from: spec.today.saturating_sub(i64::from(spec.days).days()), to: yesterday(spec) };
        let diary = Diary::new(spec.seed, history, spec.live, spec.forms, people.collect());
        let departments = departments(&hired);
        let members = hired.iter().map(|hired| hired.member(&departments)).collect();
        Self::living(departments, members, shifts.iter().map(|shift| shift.to_wire()).collect(), diary)
    }
}

fn yesterday(spec: &CompanySpec) -> Date {
    spec.today.saturating_sub(1.day())
}

/// Somebody who has been hired.
struct Hired {
    userid: String,
    name: String,
    departments: Vec<u32>,
}

fn hire(seed: Seed, namer: &mut Namer, number: usize) -> Hired {
    let name = namer.name(number);
    let mut dice = seed.dice(&format!("department/{number}"));
    let mut departments = vec![department(&mut dice)];
    if dice.per_mille(20) {
        departments.push(department(&mut dice));
        departments.dedup();
    }
    Hired { userid: name.account, name: name.full, departments }
}

fn department(dice: &mut Dice) -> u32 {
    let mut ticket = dice.within(0..=99);
    let drawn = DEPARTMENTS.iter().find(|(.., share)| {
        ticket -= i64::from(*share);
        ticket < 0
    });
    drawn.map_or(1, |(id, ..)| *id)
}

fn departments(hired: &[Hired]) -> Vec<Department> {
    let first_in = |id| hired.iter().find(|hired| hired.departments[0] == id);
    let numbered = DEPARTMENTS.iter().zip(1_u32..);
    let department = |(&(id, name, parentid, _), number): (&(u32, &str, u32, u32), u32)| Department {
        id,
        name: name.into(),
        parentid,
        order: 100_000 - number,
        department_leader: first_in(id).map(|leader| leader.userid.clone()).into_iter().collect(),
    };
    numbered.map(department).collect()
}

impl Hired {
    /// The rule of the first department on the way up that has one.
    fn shift(&self, shifts: &[&'static Shift]) -> &'static Shift {
        let mut id = self.departments[0];
        loop {
            if let Some(found) = shifts.iter().copied().find(|shift| shift.departments.contains(&id)) {
                return found;
            }
            id = DEPARTMENTS.iter().find(|(known, ..)| *known == id).map_or(1, |(_, _, parent, _)| *parent);
        }
    }

    /// As an app made after June 2022 sees it: no mobile, no mail, no picture (document 90201).
    fn member(&self, departments: &[Department]) -> Member {
        let leader_of =
            |id: &u32| departments.iter().any(|d| d.id == *id && d.department_leader.contains(&self.userid));
        let leads: Vec<u8> = self.departments.iter().map(|id| u8::from(leader_of(id))).collect();
        let superior = departments.iter().find(|d| d.id == self.departments[0]).map(|d| d.department_leader.clone());
        let superior: Vec<String> = superior.into_iter().flatten().filter(|who| *who != self.userid).collect();
        let profile: Value = json!({
            "userid": self.userid, "name": self.name,
            "department": self.departments, "order": vec![0; self.departments.len()],
            "position": if leads.contains(&1) { "主管" } else { "" },
            "gender": "0", "is_leader_in_dept": leads, "direct_leader": superior,
            "telephone": "", "alias": "", "status": 1, "main_department": self.departments[0],
            "extattr": {"attrs": []}
        });
        Member::new(&self.userid, self.departments.clone(), profile)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};
    use serde_json::to_string;

    use super::*;
    use crate::sim::company::{CorrectionShows, Row, View};

    const AT_LAST: View = View { now: Timestamp::MAX, corrections: CorrectionShows::ChangedRow };

    fn company(seed: u64) -> Company {
        Company::seeded(&CompanySpec {
            seed: Seed(seed),
            employees: 120,
            days: 40,
            today: date(2026, 6, 10),
            live: false,
            shift_workers: false,
            forms: false,
        })
    }

    fn all_rows(company: &Company) -> Vec<Row> {
        company.members(AT_LAST.now).flat_map(|member| company.rows(member, company.past(), AT_LAST)).collect()
    }

    #[test]
    fn the_same_seed_tells_the_same_story_and_another_does_not() {
        let story = |seed| to_string(&all_rows(&company(seed))).unwrap();
        assert_eq!(story(3), story(3));
        assert_ne!(story(3), story(4));
    }

    #[test]
    fn everything_an_operator_must_be_able_to_see_happens() {
        let rows = all_rows(&company(3));
        let share = |what: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| what(row)).count() * 1000 / rows.len();
        assert!((10..80).contains(&share(&Row::is_placeholder)), "{}", share(&Row::is_placeholder));
        assert!((20..150).contains(&share(&|row| row.exception_type.contains("时间异常"))));
        for word in ["地点异常", "wifi异常", "非常用设备"] {
            assert!(rows.iter().any(|row| row.exception_type.contains(word)), "{word}");
        }
        assert!(rows.iter().any(|row| row.checkin_type == super::super::row::OUTING));
        assert!(rows.iter().any(|row| row.groupid.is_none()));
        assert!(rows.iter().any(|row| !row.extra.is_empty()));
        assert!(rows.iter().any(|row| row.sch_checkin_time.is_none()), "somebody came in at a weekend");
        assert!(rows.iter().any(|row| row.sch_checkin_time.is_some_and(|due| row.checkin_time > due + 5 * 3600)));
    }

    #[test]
    fn every_member_works_under_a_rule_that_covers_their_department() {
        let company = company(3);
        for member in company.members(AT_LAST.now) {
            let covered = shift::ALL.iter().any(|shift| {
                shift.departments.iter().any(|id| *id == 1 || company.subtree(*id).contains(&member.departments[0]))
            });
            assert!(covered, "{}", member.userid);
        }
    }

    #[test]
    fn no_two_rows_share_the_key_by_which_they_are_told_apart() {
        let rows = all_rows(&company(3));
        let mut keys = std::collections::BTreeSet::new();
        for row in &rows {
            assert!(keys.insert((&row.userid, row.filed_at(), &row.checkin_type, row.groupid, row.timeline_id)));
        }
    }
}
