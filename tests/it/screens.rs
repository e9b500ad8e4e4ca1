//! What the console shows, and what its keys do.

mod company;
mod heat;
mod stage;

use std::{cell::RefCell, io, rc::Rc};

use insta::assert_snapshot;
use proptest::prelude::*;
use punchdeck::{
    console::{
        Command, LogLine, Query, Request, Update, VerbName, View,
        update::{Change, Outcome, Page, QueueRow},
        view::{PassState, TokenState},
    },
    domain::anomaly::Subject,
    tui::{
        App,
        app::Effect,
        keymap::Mode,
        look::{Glyphs, Look},
        panes::log::Log,
        terminal::frame::Frames,
        theme::{Role, Theme},
    },
};
use ratatui::{
    Terminal,
    layout::Size,
    style::{Color, Modifier},
};
use stage::{Stage, chinese, key, rows, stage, stage_with};

fn quiet() -> (View, Vec<QueueRow>) {
    (company::quiet(), Vec::new())
}

fn in_chinese(story: (View, Vec<QueueRow>)) -> Stage {
    stage_with(story, chinese(), Log::of_view())
}

#[test]
fn a_morning_at_every_size() {
    for (columns, rows) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        let name = format!("morning_{columns}x{rows}");
        assert_snapshot!(format!("{name}_en"), stage(company::morning()).sized(columns, rows).picture());
        assert_snapshot!(format!("{name}_zh"), in_chinese(company::morning()).sized(columns, rows).picture());
    }
}

#[test]
fn a_storm_says_what_to_do() {
    for (columns, rows) in [(60, 15), (80, 24), (120, 40)] {
        assert_snapshot!(format!("storm_{columns}x{rows}"), stage(company::storm()).sized(columns, rows).picture());
    }
    let token = stage(company::storm()).press("2").picture();
    assert!(token.contains("what to do  put in the app's right secret"), "{token}");
}

#[test]
fn an_empty_queue_says_so_and_how_old_that_is() {
    assert_snapshot!("quiet_80x24", stage(quiet()).picture());
    assert!(in_chinese(quiet()).picture().contains("没有异常。数据截至 4分前。"));
}

#[test]
fn every_pane_alone() {
    for (name, keys) in [("tokens", "2"), ("sync", "3"), ("audit", "4 j"), ("log", "5")] {
        assert_snapshot!(format!("pane_{name}_en"), stage(company::storm()).press(keys).picture());
        assert_snapshot!(format!("pane_{name}_zh"), in_chinese(company::storm()).press(keys).picture());
    }
}

#[test]
fn what_opens_over_the_panes() {
    for (name, keys) in [
        ("detail", "j Enter"),
        ("help", "?"),
        ("form", "r Tab Tab Down Space"),
        ("preview", "r Enter"),
        ("cancel", "X"),
    ] {
        assert_snapshot!(format!("over_{name}_en"), stage(company::morning()).press(keys).picture());
        assert_snapshot!(format!("over_{name}_zh"), in_chinese(company::morning()).press(keys).picture());
    }
}

/// A theme in which the n-th role has the n-th colour, so that a picture can show roles.
fn roles_as_colours() -> Theme {
    let roles = Role::ALL.iter().enumerate().map(|(n, role)| format!("{} = {{ fg = {n} }}\n", role.name()));
    Theme::parse("roles", &format!("[roles]\n{}", roles.collect::<String>())).unwrap()
}

/// A letter for each cell: what it means. A dot means nothing in particular.
fn role_picture(stage: &Stage) -> String {
    const LETTERS: [char; 18] =
        ['.', 'h', 'b', 'f', 'F', 'S', 'U', 'A', 'W', 'w', 'c', 'B', 'O', '!', 'u', 'k', 'm', 'o'];
    rows(&stage.buffer(), |cell| match cell.fg {
        Color::Indexed(n) if cell.symbol() != " " => LETTERS[usize::from(n)].to_string(),
        _ => " ".to_owned(),
    })
}

