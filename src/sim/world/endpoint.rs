//! What the world knows how to answer.

use serde::Deserialize;

use super::permission::Listing;
use crate::wecom::Method;

/// An interface, by its name at WeCom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Endpoint {
    /// gettoken (document 91039).
    GetToken,
    /// agent/get (document 90227).
    AgentGet,
    /// department/list (document 90208).
    DepartmentList,
    /// department/simplelist (document 95350).
    DepartmentSimpleList,
    /// user/list (document 90201).
    UserList,
    /// checkin/getcorpcheckinoption (document 93384).
    CheckinRules,
    /// checkin/getcheckinoption (document 90263).
    CheckinOptions,
    /// checkin/getcheckindata (document 90262).
    CheckinRecords,
    /// `checkin/getcheckin_daydata` (document 93374).
    CheckinDays,
    /// `checkin/getcheckin_monthdata` (document 93387).
    CheckinTotals,
    /// checkin/getcheckinschedulist (document 93380).
    Roster,
    /// checkin/setcheckinschedulist (document 93385).
    SetRoster,
    /// `checkin/punch_correction` (document 95803).
    CorrectPunch,
    /// `checkin/add_checkin_record` (document 99647).
    AddRecords,
    /// `hardware/get_hardware_checkin_data` (document 94126).
    MachineRecords,
    /// oa/getapprovalinfo (document 91816).
    ApprovalNumbers,
    /// oa/getapprovaldetail (document 91983).
    ApprovalDetail,
    /// user/simplelist (document 90200).
    UserSimpleList,
    /// user/get (document 90196).
    UserGet,
    /// `user/list_id` (document 96067).
    UserListId,
    /// `get_api_domain_ip` (document 92520).
    ApiAddresses,
    /// getcallbackip (document 92521).
    CallbackAddresses,
    /// message/send (document 90236).
    MessageSend,
    /// message/recall (document 94867).
    MessageRecall,
    /// `security/admin_oper_log/list` (document 100179).
    OperationLog,
}

/// What all calls of an interface have in common.
struct Traits {
    path: &'static str,
    method: Method,
    listing: Listing,
    per_minute: Option<usize>,
    empty_list: Option<&'static str>,
}

/// The base limit of any interface (document 90312).
const BASE: Option<usize> = Some(10_000);

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::GetToken,
        Self::AgentGet,
        Self::DepartmentList,
        Self::DepartmentSimpleList,
        Self::UserList,
        Self::CheckinRules,
        Self::CheckinOptions,
        Self::CheckinRecords,
        Self::CheckinDays,
        Self::CheckinTotals,
        Self::Roster,
        Self::SetRoster,
        Self::CorrectPunch,
        Self::AddRecords,
        Self::MachineRecords,
        Self::ApprovalNumbers,
        Self::ApprovalDetail,
        Self::UserSimpleList,
        Self::UserGet,
        Self::UserListId,
        Self::ApiAddresses,
        Self::CallbackAddresses,
        Self::MessageSend,
        Self::MessageRecall,
        Self::OperationLog,
    ];

    const fn traits(self) -> Traits {
        use Listing::{Application, Approval, Checkin, ContactSync, Contacts, Free, OperationLog};
        match self {
            Self::GetToken => Traits { per_minute: None, ..get("gettoken", Free, None) },
            Self::AgentGet => get("agent/get", Application, None),
            Self::DepartmentList => get("department/list", Contacts, Some("department")),
            Self::DepartmentSimpleList => get("department/simplelist", Free, Some("department_id")),
            Self::UserList => get("user/list", Contacts, Some("userlist")),
            Self::CheckinRules => post("checkin/getcorpcheckinoption", Checkin, Some(60), Some("group")),
            Self::CheckinRecords => post("checkin/getcheckindata", Checkin, Some(600), Some("checkindata")),
            Self::CheckinOptions => post("checkin/getcheckinoption", Checkin, BASE, Some("info")),
            Self::CheckinDays => post("checkin/getcheckin_daydata", Checkin, Some(100), Some("datas")),
            Self::CheckinTotals => post("checkin/getcheckin_monthdata", Checkin, Some(60), Some("datas")),
            Self::Roster => post("checkin/getcheckinschedulist", Checkin, Some(60), Some("schedule_list")),
            Self::SetRoster => post("checkin/setcheckinschedulist", Checkin, Some(60), None),
            Self::CorrectPunch => post("checkin/punch_correction", Checkin, Some(600), None),
            Self::AddRecords => post("checkin/add_checkin_record", Checkin, Some(60), None),
            Self::MachineRecords => post("hardware/get_hardware_checkin_data", Checkin, BASE, Some("checkindata")),
            Self::ApprovalNumbers => post("oa/getapprovalinfo", Approval, Some(600), Some("sp_no_list")),
            Self::ApprovalDetail => post("oa/getapprovaldetail", Approval, Some(600), None),
            Self::UserSimpleList => get("user/simplelist", Contacts, Some("userlist")),
            Self::UserGet => get("user/get", Contacts, None),
            Self::UserListId => post("user/list_id", ContactSync, BASE, Some("dept_user")),
            Self::ApiAddresses => get("get_api_domain_ip", Free, Some("ip_list")),
            Self::CallbackAddresses => get("getcallbackip", Free, Some("ip_list")),
            Self::MessageSend => post("message/send", Application, BASE, None),
            Self::MessageRecall => post("message/recall", Application, BASE, None),
            Self::OperationLog => post("security/admin_oper_log/list", OperationLog, Some(600), Some("record_list")),
        }
    }

    /// The endpoint with this path.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|endpoint| endpoint.path() == path)
    }

    /// The path below `/cgi-bin/`.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.traits().path
    }

    /// The verb it wants.
    #[must_use]
    pub fn method(self) -> Method {
        self.traits().method
    }

    /// What it demands of the caller.
    #[must_use]
    pub fn listing(self) -> Listing {
        self.traits().listing
    }

    /// Calls a minute for one company (document 90312); gettoken has no published limit.
    #[must_use]
    pub fn per_minute(self) -> Option<usize> {
        self.traits().per_minute
    }

    /// What it says instead of an answer that is too long: contacts name the department (45029), all
    /// others the range of time (301112).
    #[must_use]
    pub fn too_large(self) -> i64 {
        match self.listing() {
            Listing::Contacts | Listing::ContactSync | Listing::Free => 45029,
            Listing::Application | Listing::Approval | Listing::Checkin | Listing::OperationLog => 301_112,
        }
    }

    /// The list that its refusals carry, empty, as real ones do.
    #[must_use]
    pub fn empty_list(self) -> Option<&'static str> {
        self.traits().empty_list
    }
}

const fn get(path: &'static str, listing: Listing, empty_list: Option<&'static str>) -> Traits {
    Traits { path, method: Method::Get, listing, per_minute: BASE, empty_list }
}

const fn post(
    path: &'static str,
    listing: Listing,
    per_minute: Option<usize>,
    empty_list: Option<&'static str>,
) -> Traits {
    Traits { path, method: Method::Post, listing, per_minute, empty_list }
}

impl TryFrom<String> for Endpoint {
    type Error = String;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        let known = || Self::ALL.map(Self::path).join(", ");
        Self::at(&path).ok_or_else(|| format!("no endpoint {path:?}: {}", known()))
    }
}
