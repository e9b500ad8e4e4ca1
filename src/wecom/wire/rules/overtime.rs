//! Overtime of a rule (加班规则), which comes in three shapes: an empty object or none, one tree for
//! workdays and one for days off (`ot_info`), or one for each class of day (`ot_info_v2`, since 2025).

use crate::{
    domain::rule::overtime::{OvertimeProof, OvertimeRest, OvertimeRule, OvertimeTerms, RestTier},
    wecom::wire::fields::Fields,
};

const PROOFS: [(i64, OvertimeProof); 3] =
    [(0, OvertimeProof::FormAndPunches), (1, OvertimeProof::Punches), (2, OvertimeProof::Form)];

/// What a rule says of overtime; the newer shape wins.
pub(super) fn overtime(group: Fields<'_>) -> Option<OvertimeRule> {
    let (newer, older) = (group.part("ot_info_v2"), group.part("ot_info"));
    if newer.has_any() {
        Some(by_class(newer))
    } else if older.has_any() {
        Some(by_workday(older))
    } else {
        None
    }
}

fn by_class(conf: Fields<'_>) -> OvertimeRule {
    OvertimeRule {
        workday: class_terms(conf.part("workdayconf")),
        rest_day: class_terms(conf.part("restdayconf")),
        holiday: class_terms(conf.part("holidayconf")),
        day_off_cut_s: None,
    }
}

/// The terms stand in a part that is named for the proof, a form being the usual one.
fn class_terms(conf: Fields<'_>) -> OvertimeTerms {
    let proof = conf.code("type", &PROOFS, OvertimeProof::Other).unwrap_or(OvertimeProof::Form);
    let terms = conf.part(match proof {
        OvertimeProof::FormAndPunches => "applycheckin",
        OvertimeProof::Punches => "checkin",
        OvertimeProof::Form | OvertimeProof::Other(_) => "apply",
    });
    OvertimeTerms {
        allowed: conf.is("allow_ot"),
        proof,
        starts_after_s: terms.seconds("ot_time_start"),
        min_s: terms.seconds("ot_time_min"),
        max_s: terms.seconds("ot_time_max"),
        rest: rest(terms.part("restinfo")),
    }
}

/// The older shape knows days to be worked and days off, whatever makes them so.
fn by_workday(info: Fields<'_>) -> OvertimeRule {
    let proof = info.code("type", &PROOFS, OvertimeProof::Other).unwrap_or(OvertimeProof::Form);
    let terms = info.part(match proof {
        OvertimeProof::Punches => "otcheckinfo",
        OvertimeProof::FormAndPunches | OvertimeProof::Form | OvertimeProof::Other(_) => "otapplyinfo",
    });
    let switch = |name| terms.flag(name).unwrap_or_else(|| info.is(name));
    let workday = OvertimeTerms {
        allowed: switch("allow_ot_workingday"),
        proof,
        starts_after_s: terms.seconds("ot_workingday_time_start"),
        min_s: terms.seconds("ot_workingday_time_min"),
        max_s: terms.seconds("ot_workingday_time_max"),
        rest: rest(terms.part("ot_workingday_restinfo")),
    };
    let day_off = OvertimeTerms {
        allowed: switch("allow_ot_nonworkingday"),
        proof,
        starts_after_s: None,
        min_s: terms.seconds("ot_nonworkingday_time_min"),
        max_s: terms.seconds("ot_nonworkingday_time_max"),
        rest: rest(terms.part("ot_nonworkingday_restinfo")),
    };
    let day_off_cut_s = terms.seconds("ot_nonworkingday_spanday_time");
    OvertimeRule { workday, rest_day: day_off.clone(), holiday: day_off, day_off_cut_s }
}

