//! Events on the wire: a line of JSON, then as many bytes of further JSON and of payload as it announces.

use serde_json::{Map, Value};

/// The longest first line. Data that is longer comes after it.
const LONGEST_LINE: usize = 64 << 10;
/// The most bytes of data and of payload in one event.
const MOST_BYTES: u64 = 4 << 20;
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// One message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    /// What it is, such as `audio-chunk`.
    pub kind: String,
    /// Its values by name.
    pub data: Map<String, Value>,
    /// Sound, where there is any.
    pub payload: Vec<u8>,
}

/// What came is no event. The connection is of no use any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// The first line is no JSON object with a type, or what it announces is none.
    #[error("not an event of the Wyoming protocol ({0})")]
    Form(&'static str),
    /// Something is longer than any event may be.
    #[error("an event that is too long ({0})")]
    TooLong(&'static str),
}

impl Event {
    /// An event without payload. `data` is a JSON object.
    #[must_use]
    pub fn new(kind: &str, data: Value) -> Self {
        let data = if let Value::Object(data) = data { data } else { Map::new() };
        Event { kind: kind.to_owned(), data, payload: Vec::new() }
    }

    /// Sound as 16-bit samples; `kind` is `audio-start`, `audio-chunk` or `audio-stop`.
    #[must_use]
    pub fn sound(kind: &str, rate: u32, samples: &[f32]) -> Self {
        let event = Event::new(kind, serde_json::json!({ "rate": rate, "width": 2, "channels": 1 }));
        let pcm = samples.iter().map(|sample| (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16);
        Event { payload: pcm.flat_map(i16::to_le_bytes).collect(), ..event }
    }

    /// A text among the data.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.data.get(name).and_then(Value::as_str)
    }

    /// A number among the data.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.data.get(name).and_then(Value::as_u64)
    }

    /// The samples of its payload, all channels mixed into one, with their rate; none where it is not 16-bit sound.
    #[must_use]
    pub fn samples(&self) -> Option<(u32, Vec<f32>)> {
        let channels = usize::try_from(self.number("channels")?).ok().filter(|channels| (1..=8).contains(channels))?;
        let rate = u32::try_from(self.number("rate")?).ok()?;
        if self.number("width")? != 2 || !self.payload.len().is_multiple_of(2 * channels) {
            return None;
        }
        let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
        let frames = self.payload.chunks_exact(2 * channels);
        let mixed = frames.map(|frame| frame.chunks_exact(2).map(sample).sum::<f32>() / channels as f32);
        Some((rate, mixed.collect()))
    }

    /// The event as it is sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let data = if self.data.is_empty() { String::new() } else { Value::from(self.data.clone()).to_string() };
        let mut head = serde_json::json!({ "type": self.kind, "version": VERSION });
        if !data.is_empty() {
            head["data_length"] = data.len().into();
        }
        if !self.payload.is_empty() {
            head["payload_length"] = self.payload.len().into();
        }
        [head.to_string().as_bytes(), b"\n", data.as_bytes(), &self.payload].concat()
    }
}

/// Puts events together from bytes as they come.
#[derive(Default)]
pub struct Decoder {
    bytes: Vec<u8>,
}

