//! What changed in the company, and on what occasion something was found.

use std::collections::BTreeMap;

use super::{Lang, Text, words::words};
use crate::{
    console::Occasion,
    domain::{
        org::ChangeKind,
        rule::{RuleAspect, RuleChange},
    },
};

words! {
    change_joined { en: "joined", zh: "新成员" }
    change_came_back { en: "came back", zh: "重新加入" }
    change_left { en: "left", zh: "离开" }
    change_moved { en: "moved", zh: "调动" }
    change_renamed { en: "renamed", zh: "改名" }
    change_status { en: "status changed", zh: "状态变更" }
    change_leader { en: "leader changed", zh: "上级变更" }
    change_department_added { en: "departments added", zh: "新部门" }
    change_department_removed { en: "departments removed", zh: "撤销部门" }
    change_department_renamed { en: "departments renamed", zh: "部门改名" }
    change_department_moved { en: "departments moved", zh: "部门移动" }
    change_department_leader { en: "department leaders changed", zh: "部门负责人变更" }
    aspect_added { en: "new", zh: "新建" }
    aspect_removed { en: "removed", zh: "删除" }
    aspect_name { en: "name", zh: "名称" }
    aspect_kind { en: "kind", zh: "类型" }
    aspect_times { en: "times", zh: "时间" }
    aspect_days { en: "days", zh: "日期" }
    aspect_flexible { en: "flexible hours", zh: "弹性" }
    aspect_people { en: "people", zh: "人员范围" }
    aspect_exempt { en: "white list", zh: "白名单" }
    aspect_places { en: "places and means", zh: "地点与方式" }
    aspect_overtime { en: "overtime", zh: "加班" }
    aspect_corrections { en: "corrections", zh: "补卡" }
    occasion_live { en: "live poll", zh: "实时轮询" }
    occasion_week { en: "look at the week", zh: "一周回看" }
    occasion_company { en: "look at the company", zh: "通讯录与规则" }
    occasion_whole { en: "look at everything", zh: "全量回看" }
    occasion_repair { en: "second attempt", zh: "失败补拉" }
    occasion_late_upload { en: "late upload of a machine", zh: "考勤机补传" }
    occasion_forms { en: "approval forms were due", zh: "审批单到期重读" }
    occasion_asked { en: "asked for", zh: "人工发起" }
}

impl Text {
    /// What kind of change it is.
    #[must_use]
    pub fn change(self, kind: ChangeKind) -> &'static str {
        match kind {
            ChangeKind::Joined => self.change_joined(),
            ChangeKind::CameBack => self.change_came_back(),
            ChangeKind::Left => self.change_left(),
            ChangeKind::Moved => self.change_moved(),
            ChangeKind::Renamed => self.change_renamed(),
            ChangeKind::StatusChanged => self.change_status(),
            ChangeKind::LeaderChanged => self.change_leader(),
            ChangeKind::DepartmentAdded => self.change_department_added(),
            ChangeKind::DepartmentRemoved => self.change_department_removed(),
            ChangeKind::DepartmentRenamed => self.change_department_renamed(),
            ChangeKind::DepartmentMoved => self.change_department_moved(),
            ChangeKind::DepartmentLeaderChanged => self.change_department_leader(),
        }
    }

    /// What of a rule changed.
    #[must_use]
    pub fn aspect(self, aspect: RuleAspect) -> &'static str {
        match aspect {
            RuleAspect::Added => self.aspect_added(),
            RuleAspect::Removed => self.aspect_removed(),
            RuleAspect::Name => self.aspect_name(),
            RuleAspect::Kind => self.aspect_kind(),
            RuleAspect::Times => self.aspect_times(),
            RuleAspect::Days => self.aspect_days(),
            RuleAspect::Flexible => self.aspect_flexible(),
            RuleAspect::People => self.aspect_people(),
            RuleAspect::Exempt => self.aspect_exempt(),
            RuleAspect::Places => self.aspect_places(),
            RuleAspect::Overtime => self.aspect_overtime(),
            RuleAspect::Corrections => self.aspect_corrections(),
        }
    }

    /// On what occasion something was found.
    #[must_use]
    pub fn occasion(self, occasion: Occasion) -> &'static str {
        match occasion {
            Occasion::Live => self.occasion_live(),
            Occasion::Week => self.occasion_week(),
            Occasion::Company => self.occasion_company(),
            Occasion::Whole => self.occasion_whole(),
            Occasion::Repair => self.occasion_repair(),
            Occasion::LateUpload => self.occasion_late_upload(),
            Occasion::Forms => self.occasion_forms(),
            Occasion::Asked => self.occasion_asked(),
        }
    }

    pub(super) fn changes(self, counts: &BTreeMap<ChangeKind, u64>) -> String {
        self.listed(counts.iter().map(|(kind, count)| format!("{} {}", self.count(*count), self.change(*kind))))
    }

    pub(super) fn aspects(self, change: &RuleChange) -> String {
        self.listed(change.aspects.iter().map(|aspect| self.aspect(*aspect).to_owned()))
    }

    fn listed(self, parts: impl Iterator<Item = String>) -> String {
        let between = match self.lang {
            Lang::English => ", ",
            Lang::Chinese => "，",
        };
        parts.collect::<Vec<_>>().join(between)
    }
}
