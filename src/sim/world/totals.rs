//! A range of days as one row (月报, document 93387).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The sum of a member's days; nothing without any.
pub fn total(days: &[Value]) -> Option<Value> {
    let last = &days.last()?["base_info"];
    let sum = |part: &str, name: &str| days.iter().filter_map(|day| day[part][name].as_i64()).sum::<i64>();
    let due = days.iter().filter(|day| day["base_info"]["day_type"] == 0);
    let odd = |day: &&Value| day["exception_infos"].as_array().is_some_and(|found| !found.is_empty());
    let over = |on_workdays: bool| {
        let days = days.iter().filter(move |day| (day["base_info"]["day_type"] == 0) == on_workdays);
        days.filter_map(|day| day["ot_info"]["ot_duration"].as_i64()).sum::<i64>()
    };
    Some(json!({
        "base_info": {
            "record_type": last["record_type"], "name": last["name"], "name_ex": last["name_ex"],
            "departs_name": last["departs_name"], "acctid": last["acctid"],
            "rule_info": {"groupid": last["rule_info"]["groupid"], "groupname": last["rule_info"]["groupname"]}
        },
        "summary_info": {
            "work_days": due.clone().count(), "rest_days": days.len() - due.clone().count(),
            "regular_days": due.filter(|day| !odd(day)).count(), "except_days": days.iter().filter(odd).count(),
            "regular_work_sec": sum("summary_info", "regular_work_sec"),
            "standard_work_sec": sum("summary_info", "standard_work_sec")
        },
        "exception_infos": summed(days, "exception_infos", &["exception"], &["count", "duration"]),
        "sp_items": summed(days, "sp_items", &["type", "vacation_id"], &["count", "duration"]),
        "overwork_info": {
            "workday_over_sec": over(true), "restdays_over_sec": over(false), "holidays_over_sec": 0,
            "workdays_over_as_vacation": sum("ot_info", "workday_over_as_vacation"),
            "workdays_over_as_money": sum("ot_info", "workday_over_as_money"),
            "restdays_over_as_vacation": sum("ot_info", "restday_over_as_vacation"),
            "restdays_over_as_money": sum("ot_info", "restday_over_as_money"),
            "holidays_over_as_vacation": sum("ot_info", "holiday_over_as_vacation"),
            "holidays_over_as_money": sum("ot_info", "holiday_over_as_money")
        }
    }))
}

/// Rows of the days' lists of that name, those with the same key made one.
fn summed(days: &[Value], list: &str, key: &[&str], figures: &[&str]) -> Value {
    let mut sums = BTreeMap::<Vec<i64>, Map<String, Value>>::new();
    for row in days.iter().filter_map(|day| day[list].as_array()).flatten().filter_map(Value::as_object) {
        let number = |name: &str| row.get(name).and_then(Value::as_i64).unwrap_or(0);
        let key = key.iter().map(|name| number(name)).collect();
        match sums.get_mut(&key) {
            None => drop(sums.insert(key, row.clone())),
            Some(sum) => {
                for name in figures {
                    let before = sum.get(*name).and_then(Value::as_i64).unwrap_or(0);
                    sum.insert((*name).to_owned(), json!(before + number(name)));
                }
            }
        }
    }
    sums.into_values().map(Value::Object).collect()
}
