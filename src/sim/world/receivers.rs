//! Whom a message is for.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::{refusal::Refusal, tenant::World};

/// The most accounts, and the most departments or tags, that one message may name.
const USERS_MAX: usize = 1000;
const PARTIES_MAX: usize = 100;

/// Whom a message is for, and whom of those named WeCom cannot tell.
pub struct Receivers {
    /// Accounts as in the contacts, each once.
    pub members: Vec<String>,
    /// Accounts nobody visible has, in small letters, joined by `|`.
    pub invalid_users: String,
    /// Departments out of sight, joined by `|`.
    pub invalid_parties: String,
    /// Tags: this company has none.
    pub invalid_tags: String,
}

impl Receivers {
    /// Those that the body names.
    pub fn named(world: &World, body: &Value, now: Timestamp) -> Result<Self, Refusal> {
        let [users, parties, tags] = ["touser", "toparty", "totag"].map(|field| split(&body[field]));
        if users == ["@all"] {
            let everybody = world.visible_members(now).map(|member| member.userid.clone()).collect();
            return Ok(Self::only(everybody));
        }
        for (named, most, errcode) in
            [(&users, USERS_MAX, 40032), (&parties, PARTIES_MAX, 82002), (&tags, PARTIES_MAX, 82003)]
        {
            if named.len() > most {
                return Err(Refusal::code(errcode));
            }
        }
        if users.is_empty() && parties.is_empty() && tags.is_empty() {
            return Err(Refusal::code(82001));
        }
        Self::found(world, [&users, &parties, &tags], now)
    }

    fn found(world: &World, [users, parties, tags]: [&[&str]; 3], now: Timestamp) -> Result<Self, Refusal> {
        let departments = world.visible_departments();
        let of = |account: &&str| world.company.member(account, now).filter(|member| world.sees(member));
        let visible = |party: &&str| party.parse().is_ok_and(|id: u32| departments.contains(&id));
        let inside = parties.iter().filter(|party| visible(party)).filter_map(|party| party.parse().ok());
        let inside: BTreeSet<u32> = inside.flat_map(|id: u32| world.company.subtree(id)).collect();
        let named = users.iter().filter_map(of);
        let members = named.chain(world.company.members(now).filter(|member| member.is_in(&inside)));
        let unknown: Vec<_> = users.iter().filter(|account| of(account).is_none()).copied().collect();
        let hidden: Vec<_> = parties.iter().filter(|party| !visible(party)).copied().collect();
        let invalid_users = unknown.join("|").to_ascii_lowercase();
        let members: BTreeSet<&str> = members.map(|member| member.userid.as_str()).collect();
        if members.is_empty() && hidden.len() == parties.len() {
            return Err(Refusal::naming(81013, invalid_users));
        }
        Ok(Self {
            members: members.into_iter().map(str::to_owned).collect(),
            invalid_users,
            invalid_parties: hidden.join("|"),
            invalid_tags: tags.join("|"),
        })
    }

    fn only(members: Vec<String>) -> Self {
        let nobody = String::new;
        Self { members, invalid_users: nobody(), invalid_parties: nobody(), invalid_tags: nobody() }
    }
}

fn split(named: &Value) -> Vec<&str> {
    named.as_str().unwrap_or_default().split('|').map(str::trim).filter(|name| !name.is_empty()).collect()
}
