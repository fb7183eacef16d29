//! The settings of the kiosk.

use super::keys::Function;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Modifier keys: nothing here requires two hands.
const HELD: [&str; 5] = ["Shift", "Control", "Alt", "Meta", "OS"];

/// Validated settings of the kiosk.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // each stands for itself
pub struct KioskConfig {
    /// Port of the page, on loopback.
    pub port: u16,
    /// The function of each key, by the browser's `KeyboardEvent.code`.
    pub keys: BTreeMap<String, Function>,
    /// A second equal press within this time is ignored.
    pub double_strike: Duration,
    /// Minimum height of a capital letter on the screen.
    pub capital_height_mm: f64,
    /// Width of the screen; 0 if unknown.
    pub screen_width_mm: f64,
    /// Headphones as a second output; empty: none.
    pub headphones: String,
    /// Whether speaking starts a visit.
    pub start_by_voice: bool,
    /// The program that calls a human, with its first arguments. Empty: nobody can be called.
    pub call_staff: Vec<String>,
    /// The keys of the keypad, in the order in which the hand finds them. Empty: there is no keypad.
    pub keypad: Vec<Function>,
    /// Whether every key press sounds a short tone.
    pub key_tones: bool,
    /// Whether letters and words typed on a keyboard are spoken.
    pub speak_typing: bool,
    /// Whether a person who comes near or touches the screen is invited.
    pub invite: bool,
    /// Whether a visit begins louder where the hall is noisy.
    pub volume_by_noise: bool,
}

/// The settings as written in the file.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools)] // each stands for itself
pub struct KioskSettings {
    port: i64,
    double_strike_ms: i64,
    capital_height_mm: f64,
    screen_width_mm: f64,
    headphones: String,
    start_by_voice: bool,
    call_staff: Vec<String>,
    keypad: Vec<String>,
    key_tones: bool,
    speak_typing: bool,
    invite: bool,
    volume_by_noise: bool,
    keys: BTreeMap<String, Vec<String>>,
}

impl KioskSettings {
    /// Validates the settings. The error has the key and what is wrong with it.
    pub fn validate(self) -> Result<KioskConfig, (String, String)> {
        let refuse = |key: &str, problem: String| Err((format!("kiosk.{key}"), problem));
        if !(0..=65_535).contains(&self.port) {
            return refuse("port", format!("{} is not between 0 and 65535", self.port));
        }
        if !(0..=2000).contains(&self.double_strike_ms) {
            return refuse("double_strike_ms", format!("{} is not between 0 and 2000", self.double_strike_ms));
        }
        if !(7.3..=40.0).contains(&self.capital_height_mm) {
            return refuse("capital_height_mm", format!("{} is not between 7.3 and 40", self.capital_height_mm));
        }
        if self.screen_width_mm != 0.0 && !(100.0..=3000.0).contains(&self.screen_width_mm) {
            return refuse("screen_width_mm", format!("{} is not 0, or between 100 and 3000", self.screen_width_mm));
        }
        Ok(KioskConfig {
            port: self.port as u16,
            keys: keys(self.keys)?,
            double_strike: Duration::from_millis(self.double_strike_ms as u64),
            capital_height_mm: self.capital_height_mm,
            screen_width_mm: self.screen_width_mm,
            headphones: self.headphones,
            start_by_voice: self.start_by_voice,
            call_staff: self.call_staff,
            keypad: keypad(&self.keypad)?,
            key_tones: self.key_tones,
            speak_typing: self.speak_typing,
            invite: self.invite,
            volume_by_noise: self.volume_by_noise,
        })
    }
}

fn keypad(names: &[String]) -> Result<Vec<Function>, (String, String)> {
    let function = |name: &String| name.parse().map_err(|error| ("kiosk.keypad".to_owned(), format!("{error}")));
    names.iter().map(function).collect()
}

/// Turns a map from functions to keys into one from keys to functions.
fn keys(settings: BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, Function>, (String, String)> {
    let mut keys: BTreeMap<String, Function> = BTreeMap::new();
    for (name, codes) in settings {
        let place = format!("kiosk.keys.{name}");
        let function: Function = name.parse().map_err(|error| (place.clone(), format!("{error}")))?;
        for code in codes {
            if code.is_empty() || !code.chars().all(|sign| sign.is_ascii_alphanumeric()) {
                let problem = format!("`{code}` is not a key; use names such as Enter, F1 or Numpad0");
                return Err((place, problem));
            }
            if HELD.iter().any(|held| code.starts_with(held)) {
                return Err((place, format!("`{code}` is a modifier; use a key that works by itself")));
            }
            if let Some(other) = keys.insert(code.clone(), function) {
                return Err((place, format!("`{code}` is already the key of {other}")));
            }
        }
    }
    Ok(keys)
}
