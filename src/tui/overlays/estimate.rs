//! What a resync would cost, and the question that follows.

use ratatui::text::Line;

use super::confirm::place;
use crate::{
    console::{PlanPreview, StreamCost, SyncRequest, trouble::Trouble},
    text::Text,
    tui::{
        look::Look,
        panes::Scene,
        theme::Role,
        widgets::{Column, Room, Table},
    },
};

/// Lines beside those of the streams.
const OTHER_LINES: usize = 6;

/// The estimate, or why there is none, and the question.
#[must_use]
pub fn lines(
    scene: Scene<'_>,
    request: &SyncRequest,
    estimate: Option<&Result<PlanPreview, Trouble>>,
    room: Room,
) -> Vec<Line<'static>> {
    let look = scene.look;
    let mut lines = match estimate {
        None => return vec![Line::default(), look.plain(look.text.loading())],
        Some(Err(trouble)) => {
            vec![look.say(Role::Alarm, look.text.failed_because(&look.text.trouble(trouble, &look.zone))).into()]
        }
        Some(Ok(plan)) => plan_lines(scene, request, plan, room),
    };
    lines.push(look.plain(place(scene.view, scene)));
    if request.believe_missing {
        lines.push(look.say(Role::Warn, look.text.form_missing_believed()).into());
    } else {
        lines.push(Line::default());
    }
    lines.push(Line::from(vec![
        look.say(Role::Base, format!("{}  ", look.text.confirm_sync())),
        look.say(Role::Key, look.text.default_no()),
    ]));
    lines
}

fn plan_lines(scene: Scene<'_>, request: &SyncRequest, plan: &PlanPreview, room: Room) -> Vec<Line<'static>> {
    let (look, text) = (scene.look, scene.look.text);
    let titles = [
        Column::growing(text.column_stream(), 12, 0),
        Column::fixed(text.column_calls(), 7, 0).right(),
        Column::fixed(text.column_shards(), 8, 2).right(),
        Column::fixed(text.preview_time(), 9, 0).right(),
        Column::fixed(text.column_size(), 11, 1).right(),
    ];
    let table = Table::new(look, &titles, room.columns);
    let total = vec![
        (Role::Heading, text.preview_total().to_owned()),
        (Role::Heading, text.count(plan.calls())),
        (Role::Heading, String::new()),
        (Role::Heading, span(text, plan.seconds())),
        (Role::Heading, size(text, Some(plan.bytes()), plan.streams.iter().all(|cost| cost.measured))),
    ];
    let mut lines = vec![table.head()];
    lines.extend(plan.streams.iter().map(|cost| table.row(cost_cells(text, cost))));
    lines.truncate(room.rows.saturating_sub(OTHER_LINES).max(1));
    lines.push(table.row(total));
    lines.push(look.plain(whom(look, request, plan)));
    lines
}

fn cost_cells(text: Text, cost: &StreamCost) -> Vec<(Role, String)> {
    vec![
        (Role::Base, text.stream(cost.stream).into()),
        (Role::Base, text.count(cost.calls)),
        (Role::Base, format!("{}x{}", cost.windows, cost.groups)),
        (Role::Base, span(text, cost.seconds)),
        (Role::Base, size(text, cost.bytes, cost.measured)),
    ]
}

fn whom(look: &Look, request: &SyncRequest, plan: &PlanPreview) -> String {
    let people = match (request.people.is_empty(), request.departments.is_empty()) {
        (true, true) => format!("{} ({})", look.text.everybody(), look.text.count(plan.people)),
        (_, _) => look.text.so_many_people(&look.text.count(plan.people)),
    };
    format!("{people}, {}", plan.days)
}

/// A size; what was not measured says so.
fn size(text: Text, bytes: Option<u64>, measured: bool) -> String {
    match bytes {
        Some(bytes) if measured => text.bytes(bytes),
        Some(bytes) => format!("~{}", text.bytes(bytes)),
        None => "?".to_owned(),
    }
}

fn span(text: Text, seconds: u64) -> String {
    text.span(i64::try_from(seconds).unwrap_or(i64::MAX))
}
