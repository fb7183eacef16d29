//! Speech detectors for tests.

use crate::audio::{AudioChunk, measure};
use crate::listen::VoiceActivityDetector;

/// A detector that returns scripted values.
#[derive(Debug, Clone)]
pub struct ScriptedVoiceActivity {
    script: Option<std::collections::VecDeque<f32>>,
}

impl ScriptedVoiceActivity {
    /// One probability per chunk; no speech after the last. Use it with margins of 0, so that sound level does not
    /// count.
    #[must_use]
    pub fn new(script: impl IntoIterator<Item = f32>) -> Self {
        ScriptedVoiceActivity { script: Some(script.into_iter().collect()) }
    }

    /// Anything louder than −40 dBFS is speech.
    #[must_use]
    pub fn by_level() -> Self {
        ScriptedVoiceActivity { script: None }
    }
}

impl VoiceActivityDetector for ScriptedVoiceActivity {
    fn probability(&mut self, chunk: &AudioChunk) -> f32 {
        match &mut self.script {
            Some(script) => script.pop_front().unwrap_or(0.0),
            None => f32::from(measure(chunk.samples()).rms_dbfs > -40.0),
        }
    }

    fn reset(&mut self) {}
}
