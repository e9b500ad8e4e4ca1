//! Messages (documents 90236 and 94867): what may be said, how long, to whom.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    call::Call,
    outbox::{Asked, Sent},
    receivers::Receivers,
    refusal::Refusal,
    tenant::World,
    wire,
};

/// Bytes of a text, beyond which it is cut, and of markdown, beyond which it is refused.
const CONTENT_BYTES_MAX: usize = 2048;
const URL_BYTES_MAX: usize = 2048;
const TITLE_CHARS_MAX: usize = 128;
const DESCRIPTION_CHARS_MAX: usize = 512;
const BUTTON_CHARS_MAX: usize = 4;
const TASK_ID_BYTES_MAX: usize = 128;
/// How long the same words are held back, seconds: unless the caller says otherwise, and at most.
const DUPLICATE_DEFAULT_S: u32 = 1800;
const DUPLICATE_MAX_S: u32 = 4 * 3600;
/// How long a message can be taken back.
const RECALL: SignedDuration = SignedDuration::from_hours(24);
/// Card types with buttons; they need somebody who answers.
const INTERACTIVE: [&str; 3] = ["button_interaction", "vote_interaction", "multiple_interaction"];

/// message/send.
pub fn send(world: &mut World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    let body: Value = wire::body(call)?;
    let asked: Envelope = wire::shaped(&body)?;
    demand_agent(world, &body)?;
    let shown = shown(world, &asked.msgtype, &body)?;
    let receivers = Receivers::named(world, &body, now)?;
    let within = asked.held_back().map(|seconds| SignedDuration::from_secs(seconds.into()));
    let asked = Asked { body, shown, to: receivers.members.clone() };
    let sent = world.outbox.take(asked, within, now);
    Ok(answer(sent, &receivers))
}

/// message/recall.
pub fn recall(world: &mut World, call: &Call, now: Timestamp) -> Result<Bytes, Refusal> {
    #[derive(Deserialize)]
    struct Question {
        msgid: String,
    }
    let question: Question = wire::body(call)?;
    let sent = world.outbox.find(&question.msgid).ok_or(Refusal::code(40058))?;
    if now.duration_since(sent.at) > RECALL {
        return Err(Refusal::code(42052));
    }
    sent.recalled = Some(now);
    Ok(wire::success(json!({})))
}

/// What every message has.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    msgtype: String,
    #[serde(default)]
    enable_duplicate_check: u8,
    duplicate_check_interval: Option<u32>,
}

impl Envelope {
    /// Seconds for which the same message is not delivered again.
    fn held_back(&self) -> Option<u32> {
        let wanted = self.duplicate_check_interval.unwrap_or(DUPLICATE_DEFAULT_S).min(DUPLICATE_MAX_S);
        (self.enable_duplicate_check == 1).then_some(wanted)
    }
}

fn demand_agent(world: &World, body: &Value) -> Result<(), Refusal> {
    let agent = body["agentid"].as_u64().ok_or(Refusal::code(40056))?;
    if agent == u64::from(world.credentials.agent_id) { Ok(()) } else { Err(Refusal::code(301_002)) }
}

fn answer(sent: &Sent, receivers: &Receivers) -> Bytes {
    let mut answer = json!({
        "invaliduser": receivers.invalid_users, "invalidparty": receivers.invalid_parties,
        "invalidtag": receivers.invalid_tags, "unlicenseduser": "", "msgid": sent.id
    });
    if sent.asked.shown["card_type"].as_str().is_some_and(|kind| INTERACTIVE.contains(&kind)) {
        answer["response_code"] = json!(format!("response-{}", sent.id));
    }
    wire::success(answer)
}

/// What the receivers see: WeCom cuts some fields and refuses others.
///
/// Files, pictures and news are no part of this simulator; it knows no such type.
fn shown(world: &World, kind: &str, body: &Value) -> Result<Value, Refusal> {
    let content = &body[kind];
    match kind {
        "text" => Ok(json!({ "content": cut_bytes(words(content, "content")?, CONTENT_BYTES_MAX) })),
        "markdown" => Ok(json!({ "content": within(words(content, "content")?, CONTENT_BYTES_MAX)? })),
        "textcard" => text_card(content),
        "template_card" => template_card(world, content),
        _ => Err(Refusal::code(40008)),
    }
}

fn text_card(card: &Value) -> Result<Value, Refusal> {
    let url = within(words(card, "url")?, URL_BYTES_MAX)?;
    if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(Refusal::code(40058));
    }
    Ok(json!({
        "title": cut_chars(words(card, "title")?, TITLE_CHARS_MAX),
        "description": cut_chars(words(card, "description")?, DESCRIPTION_CHARS_MAX),
        "url": url,
        "btntxt": cut_chars(card["btntxt"].as_str().unwrap_or("详情"), BUTTON_CHARS_MAX),
    }))
}

fn template_card(world: &World, card: &Value) -> Result<Value, Refusal> {
    let wrong = || Refusal::code(40058);
    let kind = words(card, "card_type")?;
    let interactive = INTERACTIVE.contains(&kind);
    if !interactive && !["text_notice", "news_notice"].contains(&kind) {
        return Err(wrong());
    }
    let menu = !card["action_menu"].is_null();
    if (interactive || menu) && !world.has_callback {
        return Err(Refusal::code(43012));
    }
    let titled = card["main_title"]["title"].is_string() || card["sub_title_text"].is_string();
    let acts = interactive || [1, 2].contains(&card["card_action"]["type"].as_u64().unwrap_or(0));
    let lists = [("horizontal_content_list", 6), ("jump_list", 3), ("button_list", 6)];
    let fits = lists.iter().all(|(list, most)| card[*list].as_array().is_none_or(|found| found.len() <= *most));
    let menu_fits = !menu || (1..=3).contains(&card["action_menu"]["action_list"].as_array().map_or(0, Vec::len));
    if !(titled && acts && fits && menu_fits) {
        return Err(wrong());
    }
    task(world, card["task_id"].as_str(), interactive || menu)?;
    Ok(card.clone())
}

/// A task is named once in an app's life, in letters, digits, `_`, `-` and `@`.
fn task(world: &World, id: Option<&str>, needed: bool) -> Result<(), Refusal> {
    let spelled = |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-@".contains(&byte));
    let good = |id: &str| (1..=TASK_ID_BYTES_MAX).contains(&id.len()) && spelled(id) && !world.outbox.knows_task(id);
    if id.map_or(!needed, good) { Ok(()) } else { Err(Refusal::code(40058)) }
}

/// A text that must be there.
fn words<'a>(content: &'a Value, field: &str) -> Result<&'a str, Refusal> {
    content[field].as_str().filter(|words| !words.is_empty()).ok_or(Refusal::code(40063))
}

fn within(words: &str, bytes_max: usize) -> Result<&str, Refusal> {
    if words.len() <= bytes_max { Ok(words) } else { Err(Refusal::code(45002)) }
}

fn cut_bytes(words: &str, most: usize) -> &str {
    &words[..words.floor_char_boundary(most)]
}

fn cut_chars(words: &str, most: usize) -> String {
    words.chars().take(most).collect()
}
