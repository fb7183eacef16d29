//! Lines that are being made into sound: what is asked for, what is ready, and which one is waited for.

use crate::dialogue::{Failed, Line};
use crate::speak::Speech;

/// The few lines around the one that sounds.
#[derive(Default)]
pub(super) struct Lines {
    made: Vec<(Line, Made)>,
    wanted: Option<Line>,
}

enum Made {
    UnderWay,
    /// Made, or failed.
    Ready(Result<Speech, Failed>),
}

impl Lines {
    /// Notes that a line is being made; false where it is already.
    pub(super) fn is_new(&mut self, line: &Line) -> bool {
        if self.made.iter().any(|(other, _)| other == line) {
            return false;
        }
        self.made.push((line.clone(), Made::UnderWay));
        true
    }

    /// The sound of a line, if it is made.
    pub(super) fn take(&mut self, line: &Line) -> Option<Result<Speech, Failed>> {
        let place = self.made.iter().position(|(other, made)| other == line && matches!(made, Made::Ready(_)))?;
        let (_, made) = self.made.swap_remove(place);
        // What was made for a line before this one is not wanted any more.
        self.made.retain(|(other, _)| other.id > line.id);
        match made {
            Made::Ready(speech) => Some(speech),
            Made::UnderWay => None,
        }
    }

    /// This line is to sound as soon as it is there.
    pub(super) fn want(&mut self, line: Line) {
        self.wanted = Some(line);
    }

    /// A line is made: handed back where it is waited for.
    pub(super) fn put(&mut self, line: &Line, speech: Result<Speech, Failed>) -> Option<Result<Speech, Failed>> {
        let place = self.made.iter().position(|(other, _)| other == line)?;
        self.made[place].1 = Made::Ready(speech);
        if self.wanted.as_ref() == Some(line) {
            self.wanted = None;
            return self.take(line);
        }
        None
    }

    /// Nothing of it is wanted any more.
    pub(super) fn clear(&mut self) {
        self.made.clear();
        self.wanted = None;
    }
}