fn rest(info: Fields<'_>) -> OvertimeRest {
    let window = |rule: Fields<'_>| Some((rule.seconds("fix_time_begin_sec")?, rule.seconds("fix_time_end_sec")?));
    let tier =
        |item: Fields<'_>| Some(RestTier { overtime_s: item.seconds("ot_time")?, rest_s: item.seconds("rest_time")? });
    match info.int("type") {
        None | Some(0) => OvertimeRest::None,
        Some(1) => {
            let windows = std::iter::once(info.part("fix_time_rule")).chain(info.parts("fix_time_rule_list"));
            OvertimeRest::Fixed(windows.filter_map(window).collect())
        }
        Some(2) => OvertimeRest::ByLength(info.part("cal_ottime_rule").parts("items").filter_map(tier).collect()),
        Some(other) => {
            info.note("restinfo.type", &other.to_string());
            OvertimeRest::Other(other)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::wecom::wire::fields::Notes;

    fn read(group: Value) -> Option<OvertimeRule> {
        overtime(Fields::of(&group, &Notes::default()))
    }

    #[test]
    fn an_empty_shape_or_none_says_nothing_of_overtime() {
        for group in [json!({}), json!({ "ot_info": {} }), json!({ "ot_info": null, "ot_info_v2": [] })] {
            assert_eq!(read(group), None);
        }
    }

    #[test]
    fn the_older_shape_has_one_set_of_terms_for_all_days_off() {
        let proved_by_punches = json!({
            "allow_ot_workingday": true, "ot_workingday_time_start": 900, "ot_workingday_time_min": "1800",
            "ot_nonworkingday_time_max": 28_800, "ot_nonworkingday_spanday_time": 0,
            "ot_workingday_restinfo": { "type": 1, "fix_time_rule": { "fix_time_begin_sec": 64_800, "fix_time_end_sec": 66_600 } },
            "ot_nonworkingday_restinfo": { "type": 2, "cal_ottime_rule": { "items": [{ "ot_time": 18_000, "rest_time": 3_600 }, {}] } },
        });
        let read = read(json!({
            "ot_info": { "type": 1, "allow_ot_workingday": false, "allow_ot_nonworkingday": 1, "otcheckinfo": proved_by_punches },
        }));
        let read = read.unwrap();
        assert_eq!((read.workday.allowed, read.workday.proof), (true, OvertimeProof::Punches));
        assert_eq!(
            (read.workday.starts_after_s, read.workday.min_s, read.workday.max_s),
            (Some(900), Some(1_800), None)
        );
        assert_eq!(read.workday.rest, OvertimeRest::Fixed(vec![(64_800, 66_600)]));
        assert_eq!((read.rest_day.allowed, read.rest_day.max_s), (true, Some(28_800)));
        assert_eq!(read.rest_day.rest, OvertimeRest::ByLength(vec![RestTier { overtime_s: 18_000, rest_s: 3_600 }]));
        assert_eq!((&read.holiday, read.day_off_cut_s), (&read.rest_day, Some(0)));
    }

    #[test]
    fn the_newer_shape_wins_and_knows_three_classes_of_day() {
        let lunch_and_tea = json!([
            { "fix_time_begin_sec": 43_200, "fix_time_end_sec": 46_800 }, { "fix_time_begin_sec": 64_800, "fix_time_end_sec": 66_600 },
        ]);
        let read = read(json!({
            "ot_info": { "type": 2 },
            "ot_info_v2": {
                "workdayconf": { "allow_ot": true, "type": 1, "checkin": { "ot_time_start": 1_800, "restinfo": { "type": 0 } } },
                "restdayconf": { "allow_ot": true, "type": 0, "applycheckin": { "restinfo": { "type": 1, "fix_time_rule_list": lunch_and_tea } } },
                "holidayconf": { "allow_ot": false },
            },
        }));
        let read = read.unwrap();
        assert_eq!((read.workday.proof, read.workday.starts_after_s), (OvertimeProof::Punches, Some(1_800)));
        assert_eq!(read.rest_day.proof, OvertimeProof::FormAndPunches);
        assert_eq!(read.rest_day.rest, OvertimeRest::Fixed(vec![(43_200, 46_800), (64_800, 66_600)]));
        assert_eq!((read.holiday.allowed, read.holiday.proof), (false, OvertimeProof::Form));
    }
}
