//! The section `[phone]`, raw and validated.

use super::ConfigError;
use crate::channel::phone::{AllowList, Credentials, PhoneConfig, Registrar, WhenFull};
use phone_wire::codec::Codec;
use serde::Deserialize;
use std::time::Duration;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PhoneSettings {
    sip: String,
    audiosocket: String,
    allow: String,
    advertise: String,
    rtp_first_port: i64,
    rtp_last_port: i64,
    codecs: String,
    max_calls: i64,
    when_full: String,
    transfer_to: String,
    transfer_seconds: i64,
    register: String,
    register_user: String,
    register_password: String,
    caller_user: String,
    caller_password: String,
    no_sound_seconds: i64,
    max_call_minutes: i64,
    drain_seconds: i64,
}

impl PhoneSettings {
    pub(super) fn validate(self, place: &str) -> Result<PhoneConfig, ConfigError> {
        let wrong = |key: &str, problem: String| ConfigError::new(place, format!("phone.{key}: {problem}"));
        let between = |key: &str, value: i64, least: i64, most: i64| {
            let refused = || wrong(key, format!("{value} is not between {least} and {most}"));
            if (least..=most).contains(&value) { Ok(value as u64) } else { Err(refused()) }
        };
        let address = |key: &str, text: &str| match text {
            "" => Ok(None),
            text => {
                let problem = |_| wrong(key, format!("`{text}` is no address with a port, such as 127.0.0.1:5060"));
                text.parse().map(Some).map_err(problem)
            }
        };
        let allow = AllowList::parse(&self.allow)
            .map_err(|word| wrong("allow", format!("`{word}` is no address or network, such as 192.0.2.0/24")))?;
        let advertise = match self.advertise.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| wrong("advertise", format!("`{text}` is no IP address")))?),
        };
        let first = between("rtp_first_port", self.rtp_first_port, 1024, 65_534)? as u16;
        let last = between("rtp_last_port", self.rtp_last_port, i64::from(first) + 1, 65_535)? as u16;
        let codecs =
            self.codecs.split([',', ' ']).filter(|name| !name.is_empty()).map(|name| {
                Codec::named(name).ok_or_else(|| wrong("codecs", format!("`{name}`: use G722, PCMA or PCMU")))
            });
        let codecs = codecs.collect::<Result<Vec<_>, _>>()?;
        if codecs.is_empty() {
            return Err(wrong("codecs", "name at least one of G722, PCMA and PCMU".to_owned()));
        }
        let when_full = match self.when_full.as_str() {
            "announce" => WhenFull::Announce,
            "busy" => WhenFull::Busy,
            "unavailable" => WhenFull::Unavailable,
            other => return Err(wrong("when_full", format!("`{other}`: use announce, busy or unavailable"))),
        };
        let is_sip_address =
            |text: &str| text.starts_with("sip:") && text.len() > 4 && !text.contains(['<', '>', '"', ' ', '\r', '\n']);
        for (key, text) in [("transfer_to", &self.transfer_to), ("register", &self.register)] {
            if !text.is_empty() && !is_sip_address(text) {
                return Err(wrong(key, format!("`{text}` is no SIP address, such as sip:100@pbx.example")));
            }
        }
        let registrar = (!self.register.is_empty()).then(|| Registrar {
            address: self.register,
            user: self.register_user.clone(),
            password: self.register_password,
        });
        if registrar.is_some() && self.register_user.is_empty() {
            return Err(wrong("register_user", "name the account at the exchange".to_owned()));
        }
        if self.caller_user.is_empty() != self.caller_password.is_empty() {
            return Err(wrong("caller_user", "set both caller_user and caller_password, or neither".to_owned()));
        }
        let credentials = (!self.caller_user.is_empty())
            .then_some(Credentials { user: self.caller_user, password: self.caller_password });
        Ok(PhoneConfig {
            sip: address("sip", &self.sip)?,
            audiosocket: address("audiosocket", &self.audiosocket)?,
            allow,
            advertise,
            rtp_ports: (first, last),
            codecs,
            max_calls: between("max_calls", self.max_calls, 1, 2000)? as usize,
            when_full,
            transfer_to: Some(self.transfer_to).filter(|text| !text.is_empty()),
            transfer: Duration::from_secs(between("transfer_seconds", self.transfer_seconds, 1, 300)?),
            registrar,
            credentials,
            no_sound: Duration::from_secs(between("no_sound_seconds", self.no_sound_seconds, 1, 3600)?),
            longest_call: Duration::from_secs(60 * between("max_call_minutes", self.max_call_minutes, 1, 1440)?),
            drain: Duration::from_secs(between("drain_seconds", self.drain_seconds, 0, 3600)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn mistakes_name_their_key_and_the_defaults_hear_this_machine_only() {
        let phone = Config::from_parts("", "f", |_| None).unwrap().phone;
        assert!(phone.allow.iter().all(|network| network.addr().is_loopback()), "{:?}", phone.allow);
        assert!(phone.sip.is_some_and(|address| address.ip().is_loopback()));
        for (text, part) in [
            ("sip = \"5060\"", "phone.sip"),
            ("audiosocket = \"localhost\"", "phone.audiosocket"),
            ("allow = \"10.0.0.0/40\"", "phone.allow"),
            ("advertise = \"pbx\"", "phone.advertise"),
            ("rtp_last_port = 1000", "phone.rtp_last_port"),
            ("codecs = \"G729\"", "phone.codecs"),
            ("codecs = \"\"", "phone.codecs"),
            ("max_calls = 0", "phone.max_calls"),
            ("when_full = \"wait\"", "phone.when_full"),
            ("transfer_to = \"100\"", "phone.transfer_to"),
            ("transfer_to = \"sip:1@x>,<sip:2@y\"", "phone.transfer_to"),
            ("register = \"pbx\"", "phone.register"),
            ("register = \"sip:pbx\"", "phone.register_user"),
            ("caller_user = \"a\"", "phone.caller_user"),
            ("no_sound_seconds = 0", "phone.no_sound_seconds"),
            ("sipp = 1", "sipp"),
        ] {
            let error = Config::from_parts(&format!("[phone]\n{text}"), "f", |_| None).expect_err(text).to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