#[test]
fn colour_stands_for_state_and_nothing_else() {
    let roles = Look { theme: roles_as_colours(), ..Look::default() };
    let storm = stage_with(company::storm(), roles.clone(), Log::of_view());
    assert_snapshot!("roles_storm_80x24", role_picture(&storm));
    let calm = role_picture(&stage_with(quiet(), roles, Log::of_view()));
    assert_snapshot!("roles_quiet_80x24", calm);
    assert!(!calm.contains(['U', 'A', 'W', 'O']), "red at rest:\n{calm}");
}

#[test]
fn without_colour_attributes_carry_the_meaning() {
    let look = Look { theme: Theme::without_colour(), ..Look::default() };
    let buffer = stage_with(company::storm(), look, Log::of_view()).buffer();
    assert!(buffer.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    let picture = rows(&buffer, |cell| {
        let has = |modifier| cell.modifier.contains(modifier);
        match (has(Modifier::REVERSED), has(Modifier::BOLD), has(Modifier::UNDERLINED)) {
            (true, true, _) => "R",
            (true, false, _) => "r",
            (false, true, _) => "b",
            (false, false, true) => "u",
            (false, false, false) if cell.symbol() == " " => " ",
            (false, false, false) => ".",
        }
        .to_owned()
    });
    assert_snapshot!("attributes_storm_80x24", picture);
}

/// Everything written to a terminal, write by write.
#[derive(Clone, Default)]
struct Writes(Rc<RefCell<Vec<usize>>>);

impl io::Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().push(bytes.len());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_second_at_rest_costs_at_most_64_bytes_and_a_picture_twice_drawn_none() {
    for (columns, rows) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
        let mut stage = stage(quiet()).sized(columns, rows);
        let writes = Writes::default();
        let mut terminal = Terminal::new(Frames::new(writes.clone(), stage.app.size())).unwrap();
        terminal.draw(|frame| stage.app.draw(frame)).unwrap();
        terminal.draw(|frame| stage.app.draw(frame)).unwrap();
        stage.change(Change::Now { at: company::now() + jiff::SignedDuration::from_secs(1) });
        terminal.draw(|frame| stage.app.draw(frame)).unwrap();
        let writes = writes.0.borrow();
        assert_eq!(writes.len(), 2, "one write a picture, none for the same again");
        assert!(writes[1] <= 64, "{} bytes at {columns}x{rows}", writes[1]);
    }
}

#[test]
fn ascii_needs_no_box_drawing() {
    let look = Look { glyphs: Glyphs::Ascii, ..Look::default() };
    let picture = stage_with(company::morning(), look, Log::of_view()).sized(120, 40).picture();
    let beyond: Vec<char> = picture.chars().filter(|c| ('\u{2500}'..='\u{25ff}').contains(c)).collect();
    assert_eq!(beyond, Vec::<char>::new());
}

#[test]
fn enter_opens_the_row_that_was_selected_when_the_key_went_down() {
    let (_, rows) = company::morning();
    let mut stage = stage(company::morning()).press("j j");
    let mut shuffled = rows.clone();
    shuffled.rotate_right(3);
    stage.queue(shuffled);
    let picture = stage.press("Enter").picture();
    assert!(picture.contains(&rows[2].anomaly.id.short()) && picture.contains("欧阳建国"), "{picture}");
}

#[test]
fn the_selected_row_holds_still_when_others_come() {
    let line_of = |stage: &Stage| stage.picture().lines().position(|line| line.starts_with('>'));
    let (view, rows) = company::storm();
    let mut stage = stage((view, rows.clone())).press("PgDn PgDn k");
    let before = line_of(&stage);
    let mut more = company::morning().1;
    more.extend(rows);
    stage.queue(more);
    assert_eq!(line_of(&stage), before);
}

