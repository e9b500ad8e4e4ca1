//! Contacts (通讯录) and the application itself.

use super::{Call, Client};
use crate::{
    domain::{DepartmentId, Employee, EmployeeId},
    wecom::{
        error::ApiError,
        interface,
        wire::{AgentProfile, Cursor, Departments, Members, NamedMembers, Page, Placement, contacts, members},
    },
};

impl Client {
    /// The application's own entry: whom it may see, whether it is stopped (document 90227).
    pub async fn agent(&self) -> Result<AgentProfile, ApiError> {
        let agent = self.credentials.agent_id.to_string();
        self.ask(Call::get(interface::AGENT, vec![("agentid", agent)]), contacts::agent).await
    }

    /// The departments that the application may see, with names and leaders (document 90208).
    ///
    /// A secret that may not see names is given the numbers alone (document 95350).
    pub async fn departments(&self) -> Result<Departments, ApiError> {
        match self.ask(Call::get(interface::DEPARTMENTS, Vec::new()), contacts::departments).await {
            Err(refused) if refused.denies_the_interface() => {
                self.ask(Call::get(interface::DEPARTMENT_NUMBERS, Vec::new()), contacts::departments).await
            }
            answered => answered,
        }
    }

    /// The members of one department, without those below (document 90201).
    pub async fn members(&self, department: DepartmentId) -> Result<Members, ApiError> {
        self.ask(Call::get(interface::MEMBERS, of(department)), members).await
    }

    /// The members of one department by name, without those below (document 90200).
    pub async fn member_names(&self, department: DepartmentId) -> Result<NamedMembers, ApiError> {
        self.ask(Call::get(interface::MEMBER_NAMES, of(department)), members::member_names).await
    }

    /// One member (document 90196). Whoever has left is unknown to WeCom (60111).
    pub async fn member(&self, who: &EmployeeId) -> Result<Employee, ApiError> {
        let query = vec![("userid", who.as_str().to_owned())];
        self.ask(Call::get(interface::MEMBER, query), members::member).await
    }

    /// A page of everybody's accounts and departments; only the secret of 通讯录同步 may ask (document
    /// 96067).
    pub async fn placements(&self, from: Option<&Cursor>) -> Result<Page<Placement>, ApiError> {
        let call = Call::post(interface::ACCOUNTS, members::placements_request(from));
        self.ask(call, members::placements).await
    }
}

fn of(department: DepartmentId) -> Vec<(&'static str, String)> {
    vec![("department_id", department.to_string())]
}
