//! A story beside the demo: what is said before, while it is played, and afterwards.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Weekday};
use tokio::time::sleep;

use super::{failure::Failure, say::tell};
use crate::{
    console::{Fact, fact::Part},
    domain::time::{WECOM_OFFSET, wecom_date},
    engine::Pen,
    sim::{
        Company, Story,
        company::{Change, Row, row::OFF_DUTY},
        weather::{Event, Turn, When},
    },
    text::Text,
};

/// From the opening of a month's end to the punch that its story is about: two minutes past midnight.
const TO_NIGHT_PUNCH: SignedDuration = SignedDuration::from_mins(5);

/// Says on standard error what will happen, before the screen opens.
pub(super) fn brief(text: Text, story: Story) {
    for part in [Part::Plan, Part::Watch, Part::Act] {
        tell(format!("{story}: {}", text.story(story.incident(), part)));
    }
}

/// Says there how it ended, after the screen has closed.
pub(super) fn close(text: Text, story: Story, over: bool) {
    let words = if over { text.story(story.incident(), Part::Over) } else { text.story_left() };
    tell(format!("{story}: {words}"));
}

/// Tells each part when it comes, at this speed.
pub(super) async fn play(story: Story, speed: f64, pen: Pen) {
    let mut told_s = 0;
    for (at_s, part) in story.parts() {
        sleep(Duration::from_secs((at_s - told_s).into()).div_f64(speed)).await;
        told_s = at_s;
        if !pen.note(Fact::Told { story: story.incident(), part }).await {
            return;
        }
    }
}

/// When a demo with this story begins: three minutes before a month ends, or before nine of the last
/// workday, when most people punch in.
pub(super) fn opening(story: Option<Story>, now: Timestamp) -> Result<Timestamp, Failure> {
    let today = wecom_date(now);
    let local = match story {
        Some(Story::MonthEnd) => {
            let ends =
                (0..12).map(|months| today.saturating_sub(months.months()).first_of_month().saturating_sub(1.day()));
            let worked = |day: &jiff::civil::Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            ends.into_iter().find(worked).unwrap_or(today).at(23, 57, 0, 0)
        }
        Some(Story::TokenRevoked | Story::IpNotTrusted | Story::Storm | Story::LateData) | None => {
            let back = match today.weekday() {
                Weekday::Saturday => 1,
                Weekday::Sunday => 2,
                _ => 0,
            };
            today.saturating_sub(back.days()).at(8, 57, 0, 0)
        }
    };
    WECOM_OFFSET.to_timestamp(local).map_err(|error| Failure::Usage(error.to_string()))
}

/// What happens in the company for a story's sake and depends on who is in it.
pub(super) fn events(story: Story, company: &Company, opening: Timestamp) -> Vec<Event> {
    match story {
        Story::MonthEnd => night_punch(company, opening).into_iter().collect(),
        Story::TokenRevoked | Story::IpNotTrusted | Story::Storm | Story::LateData => Vec::new(),
    }
}

/// Somebody punches out after a month's last midnight.
fn night_punch(company: &Company, opening: Timestamp) -> Option<Event> {
    let at = opening + TO_NIGHT_PUNCH;
    let who = company.members(opening).next()?;
    let rows = vec![Row::bare(&who.userid, OFF_DUTY, at.as_second())];
    Some(Event { when: When::At(at), turn: Turn::Company(Change::RecordsAdded { rows }) })
}
