//! Earlier passes, one a line.

use ratatui::text::Line;

use super::{
    Scene,
    streams::{calls, role},
};
use crate::{
    console::view::{PassState, PassView},
    text::Text,
    tui::{
        look::{seconds_between, share},
        theme::Role,
        widgets::{Column, Table},
    },
};

/// The table of passes: its titles, and a line for each.
#[must_use]
pub fn lines(scene: Scene<'_>, columns: usize) -> (Line<'static>, Vec<Line<'static>>) {
    let text = scene.look.text;
    let table = Table::new(
        scene.look,
        &[
            Column::fixed(text.column_pass(), 4, 0).right(),
            Column::fixed(text.column_state(), 12, 0),
            Column::fixed(text.column_lane(), 9, 5),
            Column::fixed("%", 4, 2).right(),
            Column::fixed(text.column_started(), 11, 3),
            Column::fixed(text.column_took(), 7, 4).right(),
            Column::fixed(text.column_rows(), 8, 5).right(),
            Column::fixed(text.column_failures(), 4, 1).right(),
            Column::growing(text.column_days(), 22, 6),
            Column::fixed(text.column_origin(), 10, 7),
        ],
        columns,
    );
    (table.head(), scene.view.passes.iter().map(|pass| table.row(cells(scene, pass))).collect())
}

fn cells(scene: Scene<'_>, pass: &PassView) -> Vec<(Role, String)> {
    let text = scene.look.text;
    let (done, total) = calls(pass);
    let took = seconds_between(pass.started, pass.ended.unwrap_or(scene.view.now));
    let rows: u64 = pass.streams.iter().map(|stream| stream.tally.rows_seen).sum();
    let failures: u64 = pass.streams.iter().map(|stream| stream.failures).sum();
    vec![
        (Role::Base, pass.id.to_string()),
        (role(pass.state), text.pass_state(pass.state).into()),
        (Role::Base, text.lane(pass.lane).into()),
        (Role::Base, format!("{}%", share(done, total, 100))),
        (Role::Base, scene.look.when(pass.started, scene.view.now)),
        (Role::Base, if pass.ended.is_some() { text.span(took) } else { left(text, pass) }),
        (Role::Base, text.count(rows)),
        (
            if failures > 0 { Role::Alarm } else { Role::Base },
            if failures > 0 { failures.to_string() } else { String::new() },
        ),
        (Role::Base, pass.days.to_string()),
        (Role::Base, pass.origin.clone()),
    ]
}

/// What is left of a pass that goes on, with a mark that tells it from a time that has passed.
fn left(text: Text, pass: &PassView) -> String {
    let eta = pass.eta_s().filter(|_| pass.state == PassState::Running).and_then(|s| i64::try_from(s).ok());
    eta.map_or_else(String::new, |s| format!("-{}", text.span(s)))
}
