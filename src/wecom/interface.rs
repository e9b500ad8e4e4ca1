//! Every interface that this program calls: its path, its verb, its limit and whom it lets in.
//!
//! Limits are calls a minute for one company (document 90312 and the page of each interface); where no
//! page names one, the base limit holds. `gettoken` has none published.

use super::transport::Method;

/// The base limit of any interface, calls a minute.
const BASE: u32 = 10_000;

/// One interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interface {
    /// The path below `/cgi-bin/`.
    pub path: &'static str,
    /// The verb; the other one is answered with a parameter error.
    pub method: Method,
    /// Calls a minute that WeCom grants a company.
    pub per_minute: u32,
    /// What an application needs beside a token.
    pub permission: Permission,
    /// Whether a call changes something at WeCom. None of these takes a key by which a repetition could
    /// be told from a second wish, so none is repeated unless it is certain that nothing was done.
    pub writes: bool,
}

/// What lets an application call an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Nothing: any token does.
    None,
    /// Being listed under 打卡 → 可调用接口的应用.
    Checkin,
    /// Being listed under 审批 → 可调用接口的应用.
    Approval,
    /// A visible range (可见范围) that holds whom it asks about.
    Range,
    /// The secret of 通讯录同步, and no other.
    ContactSync,
    /// Being listed under 使用分析 → API → 可调用接口应用.
    OperationLog,
}

/// An access token (document 91039).
pub const TOKEN: Interface = get("gettoken", Permission::None);
/// The application itself (document 90227).
pub const AGENT: Interface = get("agent/get", Permission::None);
/// Addresses that WeCom answers from (document 92520).
pub const API_ADDRESSES: Interface = get("get_api_domain_ip", Permission::None);
/// Addresses that WeCom calls back from (document 92521).
pub const CALLBACK_ADDRESSES: Interface = get("getcallbackip", Permission::None);

/// Departments with names and leaders (document 90208).
pub const DEPARTMENTS: Interface = get("department/list", Permission::Range);
/// Departments by number (document 95350).
pub const DEPARTMENT_NUMBERS: Interface = get("department/simplelist", Permission::Range);
/// Members of a department, in full (document 90201).
pub const MEMBERS: Interface = get("user/list", Permission::Range);
/// Members of a department, by name (document 90200).
pub const MEMBER_NAMES: Interface = get("user/simplelist", Permission::Range);
/// One member (document 90196).
pub const MEMBER: Interface = get("user/get", Permission::Range);
/// Accounts of everybody (document 96067).
pub const ACCOUNTS: Interface = post("user/list_id", BASE, Permission::ContactSync);

/// Check-in records (document 90262).
pub const RECORDS: Interface = post("checkin/getcheckindata", 600, Permission::Checkin);
/// Day reports (日报, document 93374).
pub const DAY_REPORTS: Interface = post("checkin/getcheckin_daydata", 100, Permission::Checkin);
/// Totals of a stretch of days (月报, document 93387).
pub const MONTH_REPORTS: Interface = post("checkin/getcheckin_monthdata", 60, Permission::Checkin);
/// All rules (document 93384).
pub const RULES: Interface = post("checkin/getcorpcheckinoption", 60, Permission::Checkin);
/// The rules of some members on one day (document 90263).
pub const RULES_OF: Interface = post("checkin/getcheckinoption", BASE, Permission::Checkin);
/// Rosters (排班, document 93380).
pub const ROSTERS: Interface = post("checkin/getcheckinschedulist", 60, Permission::Checkin);
/// What attendance machines recorded (document 94126).
pub const DEVICE_RECORDS: Interface = post("hardware/get_hardware_checkin_data", BASE, Permission::Checkin);
/// Corrects a punch (补卡, document 95803).
pub const CORRECT_PUNCH: Interface = write("checkin/punch_correction", 600, Permission::Checkin);
/// Adds check-in records (document 99647).
pub const ADD_RECORDS: Interface = write("checkin/add_checkin_record", 60, Permission::Checkin);

/// Approval forms by number (document 91816).
pub const APPROVAL_NUMBERS: Interface = post("oa/getapprovalinfo", 600, Permission::Approval);
/// One approval form (document 91983).
pub const APPROVAL: Interface = post("oa/getapprovaldetail", 600, Permission::Approval);

/// Sends a message (document 90236).
pub const SEND_MESSAGE: Interface = write("message/send", BASE, Permission::Range);
/// Takes a message back (document 94867).
pub const RECALL_MESSAGE: Interface = write("message/recall", BASE, Permission::None);

/// What administrators did (document 100179).
pub const OPERATIONS: Interface = post("security/admin_oper_log/list", 600, Permission::OperationLog);

/// All of them.
pub const ALL: [Interface; 24] = [
    TOKEN,
    AGENT,
    API_ADDRESSES,
    CALLBACK_ADDRESSES,
    DEPARTMENTS,
    DEPARTMENT_NUMBERS,
    MEMBERS,
    MEMBER_NAMES,
    MEMBER,
    ACCOUNTS,
    RECORDS,
    DAY_REPORTS,
    MONTH_REPORTS,
    RULES,
    RULES_OF,
    ROSTERS,
    DEVICE_RECORDS,
    CORRECT_PUNCH,
    ADD_RECORDS,
    APPROVAL_NUMBERS,
    APPROVAL,
    SEND_MESSAGE,
    RECALL_MESSAGE,
    OPERATIONS,
];

/// The interface at a path.
#[must_use]
pub fn at(path: &str) -> Option<Interface> {
    ALL.into_iter().find(|interface| interface.path == path)
}

const fn get(path: &'static str, permission: Permission) -> Interface {
    Interface { path, method: Method::Get, per_minute: BASE, permission, writes: false }
}

const fn post(path: &'static str, per_minute: u32, permission: Permission) -> Interface {
    Interface { path, method: Method::Post, per_minute, permission, writes: false }
}

const fn write(path: &'static str, per_minute: u32, permission: Permission) -> Interface {
    Interface { writes: true, ..post(path, per_minute, permission) }
}
