//! A WeCom that says what a test wrote down, and remembers what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use tokio::sync::mpsc;

use super::{Client, Credentials, Signal};
use crate::{
    clock::SystemClock,
    console::trouble::Unreachable,
    wecom::{
        Request, Response, Transport, TransportError,
        quota::{Limits, Quota},
    },
};

/// One thing that comes back.
pub(super) enum Answer {
    Json(&'static str),
    Status(u16),
    Lost(Unreachable),
}

/// What is said to calls, in order; `gettoken` is always granted.
pub(super) struct Script {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<Request>>,
}

/// A client before a script.
pub(super) struct Stage {
    pub client: Client,
    script: Arc<Script>,
    _signals: mpsc::Receiver<Signal>,
}

impl Stage {
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Arc::new(Script { answers: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() });
        let credentials = Credentials { corp_id: "ww1".into(), agent_id: 1_000_002, secret: "s".into() };
        let quota = Quota::new(Limits { unpaced: true, ..Limits::default() });
        let (signals, heard) = mpsc::channel(64);
        let client = Client::new(script.clone(), credentials, quota, Arc::new(SystemClock), None, signals);
        Self { client, script, _signals: heard }
    }

    /// The calls that were made, without those for a token.
    pub fn asked(&self) -> Vec<Request> {
        self.script.asked.lock().unwrap().clone()
    }

    /// The paths of these.
    pub fn paths(&self) -> Vec<&'static str> {
        self.asked().iter().map(|request| request.endpoint).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let answer = if request.endpoint == "gettoken" {
            Answer::Json(r#"{"errcode":0,"access_token":"t","expires_in":7200}"#)
        } else {
            let answer = self.answers.lock().unwrap().pop_front().expect("a call more than the script has");
            self.asked.lock().unwrap().push(request);
            answer
        };
        let body = |text: &'static str| Bytes::from_static(text.as_bytes());
        let said = match answer {
            Answer::Json(text) => Ok(Response { status: 200, date: None, body: body(text) }),
            Answer::Status(status) => Ok(Response { status, date: None, body: body("<html>") }),
            Answer::Lost(how) => Err(TransportError::Unreachable(how)),
        };
        async move { said }.boxed()
    }
}
