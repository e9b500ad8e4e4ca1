//! What members were told, for tests to read and people to check.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// Messages remembered; older ones are forgotten and cannot be taken back.
pub const OUTBOX_MESSAGES_MAX: usize = 10_000;
/// Messages that an app may bring one member in a time; what is more is dropped and nobody is told.
const PER_MEMBER: [(SignedDuration, usize); 2] =
    [(SignedDuration::from_mins(1), 30), (SignedDuration::from_hours(1), 1000)];

/// A message on its way.
pub struct Asked {
    /// The call, word for word.
    pub body: Value,
    /// What the receivers see of it.
    pub shown: Value,
    /// For whom it is.
    pub to: Vec<String>,
}

/// A message that WeCom took. Has no `Debug`: messages are personal.
pub struct Sent {
    /// msgid.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// What was asked, and for whom.
    pub asked: Asked,
    /// Whom it reached.
    pub reached: Vec<String>,
    /// When it was taken back.
    pub recalled: Option<Timestamp>,
}

/// The messages of an app, oldest first.
#[derive(Default)]
pub struct Outbox {
    sent: VecDeque<Sent>,
    count: u64,
}

impl Outbox {
    /// What was sent, oldest first.
    pub fn sent(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter()
    }

    /// Takes a message, and tells those whom it may still tell. The same words again within the time
    /// given reach nobody, and are answered as if they were those before.
    pub(super) fn take(&mut self, asked: Asked, held_back: Option<SignedDuration>, now: Timestamp) -> &Sent {
        let before = held_back.and_then(|within| self.position(&asked.body, now - within));
        let index = before.unwrap_or_else(|| self.deliver(asked, now));
        &self.sent[index]
    }

    /// The message with this number.
    pub(super) fn find(&mut self, id: &str) -> Option<&mut Sent> {
        self.sent.iter_mut().find(|sent| sent.id == id)
    }

    /// Whether a card has had this task.
    pub(super) fn knows_task(&self, id: &str) -> bool {
        self.sent.iter().any(|sent| sent.asked.shown["task_id"] == id)
    }

    fn position(&self, body: &Value, since: Timestamp) -> Option<usize> {
        self.sent.iter().rposition(|sent| sent.at > since && sent.asked.body == *body)
    }

    fn deliver(&mut self, asked: Asked, now: Timestamp) -> usize {
        let full = self.members_told_enough(now);
        let reached = asked.to.iter().filter(|member| !full.contains(*member)).cloned().collect();
        self.count += 1;
        let id = format!("sim-message-{}", self.count);
        self.sent.push_back(Sent { id, at: now, asked, reached, recalled: None });
        if self.sent.len() > OUTBOX_MESSAGES_MAX {
            self.sent.pop_front();
        }
        self.sent.len() - 1
    }

    fn members_told_enough(&self, now: Timestamp) -> Vec<String> {
        let told_enough = |(length, most)| {
            let mut told = BTreeMap::<&str, usize>::new();
            let recent = self.sent.iter().rev().take_while(|sent| now.duration_since(sent.at) < length);
            recent.flat_map(|sent| &sent.reached).for_each(|member| *told.entry(member).or_default() += 1);
            told.into_iter()
                .filter(|(_, times)| *times >= most)
                .map(|(member, _)| member.to_owned())
                .collect::<Vec<_>>()
        };
        PER_MEMBER.into_iter().flat_map(told_enough).collect()
    }
}
