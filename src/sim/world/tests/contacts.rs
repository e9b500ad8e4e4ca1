//! Contacts, and who may see what of them.

use super::*;

fn asks(caller: &mut Caller, body: Value) -> Value {
    caller.post("user/list_id", &body.to_string())
}

#[test]
fn every_account_is_listed_once_for_each_department_page_by_page() {
    let mut caller = Caller::under(&Scenario::default());
    assert_eq!(asks(&mut caller, json!({}))["errcode"], 48002, "not with an app's secret");
    caller.sign_in_as_contact_sync();
    let whole = asks(&mut caller, json!({}));
    assert_eq!(whole["next_cursor"], "");
    let departments: usize = caller.world.company().members(caller.now).map(|member| member.departments.len()).sum();
    assert_eq!(whole["dept_user"].as_array().unwrap().len(), departments);

    let (mut rows, mut cursor) = (Vec::new(), String::new());
    for _ in 0..=departments / 7 {
        let page = asks(&mut caller, json!({"cursor": cursor, "limit": 7}));
        rows.extend(page["dept_user"].as_array().unwrap().clone());
        page["next_cursor"].as_str().unwrap().clone_into(&mut cursor);
    }
    assert_eq!((json!(rows), cursor.as_str()), (whole["dept_user"].clone(), ""));
    for (body, errcode) in
        [(json!({"cursor": "made-up"}), 50100), (json!({"limit": 0}), 40058), (json!({"limit": 10_001}), 40058)]
    {
        assert_eq!(asks(&mut caller, body)["errcode"], errcode);
    }
}

#[test]
fn contact_sync_is_told_numbers_and_nothing_else() {
    let mut caller = Caller::under(&Scenario::default());
    caller.sign_in_as_contact_sync();
    assert_eq!(caller.get("department/simplelist", &[])["errcode"], 0);
    for (endpoint, query) in
        [("user/get", ("userid", "x")), ("user/list", ("department_id", "1")), ("department/list", ("id", "1"))]
    {
        assert_eq!(caller.get(endpoint, &[query])["errcode"], 48009, "{endpoint}");
    }
    assert_eq!(caller.records(&["x"], JUNE_30.0, JUNE_30.1)["errcode"], 48002);
    assert_eq!(caller.post("message/send", "{}")["errcode"], 48002);
}

#[test]
fn one_member_is_told_unless_they_are_out_of_sight_or_gone() {
    let mut caller = small_under(Switches::default());
    let member = |caller: &mut Caller, userid| caller.get("user/get", &[("userid", userid)]);
    assert_eq!(member(&mut caller, "lina")["userid"], "LiNa", "whatever the case");
    for userid in ["hidden", "nobody"] {
        assert_eq!(member(&mut caller, userid)["errcode"], 60111, "{userid}");
    }
    let names = caller.get("user/simplelist", &[("department_id", "3")]);
    assert_eq!(names["userlist"], json!([{"userid": "LiNa", "name": "LiNa", "department": [3], "open_userid": ""}]));
}

#[test]
fn wecoms_own_addresses_are_told_to_any_token() {
    let mut caller = Caller::under(&Scenario::default());
    for _ in 0..2 {
        for endpoint in ["get_api_domain_ip", "getcallbackip"] {
            let answer = caller.get(endpoint, &[]);
            assert_eq!((&answer["errcode"], answer["ip_list"].as_array().unwrap().len()), (&json!(0), 2));
        }
        caller.sign_in_as_contact_sync();
    }
}
