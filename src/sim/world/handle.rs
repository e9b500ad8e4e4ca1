//! How a call is answered.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{
    approval,
    call::{Answer, Call, Delivery},
    checkin, contacts,
    endpoint::{Endpoint, Listing},
    hardware,
    journal::{Entry, Outcome},
    refusal::Refusal,
    report, roster, rules,
    tenant::World,
    token::TOKEN_LIFE,
    wire, writing,
};
use crate::sim::weather::{Sky, Spoil};

impl World {
    /// Answers a call that arrives now.
    pub fn handle(&mut self, call: &Call, now: Timestamp) -> Answer {
        let endpoint = Endpoint::at(&call.endpoint);
        let sky = self.sky(endpoint, now);
        let reply = endpoint.map(|endpoint| self.reply(endpoint, call, &sky, now));
        let given = endpoint == Some(Endpoint::GetToken) && matches!(reply, Some(Ok(_)));
        let token = if given { self.tokens.newest() } else { self.token_carried(call, now) };
        let (delivery, outcome) = self.deliver(endpoint, call, reply, &sky, now);
        self.journal.write(Entry { at: now, endpoint, token, outcome });
        Answer { after: self.latency + sky.delay, delivery }
    }

    /// The conditions that a call meets; what they do to tokens and limits is done before it is looked at.
    fn sky(&mut self, endpoint: Option<Endpoint>, now: Timestamp) -> Sky {
        let second = now.duration_since(*self.began.get_or_insert(now)).as_secs();
        let sky = self.forecast.next(endpoint, u64::try_from(second).unwrap_or(0));
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
        }
    }

    /// Token, address, limits and permission, in this order.
    fn admit(&mut self, endpoint: Endpoint, call: &Call, sky: &Sky, now: Timestamp) -> Result<(), Refusal> {
        let token = call.parameter("access_token").ok_or(Refusal::code(41001))?;
        self.tokens.standing(token, now).1.demand_good()?;
        if sky.ip_not_trusted {
            return Err(Refusal::code(60020));
        }
        self.quota.admit(endpoint, &self.switches, now)?;
        match endpoint.listing() {
            Listing::Checkin if sky.permission_withdrawn => Err(Refusal::code(48002)),
            Listing::Approval if sky.approvals_withdrawn => Err(Refusal::code(301_055)),
            Listing::Free | Listing::Checkin | Listing::Approval => Ok(()),
        }
    }

    fn give_token(&mut self, call: &Call, sky: &Sky, now: Timestamp) -> Result<Bytes, Refusal> {
        if self.switches.gettoken_ip_check && sky.ip_not_trusted {
            return Err(Refusal::code(60020));
        }
        let corp_id = call.parameter("corpid").ok_or(Refusal::code(41002))?;
        let secret = call.parameter("corpsecret").ok_or(Refusal::code(41004))?;
        if corp_id != self.credentials.corp_id {
            return Err(Refusal::code(40013));
        }
        let right = !sky.secret_reset && secret == self.credentials.secret.expose_secret();
        self.door.admit(call.from_ip, right, now)?;
        self.quota.admit(Endpoint::GetToken, &self.switches, now)?;
        let life = sky.token_life_s.map_or(TOKEN_LIFE, |seconds| SignedDuration::from_secs(seconds.into()));
        let grant = self.tokens.grant(&self.switches, life, now);
        Ok(wire::success(json!({ "access_token": grant.text, "expires_in": grant.expires_in })))
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
                let said = refusal.to_wire(call, endpoint, self.journal.count(), now);
                (Bytes::from(said.to_string()), Outcome::Said(refusal.errcode))
            }
        };
        match sky.spoil {
            None => (Delivery::Whole { status: 200, body }, outcome),
            Some(spoil) => (spoilt(spoil, body), Outcome::Broken),
        }
    }
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
