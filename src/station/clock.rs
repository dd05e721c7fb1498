//! The one place that reads the wall clock.

use crate::domain::Moment;

/// Reads the wall clock.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
pub fn now() -> Moment {
    chrono::Utc::now()
}
