//! What a console tells the others of itself.

use super::Console;
use crate::station::contract::seats::{Lock, Pointing, Shown};

impl Console {
    /// What it shows, for whoever looks on; nothing while nobody is signed in or the session is locked.
    pub fn shown(&self) -> Shown {
        if self.is_private() { Shown::default() } else { self.screen.current().shown(&self.scene()) }
    }

    /// Where its person points on the image that they look on at.
    pub fn pointing(&self) -> Option<Pointing> {
        if self.is_private() { None } else { self.screen.current().pointing() }
    }

    fn is_private(&self) -> bool {
        let seated = self.snapshot.own_console().and_then(|own| own.session.as_ref());
        self.session.is_none() || seated.is_some_and(|session| session.lock == Lock::Locked)
    }
}
