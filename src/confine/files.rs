//! Landlock: files, networks and other processes' sockets, as far as this kernel knows them.

use crate::confine::Places;
use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

/// What is withheld where the kernel knows it: files since 5.13, networks since 6.7, devices' commands since 6.10, signals and
/// nameless sockets since 6.12.
const WANTED: ABI = ABI::V6;

/// Withholds everything but `places`, for this thread and those that it begins.
pub(super) fn withhold(places: &Places) -> Result<(), String> {
    match restrict(places).map_err(|error| error.to_string())? {
        RulesetStatus::FullyEnforced => Ok(()),
        RulesetStatus::PartiallyEnforced => Err("this kernel withholds files only in part".to_owned()),
        RulesetStatus::NotEnforced => Err("this kernel has no Landlock".to_owned()),
    }
}

fn restrict(places: &Places) -> Result<RulesetStatus, RulesetError> {
    let terminal = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev;
    let read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(WANTED))?
        .handle_access(AccessNet::from_all(WANTED))?
        .scope(Scope::from_all(WANTED))?
        .create()?
        // A place that is not there is not granted.
        .add_rules(path_beneath_rules(&places.read, read))?
        .add_rules(path_beneath_rules(&places.terminals, terminal))?
        .restrict_self()?;
    Ok(status.ruleset)
}
