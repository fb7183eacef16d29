//! The section `[audio]`: which devices, and how they are used.

use crate::channel::sound::SoundSettings;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AudioSettings {
    input: String,
    output: String,
    echo_cancelling: bool,
}

impl AudioSettings {
    pub(super) fn validate(self) -> SoundSettings {
        SoundSettings { input: self.input, output: self.output, echo_cancelling: self.echo_cancelling }
    }
}
