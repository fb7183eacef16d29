//! The section `[listen]`: the recogniser, and how turns are taken.

use super::{ConfigError, Refuse};
use crate::language::UnknownLanguage;
use crate::listen::{EndpointSettings, ExpectedLanguage, ListenerSettings};
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ListenSettings {
    pub(super) model: String,
    pub(super) adapter: String,
    threads: i64,
    at_once: i64,
    language: String,
    max_question_seconds: f64,
    max_turn_seconds: f64,
    speech_probability: f64,
    noise_margin_db: f64,
    background_db: f64,
    interrupts_dbfs: f64,
    pre_roll_ms: i64,
    confirm_ms: i64,
    pause_ms: i64,
    silence_ms: i64,
    hesitation_silence_ms: i64,
    longest_silence_ms: i64,
    command_silence_ms: i64,
}

impl ListenSettings {
    pub(super) fn threads(&self, refuse: Refuse) -> Result<usize, ConfigError> {
        if !(1..=64).contains(&self.threads) {
            return Err(refuse("listen.threads", format!("{} is not between 1 and 64", self.threads)));
        }
        Ok(self.threads as usize)
    }

    pub(super) fn at_once(&self, refuse: Refuse) -> Result<usize, ConfigError> {
        if !(1..=64).contains(&self.at_once) {
            return Err(refuse("listen.at_once", format!("{} is not between 1 and 64", self.at_once)));
        }
        Ok(self.at_once as usize)
    }

    pub(super) fn max_question_seconds(&self, refuse: Refuse) -> Result<f64, ConfigError> {
        let found = self.max_question_seconds;
        if !(1.0..=29.0).contains(&found) {
            return Err(refuse("listen.max_question_seconds", format!("{found} is not between 1 and 29")));
        }
        Ok(found)
    }

    fn max_turn_seconds(&self, refuse: Refuse) -> Result<f64, ConfigError> {
        let found = self.max_turn_seconds;
        if !(5.0..=29.0).contains(&found) {
            return Err(refuse("listen.max_turn_seconds", format!("{found} is not between 5 and 29")));
        }
        Ok(found)
    }

    pub(super) fn language(&self, refuse: Refuse) -> Result<ExpectedLanguage, ConfigError> {
        match self.language.as_str() {
            "auto" => Ok(ExpectedLanguage::Any),
            code => code
                .parse()
                .map(ExpectedLanguage::Only)
                .map_err(|error: UnknownLanguage| refuse("listen.language", format!("{error} or auto"))),
        }
    }

    /// How live sound is listened to.
    pub(super) fn listener(&self, refuse: Refuse) -> Result<ListenerSettings, ConfigError> {
        let milliseconds = [
            ("listen.pre_roll_ms", self.pre_roll_ms, 0, 2000),
            ("listen.confirm_ms", self.confirm_ms, 40, 1000),
            ("listen.pause_ms", self.pause_ms, 100, 1000),
            ("listen.silence_ms", self.silence_ms, 200, 5000),
            ("listen.hesitation_silence_ms", self.hesitation_silence_ms, 200, 5000),
            ("listen.longest_silence_ms", self.longest_silence_ms, 200, 10_000),
            ("listen.command_silence_ms", self.command_silence_ms, 200, 5000),
        ];
        for (key, found, least, most) in milliseconds {
            if !(least..=most).contains(&found) {
                return Err(refuse(key, format!("{found} is not between {least} and {most}")));
            }
        }
        if !(0.05..=0.95).contains(&self.speech_probability) {
            let found = self.speech_probability;
            return Err(refuse("listen.speech_probability", format!("{found} is not between 0.05 and 0.95")));
        }
        if !(0.0..=30.0).contains(&self.noise_margin_db) {
            return Err(refuse("listen.noise_margin_db", format!("{} is not between 0 and 30", self.noise_margin_db)));
        }
        if !(0.0..=30.0).contains(&self.background_db) {
            return Err(refuse("listen.background_db", format!("{} is not between 0 and 30", self.background_db)));
        }
        if !(-60.0..=0.0).contains(&self.interrupts_dbfs) {
            return Err(refuse("listen.interrupts_dbfs", format!("{} is not between -60 and 0", self.interrupts_dbfs)));
        }
        Ok(ListenerSettings {
            endpoint: EndpointSettings {
                speech_probability: self.speech_probability as f32,
                confirm_ms: self.confirm_ms as u32,
                pause_ms: self.pause_ms as u32,
                silence_ms: self.silence_ms as u32,
                hesitation_silence_ms: self.hesitation_silence_ms as u32,
                longest_silence_ms: self.longest_silence_ms as u32,
                command_silence_ms: self.command_silence_ms as u32,
                maximum_ms: (self.max_turn_seconds(refuse)? * 1000.0) as u32,
            },
            pre_roll_ms: self.pre_roll_ms as u32,
            noise_margin_db: self.noise_margin_db as f32,
            background_db: self.background_db as f32,
            interrupts_dbfs: self.interrupts_dbfs as f32,
        })
    }
}
