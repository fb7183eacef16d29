//! The section `[servers]`: recognition and voices on other machines.

use super::{ConfigError, Refuse};
use crate::elsewhere::{Address, Limits, Protocol};
use crate::language::Language;
use serde::Deserialize;
use std::time::Duration;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ServersSettings {
    recogniser: String,
    voice_nl: String,
    voice_en: String,
    key: String,
    deadline_ms: i64,
    at_once: i64,
}

/// Servers that the operator named.
#[derive(Clone)]
pub struct ServersConfig {
    /// Who recognises speech.
    pub recogniser: Option<Address>,
    /// Who speaks a language.
    pub voices: Vec<(Language, Address)>,
    /// How each of them is asked.
    pub limits: Limits,
    /// What those with a web address are told as a key.
    pub key: Option<String>,
}

impl std::fmt::Debug for ServersConfig {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = self.key.as_ref().map(|_| "…");
        to.debug_struct("ServersConfig")
            .field("recogniser", &self.recogniser)
            .field("voices", &self.voices)
            .field("limits", &self.limits)
            .field("key", &key)
            .finish()
    }
}

impl ServersSettings {
    pub(super) fn validate(self, refuse: Refuse) -> Result<ServersConfig, ConfigError> {
        if !(100..=10_000).contains(&self.deadline_ms) {
            let problem = format!("{} is not between 100 and 10000", self.deadline_ms);
            return Err(refuse("servers.deadline_ms", problem));
        }
        if !(1..=256).contains(&self.at_once) {
            return Err(refuse("servers.at_once", format!("{} is not between 1 and 256", self.at_once)));
        }
        let address = |key: &str, text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|problem| refuse(key, problem)),
        };
        let mut voices = Vec::new();
        for (language, key, text) in
            [(Language::Nl, "servers.voice_nl", &self.voice_nl), (Language::En, "servers.voice_en", &self.voice_en)]
        {
            let address: Option<Address> = address(key, text)?;
            if address.as_ref().is_some_and(|address| address.protocol == Protocol::OpenAi && address.voice.is_none()) {
                return Err(refuse(key, format!("`{}` names no voice: add &voice=NAME", text.trim())));
            }
            voices.extend(address.map(|address| (language, address)));
        }
        let limits =
            Limits { deadline: Duration::from_millis(self.deadline_ms as u64), at_once: self.at_once as usize };
        let key = Some(self.key.trim().to_owned()).filter(|key| !key.is_empty());
        if key.as_ref().is_some_and(|key| !key.chars().all(|letter| letter.is_ascii_graphic())) {
            return Err(refuse("servers.key", "a key has no spaces, line ends or letters beyond ASCII".to_owned()));
        }
        Ok(ServersConfig { recogniser: address("servers.recogniser", &self.recogniser)?, voices, limits, key })
    }
}