#[test]
fn a_resync_is_previewed_and_confirmed() {
    let silent = stage(company::morning()).press("r Enter Enter");
    assert_eq!(silent.commands, [], "Enter alone must not start anything");

    let started = stage(company::morning()).press("r Down Tab Tab l i Space Enter y");
    let [Command::Sync(request)] = started.commands.as_slice() else { panic!("{:?}", started.commands) };
    assert_eq!(request.days.unwrap().to_string(), "2026-02-28..2026-03-02");
    assert_eq!(request.people.iter().map(ToString::to_string).collect::<Vec<_>>(), ["li.na"]);
}

#[test]
fn the_form_takes_departments_streams_and_belief_at_every_size() {
    for (columns, rows) in [(60, 15), (80, 24)] {
        for (name, keys) in [
            ("departments", "r Tab Tab Tab Down Space"),
            ("streams", "r Tab Tab Tab Tab Space Down Down Down Space"),
            ("missing", "r S-Tab Space"),
        ] {
            let name = format!("form_{name}_{columns}x{rows}");
            let pictured = |stage: Stage| stage.sized(columns, rows).press(keys).picture();
            assert_snapshot!(format!("{name}_en"), pictured(stage(company::morning())));
            assert_snapshot!(format!("{name}_zh"), pictured(in_chinese(company::morning())));
        }
    }
    let keys = "r Tab Tab Tab 1 2 Space Tab Space Tab Space Enter y";
    let started = stage(company::morning()).press(keys);
    let [Command::Sync(request)] = started.commands.as_slice() else { panic!("{:?}", started.commands) };
    assert_eq!(request.departments, [punchdeck::domain::DepartmentId(12)]);
    let streams: Vec<_> = request.streams.iter().map(|stream| stream.name()).collect();
    assert_eq!(streams, ["organisation", "records", "day_reports", "rosters", "devices", "approvals", "operations"]);
    assert!(request.believe_missing);
    let every_default_off = format!("r Tab Tab Tab Tab Down{} Enter", " Down Space".repeat(6));
    let none = stage(company::morning()).press(&every_default_off);
    assert!(none.picture().contains("mark a stream at least"));
}

#[test]
fn a_pass_that_failed_is_retried_by_a_key_and_no_other_is() {
    let (mut view, rows) = company::morning();
    view.passes[1].state = PassState::Partial;
    let failed = view.passes[1].id;
    let retried = stage((view.clone(), rows.clone())).press("3 j R");
    assert_eq!(retried.commands, [Command::Retry(failed)]);
    assert_eq!(stage((view, rows)).press("3 R").commands, [], "it is running");
}

#[test]
fn letters_typed_into_a_field_are_no_verbs() {
    let typed = stage(company::morning()).press("r Tab Tab P X q T");
    assert_eq!(typed.commands, []);
    assert_eq!(typed.app.mode(), Mode::Typing);
    let mut pasted = stage(company::morning());
    pasted.app.paste("X\ny\nq");
    assert_eq!((pasted.commands.len(), pasted.app.mode()), (0, Mode::Panes));
}

#[test]
fn a_wrong_date_is_said_and_not_sent() {
    let wrong = stage(company::morning()).press("r x Enter");
    assert!(wrong.picture().contains("a date is YYYY-MM-DD"));
    let reversed = stage(company::morning()).press("r Up Up Up Enter");
    assert!(reversed.picture().contains("'to' lies before 'from'"));
    assert_eq!(reversed.app.mode(), Mode::Typing);
}

#[test]
fn pausing_and_resuming_are_one_key() {
    assert_eq!(stage(company::morning()).press("P").commands, [Command::Pause(12)]);
    assert_eq!(stage(company::storm()).press("P").commands, [Command::Resume(12)]);
    let chosen = stage(company::morning()).press("3 j P");
    assert_eq!(chosen.commands, [], "pass 11 is over");
    assert!(chosen.picture().contains("no pass is running"));
}

#[test]
fn cancelling_asks_first_and_no_is_the_default() {
    assert_eq!(stage(company::morning()).press("X Enter").commands, []);
    assert_eq!(stage(company::morning()).press("X y").commands, [Command::Cancel(12)]);
}

