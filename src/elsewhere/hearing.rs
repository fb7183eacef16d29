//! A recogniser elsewhere, with the one on this machine behind it.

use super::server::{Heard, Server, ServerError};
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcriber, Transcript, Utterance, invented};
use std::sync::Arc;

/// Where a server tells no probabilities, words that it writes count as heard well.
const CONFIDENCE: f32 = 0.8;

/// Asks a server, and the recogniser on this machine where the server does not answer.
pub struct ServedTranscriber {
    server: Arc<Server>,
    local: Box<dyn Transcriber>,
}

impl ServedTranscriber {
    /// A server before a recogniser.
    #[must_use]
    pub fn new(server: Arc<Server>, local: Box<dyn Transcriber>) -> Self {
        ServedTranscriber { server, local }
    }
}

impl Transcriber for ServedTranscriber {
    fn transcribe(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Transcript, ListenError> {
        let (only, assumed) = match expected {
            ExpectedLanguage::Only(language) | ExpectedLanguage::Chosen(language) => (Some(language), language),
            other => (None, other.language()),
        };
        match self.server.recognise(utterance, only, &|| !cancel.is_cancelled()) {
            Ok(Heard { text, .. }) if invented(&text) => Err(ListenError::NoSpeech),
            Ok(Heard { text, language, confidence }) => Ok(Transcript {
                text,
                language: language.unwrap_or(assumed),
                confidence: confidence.unwrap_or(CONFIDENCE),
                alternatives: Vec::new(),
            }),
            Err(ServerError::Unwanted) => Err(ListenError::Cancelled),
            Err(error) => {
                tracing::warn!(code = "recogniser-elsewhere", server = self.server.address().host, %error);
                self.local.transcribe(utterance, expected, cancel)
            }
        }
    }

    fn work_ahead(&mut self) -> Result<bool, ListenError> {
        self.local.work_ahead()
    }
}
