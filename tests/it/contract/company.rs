//! Who belongs to the company, and by what rules.

use std::collections::BTreeSet;

use punchdeck::{
    domain::{DepartmentId, EmployeeId, roster::Duty, rule::RuleKind},
    wecom::wire::NamedMember,
};

use super::{Tenant, id, weeks};

/// The department that works shifts (质检组).
const SHIFT_WORKERS: DepartmentId = DepartmentId(33);

#[tokio::test]
async fn departments_and_members_are_those_of_the_company_by_every_way_of_asking() {
    let tenant = Tenant::open().await;
    assert!(!tenant.client.agent().await.unwrap().closed);
    let departments = tenant.client.departments().await.unwrap().departments;
    assert_eq!(departments.iter().find(|one| one.id == SHIFT_WORKERS).unwrap().name.as_deref(), Some("质检组"));
    let mut known = BTreeSet::new();
    for department in &departments {
        let members = tenant.client.members(department.id).await.unwrap().employees;
        let names = tenant.client.member_names(department.id).await.unwrap().members;
        assert_eq!(members.len(), names.len());
        for (member, named) in members.iter().zip(names) {
            let NamedMember { id, name, departments } = named;
            assert_eq!((&member.id, &member.name, &member.departments), (&id, &name, &departments));
        }
        known.extend(members.into_iter().map(|member| member.id));
    }
    let people: BTreeSet<EmployeeId> = tenant.people().into_iter().collect();
    assert_eq!(known, people);
    let one = people.first().unwrap();
    assert_eq!(tenant.client.member(one).await.unwrap().id, *one);
    assert_eq!(tenant.client.member(&id("nobody")).await.unwrap_err().errcode(), Some(60111));
}

#[tokio::test]
async fn accounts_by_pages_are_for_the_secret_of_contact_sync_alone() {
    let tenant = Tenant::open().await;
    assert_eq!(tenant.client.placements(None).await.unwrap_err().errcode(), Some(48002));
    let client = tenant.as_contact_sync().await;
    let (mut known, mut next) = (BTreeSet::new(), None);
    loop {
        let page = client.placements(next.as_ref()).await.unwrap();
        known.extend(page.rows.into_iter().map(|row| row.id));
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(known, tenant.people().into_iter().collect());
}

#[tokio::test]
async fn rules_cover_everybody_and_rosters_those_who_work_shifts() {
    let tenant = Tenant::open().await;
    let (_, rules) = tenant.client.rules().await.unwrap();
    let kinds: BTreeSet<_> = rules.rules.iter().map(|rule| format!("{:?}", rule.kind)).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["Fixed", "Free", "Roster"]);
    let people = tenant.people();
    let day = weeks().to;
    let effective = tenant.client.effective_rules(&people[..100], day).await.unwrap().rows;
    assert_eq!(effective.len(), 100);
    for one in &effective {
        let rule = rules.rules.iter().find(|rule| rule.id == one.rule.id).unwrap();
        assert_eq!((&rule.name, rule.kind), (&one.rule.name, one.rule.kind));
    }
    let on_shifts: BTreeSet<_> =
        effective.iter().filter(|one| one.rule.kind == RuleKind::Roster).map(|one| one.who.clone()).collect();
    let rosters = tenant.client.rosters(&people[..100], weeks()).await.unwrap().rows;
    assert_eq!(rosters.iter().map(|one| one.who.clone()).collect::<BTreeSet<_>>(), on_shifts);
    let rests = rosters.iter().filter(|one| one.duty == Duty::Rest).count();
    assert!(rests > 0 && rests < rosters.len() / 2, "{rests} of {}", rosters.len());
    assert_eq!(rosters.len(), on_shifts.len() * weeks().days().count());
}
