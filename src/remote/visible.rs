//! What a console may see: everything with a person signed in, the lane and the booth without.

use crate::station::contract::seats::{ConsoleId, Lock};
use crate::station::contract::{NoticeKind, Preview, Snapshot};
use std::sync::Arc;

/// How much a console may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everything: somebody is signed in there, and the session is not locked.
    Whole,
    /// The lane, the booth and the alarms of its storage.
    Lane,
}

/// How much a console may see, as of a snapshot.
pub fn sight(snapshot: &Snapshot, console: ConsoleId) -> Sight {
    let view = snapshot.consoles.iter().find(|view| view.id == console);
    let session = view.and_then(|view| view.session.as_ref());
    if session.is_some_and(|session| session.lock == Lock::Open) { Sight::Whole } else { Sight::Lane }
}

/// The snapshot as a console may see it.
pub fn visible(snapshot: &Snapshot, console: ConsoleId, sight: Sight) -> Snapshot {
    let seen = Snapshot { own: console, ..snapshot.clone() };
    match sight {
        Sight::Whole => seen,
        Sight::Lane => {
            let own = snapshot.consoles.iter().filter(|view| view.id == console).cloned().collect();
            Snapshot {
                lane_case: None,
                unfinished: Arc::default(),
                recent: Arc::default(),
                day: Arc::default(),
                consoles: Arc::new(own),
                proposals: Arc::default(),
                ..seen
            }
        }
    }
}

/// The preview as a console may see it: without a person it is an empty one.
pub fn visible_preview(preview: &Arc<Preview>, sight: Sight) -> Arc<Preview> {
    match sight {
        Sight::Whole => Arc::clone(preview),
        Sight::Lane => Arc::default(),
    }
}

/// Whether a console may hear of this.
pub fn may_hear(what: &NoticeKind, sight: Sight) -> bool {
    sight == Sight::Whole || !matches!(what, NoticeKind::CaseMoved { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::CaseState;
    use crate::domain::officer::Role;
    use crate::domain::seat::Seat;
    use crate::remote::samples::{at, case, number, officer, snapshot};
    use crate::station::contract::SessionId;
    use crate::station::contract::seats::{ConsoleView, Presence, SessionView};

    fn console(id: u64, lock: Option<Lock>) -> ConsoleView {
        let seat = Seat::booth();
        let officer = officer("akhmetov.a", Role::Oms);
        ConsoleView {
            id: ConsoleId(id),
            seat: seat.name,
            place: seat.place,
            roles: seat.roles,
            account: None,
            since: at(0),
            session: lock.map(|lock| SessionView { id: SessionId(id), officer, since: at(0), lock }),
            ended: None,
            shown: Arc::default(),
            watching: None,
            pointing: None,
            presence: Presence::Here,
        }
    }

    #[test]
    fn without_a_person_or_behind_a_lock_no_case_is_seen() {
        let mut all = snapshot(vec![case(1, 1)]);
        all.lane_case = Some(number(1));
        all.recent = Arc::new(vec![case(2, 1).row()]);
        all.consoles =
            Arc::new(vec![console(1, Some(Lock::Open)), console(2, Some(Lock::Locked)), console(3, None)]);
        let moved = NoticeKind::CaseMoved { case: number(1), state: CaseState::Queued };
        for (id, expected) in [(1, Sight::Whole), (2, Sight::Lane), (3, Sight::Lane), (9, Sight::Lane)] {
            let id = ConsoleId(id);
            let found = sight(&all, id);
            assert_eq!(found, expected, "{id:?}");
            let seen = visible(&all, id, found);
            assert_eq!(seen.own, id);
            assert_eq!((&seen.lane, &seen.booth, &seen.storage), (&all.lane, &all.booth, &all.storage));
            let is_whole = found == Sight::Whole;
            assert_eq!(seen.unfinished.is_empty(), !is_whole);
            assert_eq!(seen.recent.is_empty(), !is_whole);
            assert_eq!(seen.lane_case.is_none(), !is_whole);
            assert!(is_whole || seen.consoles.iter().all(|view| view.id == id));
            assert_eq!(may_hear(&moved, found), is_whole);
            assert!(may_hear(&NoticeKind::StoreRecovered, found));
            let preview = Arc::new(Preview { height: 4, ..Preview::default() });
            assert_eq!(*visible_preview(&preview, found) == *preview, is_whole);
        }
    }
}
