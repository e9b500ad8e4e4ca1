//! `punchdeck store`: a copy, a look through, and a way out when it is damaged. All without WeCom.

use std::path::Path;

use serde_json::json;

use super::{
    arguments::{Backup, Check, Store, StoreVerb},
    failure::{DONE, FAILED, Failure},
    place::Place,
    say::{print, tell},
};
use crate::{
    audit::Entry,
    domain::{DayRange, time::wecom_date},
    store::{
        StoreError, Unit,
        care::{back_up, look_through, move_aside},
    },
};

pub(super) fn run(place: &Place, options: &Store) -> Result<u8, Failure> {
    match &options.verb {
        StoreVerb::Backup(options) => backup(place, options),
        StoreVerb::Check(options) => check(place, options),
        StoreVerb::Rebuild => rebuild(place),
    }
}

fn backup(place: &Place, options: &Backup) -> Result<u8, Failure> {
    let config = place.config()?;
    let target: &Path = &options.dir;
    if target.exists() {
        return Err(Failure::Usage(place.text.backup_is_there(&target.display().to_string())));
    }
    let values = back_up(&place.data_dir(&config), target, &config.file.wecom.corp_id)?;
    print(place.text.backed_up(values, &target.display().to_string()))?;
    Ok(DONE)
}

fn check(place: &Place, options: &Check) -> Result<u8, Failure> {
    let config = place.config()?;
    let findings = look_through(&place.data_dir(&config), &config.file.wecom.corp_id)?;
    let sound = findings.damaged == 0;
    let named = || findings.named.iter();
    if options.json {
        let first = named().map(|one| json!({ "kind": one.kind, "key": one.key, "why": one.why }));
        let first: Vec<_> = first.collect();
        print(json!({ "ok": sound, "values": findings.sound, "damaged": findings.damaged, "first": first }))?;
    } else {
        findings.sound.iter().try_for_each(|(kind, count)| print(format!("{kind}: {count}")))?;
        named().try_for_each(|one| print(format!("{} {}: {}", one.kind, one.key, one.why)))?;
    }
    if sound {
        tell(place.text.store_holds(findings.values()));
        return Ok(DONE);
    }
    tell(place.text.store_is_damaged(findings.damaged));
    Ok(FAILED)
}

/// Only for a store that is damaged: a sound one holds more than WeCom gives again.
fn rebuild(place: &Place) -> Result<u8, Failure> {
    let config = place.config()?;
    let folder = place.data_dir(&config);
    match look_through(&folder, &config.file.wecom.corp_id) {
        Ok(findings) if findings.damaged == 0 => {
            return Err(Failure::Usage(place.text.nothing_to_rebuild(findings.values())));
        }
        Ok(_) | Err(StoreError::Damaged { .. }) => {}
        Err(other) => return Err(other.into()),
    }
    let now = place.clock.now();
    let aside = move_aside(&folder, now)?.display().to_string();
    let entry = Entry::by(&place.actor(&config).name, now, "store.rebuild", "store", "ok").with("aside", &aside);
    place.store(&config)?.commit(Unit { audit: vec![entry], ..Unit::default() })?;
    let days = DayRange::ending(wecom_date(now), config.file.sync.look_back_days);
    print(place.text.store_moved(&aside, &days.from.to_string()))?;
    Ok(DONE)
}
