//! A question before something that cannot be taken back. Its default is No.

use ratatui::text::Line;

use crate::{
    console::{Command, View, view::PassView},
    tui::{
        panes::{Scene, streams::calls},
        theme::Role,
        widgets::Sheet,
    },
};

/// A question, and the command that Yes sends.
#[derive(Debug)]
pub struct Confirm {
    /// What Yes sends. The object was fixed when the key went down.
    pub command: Command,
    question: Vec<String>,
}

impl Confirm {
    /// Whether a pass shall be given up.
    #[must_use]
    pub fn cancel(pass: &PassView, scene: Scene<'_>) -> Self {
        let text = scene.look.text;
        let (done, total) = calls(pass);
        let question = vec![
            text.confirm_cancel(pass.id, &pass.days.to_string()),
            text.cancel_keeps(&text.count(done), &text.count(total)),
            place(scene.view, scene),
        ];
        Self { command: Command::Cancel(pass.id), question }
    }

    /// The sheet.
    #[must_use]
    pub fn sheet(&self, scene: Scene<'_>) -> Sheet {
        let look = scene.look;
        let mut lines = vec![Line::default()];
        lines.extend(self.question.iter().map(|line| look.plain(line)));
        lines.extend([Line::default(), look.say(Role::Key, look.text.default_no()).into()]);
        Sheet { title: look.text.verb(self.command.verb()).into(), lines, ..Sheet::default() }
    }
}

/// The environment that a question is about.
#[must_use]
pub fn place(view: &View, scene: Scene<'_>) -> String {
    use crate::console::view::Environment;
    let text = scene.look.text;
    let environment = match view.identity.environment {
        Environment::Wecom => text.wecom(),
        Environment::Custom => text.custom(),
        Environment::Demo => text.demo(),
    };
    text.confirm_where(environment, &view.identity.corp)
}