#[test]
fn a_stopped_token_is_retried_a_good_one_is_not() {
    assert_eq!(stage(company::storm()).press("T").commands, [Command::RetryToken]);
    assert_eq!(stage(company::morning()).press("T").commands, []);
}

#[test]
fn read_only_sends_no_verb() {
    let (mut view, rows) = company::storm();
    view.identity.read_only = true;
    let watched = stage((view, rows)).press("P T X y r Enter y");
    assert_eq!(watched.commands, []);
    assert!(watched.picture().contains("ro"));
}

#[test]
fn a_verb_that_is_not_granted_is_not_sent() {
    let mut app = App::new(Look::default(), Log::of_view(), Size::new(80, 24));
    app.update(Update::Welcome { protocol: 1, build: String::new(), may: vec![VerbName::Resume] });
    app.update(Update::Snapshot { seq: 0, view: Box::new(company::morning().0) });
    let _asked = app.due();
    app.key(key("P"));
    assert_eq!(app.due(), []);
    assert_eq!(app.notice().unwrap().words, "not permitted to you");
}

#[test]
fn an_engine_of_another_version_is_not_listened_to() {
    let mut app = App::new(Look::default(), Log::of_view(), Size::new(80, 24));
    app.update(Update::Welcome { protocol: 7, build: String::new(), may: Vec::new() });
    assert_eq!(app.due(), [Effect::Stranger { protocol: 7 }]);
}

#[test]
fn one_question_at_a_time_and_the_latest_wins() {
    let mut app = App::new(Look::default(), Log::of_view(), Size::new(80, 24));
    let (view, rows) = company::storm();
    app.update(Update::Snapshot { seq: 0, view: Box::new(view) });
    let [Effect::Send(Request::Query { id, query: Query::Anomalies { offset: 0, limit, .. } })] = app.due()[..] else {
        panic!("the first page is asked for at once");
    };
    app.key(key("G"));
    assert_eq!(app.due(), []);
    let page = |offset: usize, revision| {
        Outcome::Anomalies(Page {
            offset,
            total: rows.len(),
            revision,
            rows: rows[offset..].iter().take(limit).cloned().collect(),
        })
    };
    app.update(Update::Reply { id, outcome: page(0, 99) });
    app.key(key("G"));
    let [Effect::Send(Request::Query { query: Query::Anomalies { offset, .. }, .. })] = app.due()[..] else {
        panic!("the last page is asked for once the first is there");
    };
    assert!(offset > 150, "{offset}");
}

#[test]
fn a_missed_change_is_said() {
    let mut stage = stage(company::morning());
    stage.app.update(Update::Change { seq: 77, change: Change::Now { at: company::now() } });
    assert!(stage.picture().contains("OUT OF STEP"));
    stage.app.update(Update::Snapshot { seq: 90, view: Box::new(company::quiet()) });
    assert!(!stage.picture().contains("OUT OF STEP"));
}

#[test]
fn the_view_on_the_screen_is_the_snapshot_and_the_changes_since() {
    let mut stage = stage(quiet());
    let mut expected = company::quiet();
    let (morning, _) = company::morning();
    let mut token = morning.token.clone();
    token.state = TokenState::Failing;
    let mut pass = company::running();
    pass.state = PassState::Cancelled;
    for change in [
        Change::Now { at: company::ago(-1) },
        Change::Token(token),
        Change::Pass(company::running()),
        Change::Pass(pass),
        Change::Queue(morning.queue.clone()),
        Change::Audit(morning.audit[0].clone()),
        Change::Log(morning.log[0].clone()),
    ] {
        expected.apply(change.clone());
        stage.change(change);
    }
    assert_eq!(stage.app.view(), Some(&expected));
}

