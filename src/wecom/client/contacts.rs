//! Contacts (通讯录) and the application itself.

use super::{Call, Client};
use crate::{
    domain::DepartmentId,
    wecom::{error::ApiError, interface, wire::contacts},
};

impl Client {
    /// The application's own entry: whom it may see, whether it is stopped (document 90227).
    pub async fn agent(&self) -> Result<contacts::AgentProfile, ApiError> {
        let agent = self.credentials.agent_id.to_string();
        self.ask(Call::get(interface::AGENT, vec![("agentid", agent)]), contacts::agent).await
    }

    /// The departments that the application may see (document 95350).
    pub async fn departments(&self) -> Result<contacts::Departments, ApiError> {
        self.ask(Call::get(interface::DEPARTMENT_NUMBERS, Vec::new()), contacts::departments).await
    }

    /// The members of one department, without those below (document 90201).
    pub async fn members(&self, department: DepartmentId) -> Result<contacts::Members, ApiError> {
        let query = vec![("department_id", department.to_string())];
        self.ask(Call::get(interface::MEMBERS, query), contacts::members).await
    }
}
