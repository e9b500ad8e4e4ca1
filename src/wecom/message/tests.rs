use super::*;
use crate::wecom::bounds::Checked;

fn to(count: usize) -> BTreeSet<EmployeeId> {
    (0..count).map(|number| EmployeeId::parse(&format!("user{number}")).unwrap()).collect()
}

fn message(content: Content) -> Message {
    Message { to: to(1), content, once_within: None }
}

fn card() -> TextCard {
    TextCard { title: "考勤".into(), description: "迟到 17 分".into(), url: "https://a/b".into(), button: None }
}

fn notice() -> NoticeCard {
    NoticeCard {
        source: Some(Source { words: "考勤运维台".into(), colour: Colour::Red }),
        heading: Some(Heading { title: "迟到".into(), words: None }),
        figure: None,
        subtitle: None,
        rows: vec![NoticeRow { key: "谁".into(), value: "李娜".into(), leads: Leads::Nowhere }],
        links: Vec::new(),
        url: "https://a".into(),
        task_id: Some("late_2026-06-08@li.na".replace('.', "-")),
    }
}

/// What is said of a message that cannot be sent.
fn refused(content: Content) -> String {
    Checked::new(message(content)).unwrap_err().to_string()
}

#[test]
fn text_and_markdown_are_measured_in_bytes() {
    for kind in [Content::Text, Content::Markdown] {
        assert!(Checked::new(message(kind("迟".repeat(682)))).is_ok());
        assert_eq!(refused(kind("迟".repeat(683))), "content is longer than 2048 bytes");
        assert_eq!(refused(kind(String::new())), "content is empty");
    }
}

#[test]
fn cards_are_measured_in_characters_and_their_links_in_bytes() {
    let whole = TextCard { title: "题".repeat(128), description: "述".repeat(512), ..card() };
    assert!(Checked::new(message(Content::Card(whole))).is_ok());
    for (bad, said) in [
        (TextCard { title: "题".repeat(129), ..card() }, "title is longer than 128 characters"),
        (TextCard { description: "述".repeat(513), ..card() }, "description is longer than 512 characters"),
        (TextCard { url: format!("https://{}", "a".repeat(2041)), ..card() }, "url is longer than 2048 bytes"),
        (TextCard { url: "a.com".into(), ..card() }, "url is not written as it should be"),
        (TextCard { button: Some("查看更多了".into()), ..card() }, "btntxt is longer than 4 characters"),
    ] {
        assert_eq!(refused(Content::Card(bad)), said);
    }
}

#[test]
fn each_limit_of_a_notice_is_named() {
    let row = notice().rows.remove(0);
    let link = Link { title: "看".into(), url: "https://a".into() };
    for (bad, said) in [
        (NoticeCard { heading: None, ..notice() }, "main_title is empty"),
        (NoticeCard { rows: vec![row.clone(); 7], ..notice() }, "horizontal_content_list has more than 6 elements"),
        (NoticeCard { rows: vec![NoticeRow { key: String::new(), ..row.clone() }], ..notice() }, "keyname is empty"),
        (
            NoticeCard { rows: vec![NoticeRow { leads: Leads::To("a".into()), ..row }], ..notice() },
            "horizontal_content_list is not written as it should be",
        ),
        (NoticeCard { links: vec![link; 4], ..notice() }, "jump_list has more than 3 elements"),
        (NoticeCard { url: String::new(), ..notice() }, "card_action is empty"),
        (NoticeCard { task_id: Some("迟到".into()), ..notice() }, "task_id is not written as it should be"),
        (NoticeCard { task_id: Some("a".repeat(129)), ..notice() }, "task_id is longer than 128 bytes"),
    ] {
        assert_eq!(refused(Content::Notice(Box::new(bad))), said);
    }
    assert!(Checked::new(message(Content::Notice(Box::new(notice())))).is_ok());
}

#[test]
fn one_to_a_thousand_are_told_at_once() {
    for (count, good) in [(0, false), (1, true), (1000, true), (1001, false)] {
        let message = Message { to: to(count), ..message(Content::Text("x".into())) };
        assert_eq!(Checked::new(message).is_ok(), good, "{count}");
    }
}

#[test]
fn the_same_message_may_be_held_back_for_four_hours_and_no_longer() {
    for (seconds, good) in [(0, false), (1800, true), (14_400, true), (14_401, false)] {
        let once_within = Some(Duration::from_secs(seconds));
        let message = Message { once_within, ..message(Content::Text("x".into())) };
        assert_eq!(Checked::new(message).is_ok(), good, "{seconds}");
    }
}

#[test]
fn what_is_shortened_to_fit_can_be_sent_and_shows_that_it_was_cut() {
    let long = || "迟到".repeat(2000);
    for content in [
        Content::Text(long()),
        Content::Markdown(long()),
        Content::Card(TextCard { title: long(), description: long(), ..card() }),
    ] {
        let short = content.shortened_to_fit();
        assert!(Checked::new(message(short.clone())).is_ok(), "{short:?}");
        match short {
            Content::Text(text) | Content::Markdown(text) => assert!(text.ends_with("到…") || text.ends_with("迟…")),
            Content::Card(card) => assert!(card.title.ends_with('…') && card.description.ends_with('…')),
            Content::Notice(_) => unreachable!("none was written"),
        }
    }
}

#[test]
fn a_message_can_be_taken_back_for_a_day() {
    let at = |second| Timestamp::from_second(second).unwrap();
    assert!(can_be_recalled(at(0), at(86_399)));
    assert!(!can_be_recalled(at(0), at(86_400)));
}

#[test]
fn what_a_message_says_is_not_shown() {
    assert!(!format!("{:?}", message(Content::Text("李娜迟到".into()))).contains("李娜"));
}