#[test]
fn the_log_of_the_process_shows_what_the_view_says() {
    let through_tui_logger = stage_with(company::storm(), Look::default(), Log::of_process()).press("5");
    let from_the_view = stage(company::storm()).press("5");
    assert_eq!(through_tui_logger.picture(), from_the_view.picture());

    let mut following = through_tui_logger;
    let line = LogLine { at: company::now(), fact: punchdeck::console::Fact::Started { people: 7 } };
    following.change(Change::Log(line));
    assert!(following.picture().contains("09:40:07 I engine started, 7 people known"));
    let detailed = following.press("L");
    assert!(detailed.picture().contains("D sync   records: 312 rows stored in 210 ms"));
}

#[test]
fn a_wide_letter_beside_a_form_leaves_its_border_alone() {
    for columns in 66..99 {
        let picture = in_chinese(company::morning()).sized(columns, 24).press("r").picture();
        let sides = picture.lines().filter(|line| line.matches('║').count() == 2).count();
        assert_eq!(sides, 13, "{picture}");
    }
}

#[test]
fn a_name_from_outside_moves_no_border() {
    let mut rows = company::morning().1;
    rows[1].name = Some("\u{1b}[2J\u{7}\u{202e}李\u{200d}娜\u{fe0f}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}".into());
    let picture = stage((company::morning().0, rows)).sized(120, 40).picture();
    assert!(!picture.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200d}', '\u{fe0f}']));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn hostile_strings_never_move_a_border(name in any::<String>(), about in any::<String>(), actor in "\\PC{0,40}") {
        let (mut view, mut rows) = company::morning();
        let calm = stage((view.clone(), rows.clone())).sized(120, 40).buffer();
        rows[1].name = Some(name);
        rows[0].anomaly.subject = Subject::Integration { stream: None, about };
        view.audit[0].actor = actor.clone();
        view.audit[0].object = actor;
        let hostile = stage((view, rows)).sized(120, 40).buffer();
        for (at, cell) in calm.content().iter().enumerate() {
            if cell.symbol().chars().all(|c| ('\u{2500}'..='\u{257f}').contains(&c)) {
                prop_assert_eq!(hostile.content()[at].symbol(), cell.symbol(), "cell {}", at);
            }
        }
        for cell in hostile.content() {
            prop_assert!(punchdeck::text::cells::width(cell.symbol()) <= 2, "{:?}", cell.symbol());
        }
    }

    #[test]
    fn no_size_is_too_small_or_too_large(columns in 1u16..500, rows in 1u16..200, keys in prop::sample::select(vec!["", "3", "j Enter", "r", "?", "X", "1 1"])) {
        let drawn = stage(company::storm()).sized(columns, rows).press(keys).buffer();
        prop_assert_eq!(drawn.area.as_size(), Size::new(columns, rows));
    }

    #[test]
    fn whatever_is_pressed_there_is_a_way_out(keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 0..40)) {
        let mut stage = stage(company::storm());
        for name in keys.iter().filter(|name| **name != "q" && **name != "Ctrl-C") {
            stage.key(key(name));
            stage.buffer();
        }
        for command in &stage.commands {
            if let Command::Pause(id) | Command::Resume(id) | Command::Cancel(id) = command {
                prop_assert_eq!(*id, 12);
            }
        }
        prop_assert!(!stage.left());
        let stage = stage.press("Esc Esc Esc q");
        prop_assert!(stage.left());
    }

    #[test]
    fn twice_interrupted_is_always_out(keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 0..20)) {
        let mut stage = stage(company::morning());
        for name in keys {
            stage.key(key(name));
        }
        prop_assert!(stage.press("Ctrl-C Ctrl-C").left());
    }
}

const KEYS: [&str; 30] = [
    "1", "2", "3", "4", "5", "Tab", "S-Tab", "j", "k", "g", "G", "PgUp", "PgDn", "Ctrl-U", "Ctrl-D", "Enter", "Esc",
    "r", "P", "X", "T", "y", "n", "Space", "?", "L", "Up", "x", "q", "Ctrl-C",
];
