//! How a call is answered.

use std::{borrow::Cow, net::IpAddr};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    approval,
    call::{Answer, Call, Delivery},
    checkin, contacts,
    endpoint::Endpoint,
    hardware,
    journal::{Entry, Outcome},
    message, operations,
    permission::Holder,
    refusal::Refusal,
    report, roster, rules,
    tenant::{Credentials, World},
    token::TOKEN_LIFE,
    wire, writing,
};
use crate::sim::weather::{Arrival, Sky, Spoil};

/// Where WeCom can be reached, and where it calls back from: addresses of documentation (RFC 5737),
/// one alone and one segment, as the real lists mix them (documents 92520 and 92521).
const API_ADDRESSES: [&str; 2] = ["198.51.100.10", "198.51.100.64/26"];
const CALLBACK_ADDRESSES: [&str; 2] = ["198.51.100.130", "198.51.100.192/26"];

impl World {
    /// Answers a call that arrives now.
    pub fn handle(&mut self, call: &Call, now: Timestamp) -> Answer {
        let endpoint = Endpoint::at(&call.endpoint);
        let sky = self.sky(endpoint, now);
        let call = &seen_from(call, sky.egress);
        let reply = endpoint.map(|endpoint| self.reply(endpoint, call, &sky, now));
        let reply = endpoint.zip(reply).map(|(endpoint, reply)| self.fit(endpoint, reply?));
        let given = endpoint == Some(Endpoint::GetToken) && matches!(reply, Some(Ok(_)));
        let token = if given { self.tokens.granted() } else { self.token_carried(call, now) };
        let (delivery, outcome) = self.deliver(endpoint, call, reply, &sky, now);
        self.journal.write(Entry { at: now, endpoint, token, outcome });
        let after = self.latency + sky.delay;
        self.under_way.begin(endpoint, after + delivery.takes(), now);
        Answer { after, date: now.saturating_add(after).unwrap_or(now), delivery }
    }

    /// The conditions that a call meets; what they do to tokens and limits is done before it is looked at.
    fn sky(&mut self, endpoint: Option<Endpoint>, now: Timestamp) -> Sky {
        let began = *self.began.get_or_insert(now);
        self.advance(now);
        let second = u64::try_from(now.duration_since(began).as_secs()).unwrap_or(0);
        let sky = self.forecast.next(Arrival { endpoint, second, at: now });
        if sky.tokens_die {
            self.tokens.revoke_all();
        }
        if let (Some(seconds), Some(endpoint)) = (sky.blocked_s, endpoint) {
            self.quota.block(endpoint, now + SignedDuration::from_secs(seconds.into()));
        }
        sky
    }

    fn token_carried(&self, call: &Call, now: Timestamp) -> Option<u32> {
        call.parameter("access_token").and_then(|text| self.tokens.standing(text, now).0)
    }

    fn reply(&mut self, endpoint: Endpoint, call: &Call, sky: &Sky, now: Timestamp) -> Result<Bytes, Refusal> {
        if let Some(errcode) = sky.errcode {
            return Err(Refusal::code(errcode));
        }
        if endpoint != Endpoint::GetToken {
            self.admit(endpoint, call, sky, now)?;
        }
        wire::demand_verb(endpoint, call)?;
        match endpoint {
            Endpoint::GetToken => self.give_token(call, sky, now),
            Endpoint::AgentGet => contacts::agent(self, call),
            Endpoint::DepartmentList => contacts::departments(self, call),
            Endpoint::DepartmentSimpleList => contacts::department_ids(self, call),
            Endpoint::UserList => contacts::users(self, call, now),
            Endpoint::CheckinRules => rules::all(self, call, now),
            Endpoint::CheckinOptions => rules::of_members(self, call, now),
            Endpoint::CheckinRecords => checkin::records(self, call, now),
            Endpoint::CheckinDays => report::days(self, call, now),
            Endpoint::CheckinTotals => report::totals(self, call, now),
            Endpoint::Roster => roster::read(self, call, now),
            Endpoint::SetRoster => roster::write(self, call, now),
            Endpoint::CorrectPunch => writing::correct(self, call, now),
            Endpoint::AddRecords => writing::add(self, call, now),
            Endpoint::MachineRecords => hardware::records(self, call, now),
            Endpoint::ApprovalNumbers => approval::numbers(self, call, now),
            Endpoint::ApprovalDetail => approval::detail(self, call, now),
            Endpoint::UserSimpleList => contacts::user_names(self, call, now),
            Endpoint::UserGet => contacts::user(self, call, now),
            Endpoint::UserListId => contacts::accounts(self, call, now),
            Endpoint::ApiAddresses => Ok(addresses(&API_ADDRESSES)),
            Endpoint::CallbackAddresses => Ok(addresses(&CALLBACK_ADDRESSES)),
            Endpoint::MessageSend => message::send(self, call, now),
            Endpoint::MessageRecall => message::recall(self, call, now),
            Endpoint::OperationLog => operations::list(self, call, now),
        }
    }

