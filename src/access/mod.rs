//! Who may do what. Pure.
//!
//! A command is performed only through a [`Permit`], and only [`check`] makes one, so that the
//! question cannot be forgotten on any path.

use crate::{
    console::{Command, VerbName, verb::VERBS},
    domain::EmployeeId,
};

/// What a person is to this engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Runs and repairs.
    Operator,
    /// Looks, and changes nothing.
    Reader,
}

/// Somebody at a console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The name in the audit log.
    pub name: String,
    /// What they are.
    pub role: Role,
}

/// Proof that somebody may do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    actor: Actor,
    command: Command,
}

/// Somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied {
    /// The verb that is not theirs.
    pub needs: VerbName,
}

impl Permit {
    /// Who was allowed.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What was allowed.
    #[must_use]
    pub fn command(&self) -> &Command {
        &self.command
    }
}

/// Decides about one command.
///
/// # Errors
/// If the actor may not.
pub fn check(actor: &Actor, command: Command) -> Result<Permit, Denied> {
    let needs = command.verb();
    if may(actor, needs) { Ok(Permit { actor: actor.clone(), command }) } else { Err(Denied { needs }) }
}

/// Every verb that the actor may use.
#[must_use]
pub fn capabilities(actor: &Actor) -> Vec<VerbName> {
    VERBS.iter().map(|verb| verb.name).filter(|name| may(actor, *name)).collect()
}

/// Whether somebody may see a person's days. Whoever runs or watches the sync sees everybody's; a role that
/// does not finds here the one place to say so.
#[must_use]
pub fn sees(actor: &Actor, _who: &EmployeeId) -> bool {
    match actor.role {
        Role::Operator | Role::Reader => true,
    }
}

fn may(actor: &Actor, verb: VerbName) -> bool {
    match actor.role {
        Role::Operator => true,
        Role::Reader => !verb.verb().changes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::SyncRequest;

    #[test]
    fn a_reader_is_refused_every_verb_that_changes_something() {
        let reader = Actor { name: "li".into(), role: Role::Reader };
        let commands =
            [Command::Sync(SyncRequest::everything()), Command::Pause(1), Command::Resume(1), Command::Cancel(1)];
        for command in commands {
            let needs = command.verb();
            assert_eq!(check(&reader, command), Err(Denied { needs }));
        }
        assert!(capabilities(&reader).iter().all(|name| !name.verb().changes));
    }
}