impl Decoder {
    /// Takes bytes that came.
    pub fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next event, as soon as it is whole.
    pub fn event(&mut self) -> Result<Option<Event>, ProtocolError> {
        let Some(end) = self.bytes.iter().take(LONGEST_LINE).position(|byte| *byte == b'\n') else {
            return if self.bytes.len() < LONGEST_LINE { Ok(None) } else { Err(ProtocolError::TooLong("first line")) };
        };
        let head = object(&self.bytes[..end])?;
        let kind = head.get("type").and_then(Value::as_str).ok_or(ProtocolError::Form("no type"))?.to_owned();
        let length = |name| match head.get(name) {
            None | Some(Value::Null) => Ok(0),
            Some(length) => match length.as_u64() {
                Some(length) if length <= MOST_BYTES => Ok(length as usize),
                Some(_) => Err(ProtocolError::TooLong("data or payload")),
                None => Err(ProtocolError::Form("a length that is none")),
            },
        };
        let (data_end, payload_end) = {
            let data_end = end + 1 + length("data_length")?;
            (data_end, data_end + length("payload_length")?)
        };
        if self.bytes.len() < payload_end {
            return Ok(None);
        }
        let mut data = match head.get("data") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(data)) => data.clone(),
            Some(_) => return Err(ProtocolError::Form("data that is no object")),
        };
        if data_end > end + 1 {
            data.extend(object(&self.bytes[end + 1..data_end])?);
        }
        let payload = self.bytes[data_end..payload_end].to_vec();
        self.bytes.drain(..payload_end);
        Ok(Some(Event { kind, data, payload }))
    }
}

fn object(json: &[u8]) -> Result<Map<String, Value>, ProtocolError> {
    serde_json::from_slice(json).map_err(|_| ProtocolError::Form("no JSON object"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_event_survives_any_cut_of_its_bytes() {
        let events = [
            Event::new("describe", Value::Null),
            Event::new("transcribe", serde_json::json!({ "language": "nl" })),
            Event::sound("audio-chunk", 16_000, &[0.0, 0.5, -0.5]),
        ];
        let bytes: Vec<u8> = events.iter().flat_map(Event::to_bytes).collect();
        for step in 1..bytes.len() {
            let (mut decoder, mut found) = (Decoder::default(), Vec::new());
            for piece in bytes.chunks(step) {
                decoder.take(piece);
                while let Some(event) = decoder.event().unwrap() {
                    found.push(event);
                }
            }
            assert_eq!(found, events, "in pieces of {step}");
        }
    }

    #[test]
    fn data_may_stand_in_the_first_line_too() {
        let mut decoder = Decoder::default();
        decoder.take(b"{\"type\":\"transcript\",\"data\":{\"text\":\"a\"},\"data_length\":16}\n{\"language\":\"nl\"}");
        let error = decoder.event().unwrap_err();
        assert_eq!(error, ProtocolError::Form("no JSON object"), "a length that cuts the data");
        let mut decoder = Decoder::default();
        decoder.take(b"{\"type\":\"transcript\",\"data\":{\"text\":\"a\"},\"data_length\":17}\n{\"language\":\"nl\"}");
        let event = decoder.event().unwrap().unwrap();
        assert_eq!((event.text("text"), event.text("language")), (Some("a"), Some("nl")));
    }

    #[test]
    fn what_is_longer_than_any_event_is_refused_before_it_is_read() {
        let mut decoder = Decoder::default();
        decoder.take(b"{\"type\":\"audio-chunk\",\"payload_length\":99999999999}\n");
        assert!(matches!(decoder.event(), Err(ProtocolError::TooLong(_))));
        let mut decoder = Decoder::default();
        decoder.take(&vec![b' '; LONGEST_LINE]);
        assert!(matches!(decoder.event(), Err(ProtocolError::TooLong(_))));
    }

    #[test]
    fn two_channels_are_mixed_and_other_widths_refused() {
        let mut event = Event::sound("audio-chunk", 8000, &[0.5, 0.25]);
        event.data.insert("channels".into(), 2.into());
        let (rate, samples) = event.samples().unwrap();
        assert_eq!((rate, samples.len()), (8000, 1));
        assert!((samples[0] - 0.375).abs() < 0.001);
        event.data.insert("width".into(), 4.into());
        assert_eq!(event.samples(), None);
    }

    proptest! {
        #[test]
        fn no_bytes_whatever_break_it(bytes in prop::collection::vec(any::<u8>(), 0..300), json in ".{0,80}") {
            let mut decoder = Decoder::default();
            decoder.take(json.as_bytes());
            decoder.take(b"\n");
            decoder.take(&bytes);
            while let Ok(Some(event)) = decoder.event() {
                let _ = event.samples();
            }
        }
    }
}