    /// Token, address, limits and permission, in this order.
    fn admit(&mut self, endpoint: Endpoint, call: &Call, sky: &Sky, now: Timestamp) -> Result<(), Refusal> {
        let token = call.parameter("access_token").ok_or(Refusal::code(41001))?;
        self.tokens.standing(token, now).1.demand_good()?;
        self.demand_trusted(call, sky, now)?;
        if endpoint != Endpoint::AgentGet {
            self.app.admit()?;
        }
        self.quota.admit(endpoint, &self.switches, now)?;
        self.under_way.admit(endpoint, self.switches.concurrent_max, now)?;
        let holder = self.tokens.holder(token).unwrap_or(Holder::Application);
        endpoint.listing().admit(holder, sky)
    }

    fn give_token(&mut self, call: &Call, sky: &Sky, now: Timestamp) -> Result<Bytes, Refusal> {
        if self.switches.gettoken_ip_check {
            self.demand_trusted(call, sky, now)?;
        }
        let corp_id = call.parameter("corpid").ok_or(Refusal::code(41002))?;
        let secret = call.parameter("corpsecret").ok_or(Refusal::code(41004))?;
        if corp_id != self.credentials.corp_id {
            return Err(Refusal::code(40013));
        }
        let holder = self.holder_of(secret).filter(|holder| *holder == Holder::ContactSync || !sky.secret_reset);
        let holder = self.door.admit(call.from_ip, holder, now)?;
        self.quota.admit(Endpoint::GetToken, &self.switches, now)?;
        let life = sky.token_life_s.map_or(TOKEN_LIFE, |seconds| SignedDuration::from_secs(seconds.into()));
        let grant = self.tokens.grant(holder, &self.switches, life, now);
        Ok(wire::success(json!({ "access_token": grant.text, "expires_in": grant.expires_in })))
    }

    fn demand_trusted(&self, call: &Call, sky: &Sky, now: Timestamp) -> Result<(), Refusal> {
        let trusted = !sky.ip_not_trusted && self.app.trusts(call.from_ip, now);
        if trusted { Ok(()) } else { Err(Refusal::code(60020)) }
    }

    /// A list that WeCom finds too long to send is refused, each interface in its own words.
    fn fit(&self, endpoint: Endpoint, body: Bytes) -> Result<Bytes, Refusal> {
        match self.switches.answer_bytes_max {
            Some(most) if endpoint.empty_list().is_some() && body.len() > most => {
                Err(Refusal::code(endpoint.too_large()))
            }
            Some(_) | None => Ok(body),
        }
    }

    fn holder_of(&self, secret: &str) -> Option<Holder> {
        let Credentials { secret: app, contact_secret, .. } = &self.credentials;
        let known = [(app, Holder::Application), (contact_secret, Holder::ContactSync)];
        known.into_iter().find(|(own, _)| own.expose_secret() == secret).map(|(_, holder)| holder)
    }

    /// Sends the reply on its way; what spoils it there does not undo what was done.
    fn deliver(
        &self,
        endpoint: Option<Endpoint>,
        call: &Call,
        reply: Option<Result<Bytes, Refusal>>,
        sky: &Sky,
        now: Timestamp,
    ) -> (Delivery, Outcome) {
        let (body, outcome) = match reply {
            None => return (html(404), Outcome::Broken),
            Some(Ok(body)) => (body, Outcome::Said(0)),
            Some(Err(refusal)) => {
                let outcome = Outcome::Said(refusal.errcode);
                (Bytes::from(refusal.to_wire(call, endpoint, self.journal.count(), now).to_string()), outcome)
            }
        };
        let body = match endpoint.and_then(Endpoint::empty_list) {
            Some(list) if sky.rows_twice => repeated(&body, list).unwrap_or(body),
            Some(_) | None => body,
        };
        match (sky.spoil, sky.trickle) {
            (None, None) => (Delivery::Whole { status: 200, body }, outcome),
            (None, Some(over)) => (Delivery::Trickled { body, over }, outcome),
            (Some(spoil), _) => (spoilt(spoil, body), Outcome::Broken),
        }
    }
}

/// The call as it arrives from another address than the caller's own.
fn seen_from(call: &Call, egress: Option<IpAddr>) -> Cow<'_, Call> {
    egress.map_or(Cow::Borrowed(call), |from_ip| Cow::Owned(Call { from_ip, ..call.clone() }))
}

/// An answer that tells every third row twice, the second time at the end.
fn repeated(body: &[u8], list: &str) -> Option<Bytes> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    let rows = answer.get_mut(list)?.as_array_mut()?;
    let again: Vec<_> = rows.iter().step_by(3).cloned().collect();
    rows.extend(again);
    Some(Bytes::from(answer.to_string()))
}

fn addresses(list: &[&str]) -> Bytes {
    wire::success(json!({ "ip_list": list }))
}

fn spoilt(spoil: Spoil, body: Bytes) -> Delivery {
    match spoil {
        Spoil::HttpStatus(status) => html(status),
        Spoil::Truncated => Delivery::Truncated(body),
        Spoil::Garbage => Delivery::Whole { status: 200, body: Bytes::from_static(b"{\"errcode\":0,,\"errmsg\"}") },
        Spoil::Reset => Delivery::Reset,
        Spoil::Hang => Delivery::Never,
    }
}

fn html(status: u16) -> Delivery {
    let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
    Delivery::Whole { status, body: page.into() }
}
