//! What the world knows how to answer.

use serde::Deserialize;

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
}

/// Which list of 可调用接口的应用 an app must be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// None.
    Free,
    /// 打卡.
    Checkin,
    /// 审批.
    Approval,
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
    pub const ALL: [Self; 17] = [
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
    ];

    const fn traits(self) -> Traits {
        match self {
            Self::GetToken => Traits { per_minute: None, ..get("gettoken", None) },
            Self::AgentGet => get("agent/get", None),
            Self::DepartmentList => get("department/list", Some("department")),
            Self::DepartmentSimpleList => get("department/simplelist", Some("department_id")),
            Self::UserList => get("user/list", Some("userlist")),
            Self::CheckinRules => checkin("checkin/getcorpcheckinoption", Some(60), Some("group")),
            Self::CheckinOptions => checkin("checkin/getcheckinoption", BASE, Some("info")),
            Self::CheckinRecords => checkin("checkin/getcheckindata", Some(600), Some("checkindata")),
            Self::CheckinDays => checkin("checkin/getcheckin_daydata", Some(100), Some("datas")),
            Self::CheckinTotals => checkin("checkin/getcheckin_monthdata", Some(60), Some("datas")),
            Self::Roster => checkin("checkin/getcheckinschedulist", Some(60), Some("schedule_list")),
            Self::SetRoster => checkin("checkin/setcheckinschedulist", Some(60), None),
            Self::CorrectPunch => checkin("checkin/punch_correction", Some(600), None),
            Self::AddRecords => checkin("checkin/add_checkin_record", Some(60), None),
            Self::MachineRecords => checkin("hardware/get_hardware_checkin_data", BASE, Some("checkindata")),
            Self::ApprovalNumbers => approval("oa/getapprovalinfo", Some("sp_no_list")),
            Self::ApprovalDetail => approval("oa/getapprovaldetail", None),
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

    /// Where the app must be listed.
    #[must_use]
    pub fn listing(self) -> Listing {
        self.traits().listing
    }

    /// Calls a minute for one company (document 90312); gettoken has no published limit.
    #[must_use]
    pub fn per_minute(self) -> Option<usize> {
        self.traits().per_minute
    }

    /// The list that its refusals carry, empty, as real ones do.
    #[must_use]
    pub fn empty_list(self) -> Option<&'static str> {
        self.traits().empty_list
    }
}

const fn get(path: &'static str, empty_list: Option<&'static str>) -> Traits {
    Traits { path, method: Method::Get, listing: Listing::Free, per_minute: BASE, empty_list }
}

const fn checkin(path: &'static str, per_minute: Option<usize>, empty_list: Option<&'static str>) -> Traits {
    Traits { path, method: Method::Post, listing: Listing::Checkin, per_minute, empty_list }
}

const fn approval(path: &'static str, empty_list: Option<&'static str>) -> Traits {
    Traits { path, method: Method::Post, listing: Listing::Approval, per_minute: Some(600), empty_list }
}

impl TryFrom<String> for Endpoint {
    type Error = String;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        let known = || Self::ALL.map(Self::path).join(", ");
        Self::at(&path).ok_or_else(|| format!("no endpoint {path:?}: {}", known()))
    }
}
