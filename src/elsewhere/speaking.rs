//! A voice elsewhere, with one on this machine behind it.

use super::server::Server;
use crate::language::Language;
use crate::speak::{SpeakError, Speech, Synthesizer, VoiceSettings, VoiceSource, at_speed};
use std::sync::Arc;

/// A voice of a server, and the voice that speaks where the server does not.
#[derive(Debug)]
pub struct ServedVoice {
    server: Arc<Server>,
    language: Language,
    local: VoiceSettings,
}

impl ServedVoice {
    /// A server's voice for a language, before one on this machine.
    #[must_use]
    pub fn new(server: Arc<Server>, language: Language, local: VoiceSettings) -> Self {
        ServedVoice { server, language, local }
    }
}

impl VoiceSource for ServedVoice {
    fn name(&self) -> String {
        let address = self.server.address();
        let name = address.name.as_deref().unwrap_or(self.language.code());
        let voice = address.voice.iter().map(|voice| format!("/{voice}"));
        format!("{}/{name}{}", address.host, voice.collect::<String>())
    }

    fn version(&self) -> String {
        "elsewhere".to_owned()
    }

    fn open(self: Arc<Self>) -> Box<dyn Synthesizer> {
        Box::new(Speaking { name: self.name(), served: self, local: None, elsewhere: true })
    }
}

struct Speaking {
    served: Arc<ServedVoice>,
    name: String,
    local: Option<Box<dyn Synthesizer>>,
    elsewhere: bool,
}

impl Synthesizer for Speaking {
    fn synthesize(&mut self, text: &str, rate: f32) -> Result<Speech, SpeakError> {
        let asked = self.served.server.speak(text, self.served.language);
        self.elsewhere = asked.is_ok();
        match asked {
            Ok(speech) => at_speed(&speech, rate)
                .ok_or_else(|| SpeakError::Synthesis { voice: self.name.clone(), reason: "out of memory".into() }),
            Err(error) => {
                tracing::warn!(code = "voice-elsewhere", server = self.served.server.address().host, %error);
                if self.local.is_none() {
                    self.local = Some(self.served.local.open()?);
                }
                let local = self.local.as_mut().expect("it was opened above");
                local.synthesize(text, rate)
            }
        }
    }

    fn voice(&self) -> &str {
        &self.name
    }

    fn spoke_itself(&self) -> bool {
        self.elsewhere
    }
}
