//! A recogniser elsewhere, with the one on this machine behind it.

use super::protocol::Event;
use super::server_elsewhere::{Server, ServerError};
use crate::audio::SAMPLE_RATE;
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcriber, Transcript, Utterance, invented};
use serde_json::Value;
use std::sync::Arc;

/// Samples of one chunk: 100 ms.
const CHUNK: usize = SAMPLE_RATE as usize / 10;
/// The protocol tells no probabilities; a server that writes words counts as having heard them well.
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

    fn ask(
        &self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<(String, Language), ServerError> {
        let (told, assumed) = match expected {
            ExpectedLanguage::Only(language) => (Some(language), language),
            ExpectedLanguage::Likely(language) => (None, language),
            ExpectedLanguage::Any => (None, Language::Nl),
        };
        let event = self.server.ask(&|| !cancel.is_cancelled(), |connection| {
            let mut request = serde_json::Map::new();
            if let Some(name) = &self.server.address().name {
                request.insert("name".into(), name.as_str().into());
            }
            if let Some(language) = told {
                request.insert("language".into(), language.code().into());
            }
            connection.send(&Event::new("transcribe", Value::Object(request)))?;
            connection.send(&Event::sound("audio-start", SAMPLE_RATE, &[]))?;
            for chunk in utterance.samples.chunks(CHUNK) {
                connection.send(&Event::sound("audio-chunk", SAMPLE_RATE, chunk))?;
            }
            connection.send(&Event::new("audio-stop", Value::Null))?;
            let transcript = connection.until("transcript", |_| {})?;
            if transcript.text("text").is_some() { Ok(transcript) } else { Err(ServerError::Refused) }
        })?;
        let spoken = event.text("language").and_then(|code| code.parse().ok());
        let text = event.text("text").unwrap_or_default().trim().to_owned();
        Ok((text, spoken.unwrap_or(assumed)))
    }
}

impl Transcriber for ServedTranscriber {
    fn transcribe(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Transcript, ListenError> {
        match self.ask(utterance, expected, cancel) {
            Ok((text, _)) if invented(&text) => Err(ListenError::NoSpeech),
            Ok((text, language)) => Ok(Transcript { text, language, confidence: CONFIDENCE, alternatives: Vec::new() }),
            Err(ServerError::Unwanted) => Err(ListenError::Cancelled),
            Err(error) => {
                tracing::warn!(code = "recogniser-elsewhere", server = self.server.address().host, %error);
                self.local.transcribe(utterance, expected, cancel)
            }
        }
    }

    fn prepare(&mut self) -> Result<bool, ListenError> {
        self.local.prepare()
    }
}
