//! When witness and journal contradict each other, a copy of the journal decides: three say more than two.

use super::{Repair, files};
use crate::store::error::StoreError;
use crate::store::folder::Folder;
use crate::store::journal::frame::Head;
use crate::store::journal::recovery::{self, Found};
use std::path::PathBuf;

/// The witness, unless a copy bears out a whole journal against it: then it is moved aside, and none is left.
pub(super) fn arbitrate(
    folder: &Folder,
    copies: &[PathBuf],
    witness: Option<Head>,
    repairs: &mut Vec<Repair>,
) -> Result<Option<Head>, StoreError> {
    let Some(named) = witness else { return Ok(None) };
    // A damaged journal bears out nothing, and one without facts is borne out by every copy.
    let ours = match recovery::look(&folder.journal()) {
        Ok(ours) if ours.head.seq > 0 => ours,
        _ => return Ok(witness),
    };
    let Ok(at_witness) = ours.hash_at(named.seq) else { return Ok(witness) };
    if at_witness == Some(named.hash) {
        return Ok(witness);
    }
    let bears_out = |copy: &Found| {
        let same_end = copy.head == ours.head;
        same_end && copy.hash_at(named.seq).is_ok_and(|theirs| theirs == at_witness)
    };
    if !copies.iter().any(|copy| recovery::look(copy).is_ok_and(|copy| bears_out(&copy))) {
        return Ok(witness);
    }
    let kept_in = files::move_aside(folder, &folder.witness().join("head"))?;
    repairs.push(Repair::Witness { seq: named.seq, kept_in });
    Ok(None)
}
