//! How the settings name a server, and one of its models or voices.

use std::str::FromStr;

/// What an address of the Wyoming protocol begins with.
const WYOMING: &str = "wyoming://";
/// What an address of the OpenAI-compatible interface begins with.
const HTTP: [&str; 2] = ["http://", "https://"];

/// How a server is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Home Assistant's, over TCP.
    Wyoming,
    /// `/audio/transcriptions` and `/audio/speech` below a web address.
    OpenAi,
}

/// Where a server is, and which of its models or voices is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// How it is asked.
    pub protocol: Protocol,
    /// Host and port; of the OpenAI-compatible interface, the whole address below which it is.
    pub host: String,
    /// The model, or the voice of a Wyoming server. None, which only Wyoming has, leaves it to the server.
    pub name: Option<String>,
    /// The voice of the model, which only the OpenAI-compatible interface has.
    pub voice: Option<String>,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix(WYOMING) {
            return wyoming(rest).ok_or_else(|| wrong(text));
        }
        let scheme = HTTP.into_iter().find(|scheme| text.starts_with(scheme)).ok_or_else(|| wrong(text))?;
        http(scheme, &text[scheme.len()..]).ok_or_else(|| wrong(text))
    }
}

fn wrong(text: &str) -> String {
    format!(
        "`{text}`: write {WYOMING}HOST:PORT or {WYOMING}HOST:PORT/NAME, or http://HOST:PORT/v1?model=NAME and for a voice \
         http://HOST:PORT/v1?model=NAME&voice=NAME"
    )
}

fn wyoming(rest: &str) -> Option<Address> {
    let (host, name) = rest.split_once('/').unwrap_or((rest, ""));
    let (machine, port) = host.rsplit_once(':')?;
    if machine.is_empty() || port.parse::<u16>().is_err() {
        return None;
    }
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
    Some(Address { protocol: Protocol::Wyoming, host: host.to_owned(), name, voice: None })
}

/// Names stand in the query as they are, with their slashes and colons.
fn http(scheme: &str, rest: &str) -> Option<Address> {
    let (place, query) = rest.split_once('?')?;
    let machine = place.split('/').next().unwrap_or_default();
    // A password would end up in the log with the address.
    if machine.is_empty() || place.contains(['@', '#', ' ']) || query.contains(['#', ' ']) {
        return None;
    }
    let (mut model, mut voice) = (None, None);
    for part in query.split('&') {
        let (key, value) = part.split_once('=').filter(|(_, value)| !value.is_empty())?;
        match key {
            "model" => model = Some(value.to_owned()),
            "voice" => voice = Some(value.to_owned()),
            _ => return None,
        }
    }
    let host = format!("{scheme}{}", place.trim_end_matches('/'));
    Some(Address { protocol: Protocol::OpenAi, host, name: Some(model?), voice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_refused_with_how_to_write_one() {
        for wrong in [
            "",
            "host:1",
            "wyoming://host",
            "wyoming://:1",
            "wyoming://host:99999",
            "http://host:1",
            "http://?model=a",
            "http://host/v1?voice=a",
            "http://host/v1?model=",
            "http://host/v1?model=a&speed=2",
            "http://user:secret@host/v1?model=a",
            "ftp://host/v1?model=a",
        ] {
            let error = wrong.parse::<Address>().unwrap_err();
            assert!(error.contains("wyoming://HOST:PORT/NAME") && error.contains("?model=NAME&voice=NAME"), "{error}");
        }
    }

    #[test]
    fn names_may_have_slashes() {
        let address: Address = "wyoming://[::1]:10300/nl_NL-x".parse().unwrap();
        assert_eq!((address.host.as_str(), address.name.as_deref()), ("[::1]:10300", Some("nl_NL-x")));
        let address: Address = "https://ear.example/v1/?model=Systran/faster-whisper-base".parse().unwrap();
        assert_eq!(address.host, "https://ear.example/v1");
        assert_eq!((address.name.as_deref(), address.voice), (Some("Systran/faster-whisper-base"), None));
        let address: Address = "http://127.0.0.1:8000/v1?model=piper&voice=nl_NL-pim-medium".parse().unwrap();
        assert_eq!((address.protocol, address.voice.as_deref()), (Protocol::OpenAi, Some("nl_NL-pim-medium")));
    }
}
