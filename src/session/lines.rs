//! Lines on their way to being spoken: which are being synthesized, which are ready, and which one is awaited.

use crate::dialogue::{Failed, Line};
use crate::speak::Speech;

/// The line being spoken and the few around it.
#[derive(Default)]
pub(super) struct Lines {
    made: Vec<(Line, Made)>,
    wanted: Option<Line>,
}

enum Made {
    UnderWay,
    /// Synthesized, or failed.
    Ready(Result<Speech, Failed>),
}

impl Lines {
    /// Registers a line that is about to be synthesized; false if it is registered already.
    pub(super) fn is_new(&mut self, line: &Line) -> bool {
        if self.made.iter().any(|(other, _)| other == line) {
            return false;
        }
        self.made.push((line.clone(), Made::UnderWay));
        true
    }

    /// Takes the sound of a line, if it is ready.
    pub(super) fn take(&mut self, line: &Line) -> Option<Result<Speech, Failed>> {
        let place = self.made.iter().position(|(other, made)| other == line && matches!(made, Made::Ready(_)))?;
        let (_, made) = self.made.swap_remove(place);
        // Earlier lines will not be played any more.
        self.made.retain(|(other, _)| other.id > line.id);
        match made {
            Made::Ready(speech) => Some(speech),
            Made::UnderWay => None,
        }
    }

    /// Marks the line that is to be played as soon as it is ready.
    pub(super) fn want(&mut self, line: Line) {
        self.wanted = Some(line);
    }

    /// Stores the sound of a line. Returns it if the line is awaited.
    pub(super) fn put(&mut self, line: &Line, speech: Result<Speech, Failed>) -> Option<Result<Speech, Failed>> {
        let place = self.made.iter().position(|(other, _)| other == line)?;
        self.made[place].1 = Made::Ready(speech);
        if self.wanted.as_ref() == Some(line) {
            self.wanted = None;
            return self.take(line);
        }
        None
    }

    /// Forgets all lines.
    pub(super) fn clear(&mut self) {
        self.made.clear();
        self.wanted = None;
    }
}
