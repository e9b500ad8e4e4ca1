use jiff::{Timestamp, civil::date};

use super::stage::{Answer, Stage};
use crate::{
    console::{Remedy, trouble::Unreachable},
    domain::EmployeeId,
    wecom::{
        bounds::Checked,
        message::{Content, Message},
        writing::Correction,
    },
};

const OK: Answer = Answer::Json(r#"{"errcode":0,"errmsg":"ok"}"#);

fn correction() -> Checked<Correction> {
    let at = Timestamp::from_second(1_780_880_110).unwrap();
    let who = EmployeeId::parse("li.lei").unwrap();
    Checked::new(Correction { who, day: date(2026, 6, 8), due_s: Some(32_400), at, remark: None }).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_may_not_see_names_is_given_the_numbers_of_departments() {
    for refusal in [
        r#"{"errcode":48002,"errmsg":"api forbidden"}"#,
        r#"{"errcode":48009}"#,
        r#"{"errcode":60011,"errmsg":"no privilege"}"#,
    ] {
        let numbers = r#"{"errcode":0,"department_id":[{"id":2,"parentid":1,"order":10}]}"#;
        let stage = Stage::new([Answer::Json(refusal), Answer::Json(numbers)]);
        let read = stage.client.departments().await.unwrap();
        assert_eq!((read.departments.len(), &read.departments[0].name), (1, &None), "{refusal}");
        assert_eq!(stage.paths(), ["department/list", "department/simplelist"], "{refusal}");
    }
}

#[tokio::test(start_paused = true)]
async fn other_refusals_of_the_departments_are_not_hidden_behind_their_numbers() {
    let stage = Stage::new([Answer::Json(r#"{"errcode":60020,"errmsg":"not allow to access from your ip"}"#)]);
    assert_eq!(stage.client.departments().await.unwrap_err().errcode(), Some(60020));
    assert_eq!(stage.paths(), ["department/list"]);
}

#[tokio::test(start_paused = true)]
async fn a_correction_whose_outcome_is_unknown_is_sent_once_and_must_be_read_back() {
    for answer in [
        Answer::Lost(Unreachable::Timeout),
        Answer::Lost(Unreachable::Broken),
        Answer::Status(502),
        Answer::Json("<html>"),
        Answer::Json(r#"{"errcode":0,"#),
        Answer::Json(r#"{"errcode":-1,"errmsg":"system busy"}"#),
    ] {
        let stage = Stage::new([answer]);
        let error = stage.client.correct_punch(&correction()).await.unwrap_err();
        assert!(error.outcome_unknown(), "{error}");
        assert_eq!(error.trouble(None).remedy, Remedy::ReadBack, "{error}");
        assert_eq!(stage.asked().len(), 1, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_correction_that_was_certainly_not_made_is_made_again() {
    for answer in [
        Answer::Lost(Unreachable::NoConnection),
        Answer::Json(r#"{"errcode":42001}"#),
        Answer::Json(r#"{"errcode":40014}"#),
        Answer::Json(r#"{"errcode":45009}"#),
        Answer::Json(r#"{"errcode":45033}"#),
    ] {
        let stage = Stage::new([answer, OK]);
        stage.client.correct_punch(&correction()).await.unwrap();
        let bodies: Vec<_> = stage.asked().into_iter().map(|request| request.body).collect();
        assert_eq!((bodies.len(), &bodies[0]), (2, &bodies[1]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_correction_that_a_rule_closes_is_refused_for_good() {
    let stage = Stage::new([Answer::Json(r#"{"errcode":301101,"errmsg":"not allowed"}"#)]);
    let error = stage.client.correct_punch(&correction()).await.unwrap_err();
    assert_eq!((error.outcome_unknown(), error.trouble(None).remedy), (false, Remedy::OpenCorrection));
}

#[tokio::test(start_paused = true)]
async fn a_message_is_sent_in_the_applications_name_and_tells_whom_it_missed() {
    let said = r#"{"errcode":0,"errmsg":"ok","invaliduser":"lina","msgid":"m1"}"#;
    let stage = Stage::new([Answer::Json(said)]);
    let to = [EmployeeId::parse("LiNa").unwrap(), EmployeeId::parse("li.lei").unwrap()].into();
    let message = Checked::new(Message { to, content: Content::Text("早".into()), once_within: None }).unwrap();
    let delivery = stage.client.send(&message).await.unwrap();
    assert_eq!(delivery.unreachable.iter().map(EmployeeId::as_str).collect::<Vec<_>>(), ["LiNa"]);
    let body = stage.asked()[0].body.clone().unwrap();
    assert!(body.contains(r#""agentid":1000002"#) && body.contains("早"), "{body}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_may_have_gone_out_is_not_sent_again() {
    let stage = Stage::new([Answer::Lost(Unreachable::Timeout)]);
    let to = [EmployeeId::parse("li.lei").unwrap()].into();
    let message = Checked::new(Message { to, content: Content::Text("早".into()), once_within: None }).unwrap();
    assert!(stage.client.send(&message).await.unwrap_err().outcome_unknown());
    assert_eq!(stage.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn pages_are_walked_by_the_cursor_until_there_is_none() {
    let first = r#"{"errcode":0,"dept_user":[],"next_cursor":"c1"}"#;
    let last = r#"{"errcode":0,"dept_user":[{"userid":"li.lei","department":2}]}"#;
    let stage = Stage::new([Answer::Json(first), Answer::Json(last)]);
    let page = stage.client.placements(None).await.unwrap();
    let page = stage.client.placements(page.next.as_ref()).await.unwrap();
    assert_eq!((page.rows.len(), page.next), (1, None));
    assert!(stage.asked()[1].body.as_ref().unwrap().contains("c1"));
}
