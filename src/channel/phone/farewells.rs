//! The sentences for callers who are turned away. Not for: deciding that (`call`, `lines`).

use super::call::Why;
use crate::speak::Speech;

/// One sentence per reason; `None`: the call ends without one.
#[derive(Debug, Clone, Default)]
pub struct Farewells {
    /// All lines are taken.
    pub busy: Option<Speech>,
    /// The program is shutting down.
    pub closing: Option<Speech>,
    /// The call has reached the maximum duration.
    pub too_long: Option<Speech>,
    /// No sound arrives from the caller.
    pub no_sound: Option<Speech>,
}

impl Farewells {
    /// The keys of these sentences in `locales/`, in the order of the fields.
    pub const KEYS: [&str; 4] = ["lines-busy", "line-closing", "line-too-long", "line-no-sound"];

    /// What to say before a call ends for this reason.
    #[must_use]
    pub(super) fn of(&self, why: Why) -> Option<Speech> {
        match why {
            Why::Busy => self.busy.clone(),
            Why::Closing => self.closing.clone(),
            Why::TooLong => self.too_long.clone(),
            Why::NoSound => self.no_sound.clone(),
            Why::Finished | Why::NotUnderstood => None,
        }
    }
}
