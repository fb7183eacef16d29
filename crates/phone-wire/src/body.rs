//! Finds the session description in the body of a SIP message, alone or as one of several parts. Pure. Not for: its
//! contents ([`crate::sdp`]).

/// Maximum number of body parts that are examined.
const MOST_PARTS: usize = 16;

/// Why there is no session description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDescription {
    /// There is no body.
    Empty,
    /// It has another type, or is encoded (415).
    OtherType,
    /// It is not text, or its parts cannot be separated (400).
    Malformed,
}

/// The session description in `body`. `content_type` is the header's value, if present; `encoded`: the message has a
/// `Content-Encoding` other than `identity`.
pub fn description_in<'a>(content_type: Option<&str>, encoded: bool, body: &'a [u8]) -> Result<&'a str, NoDescription> {
    if body.is_empty() {
        return Err(NoDescription::Empty);
    }
    if encoded {
        return Err(NoDescription::OtherType);
    }
    let text = std::str::from_utf8(body).map_err(|_| NoDescription::Malformed)?;
    match content_type {
        Some(kind) if is_type(kind, "application/sdp") => Ok(text),
        Some(kind) if kind.trim_start().to_ascii_lowercase().starts_with("multipart/") => {
            let boundary = parameter(kind, "boundary").ok_or(NoDescription::Malformed)?;
            part_of(text, &boundary).ok_or(NoDescription::OtherType)
        }
        // Without a type, the usual one is meant.
        None if text.starts_with("v=0") => Ok(text),
        Some(_) | None => Err(NoDescription::OtherType),
    }
}

/// The first part that is a session description.
fn part_of<'a>(text: &'a str, boundary: &str) -> Option<&'a str> {
    let mark = format!("--{boundary}");
    text.split(mark.as_str()).skip(1).take(MOST_PARTS).find_map(|part| {
        let part = part.trim_start_matches([' ', '\t']);
        let part = part.strip_prefix("\r\n").or_else(|| part.strip_prefix('\n'))?;
        let (head, content) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
        let is_description = head.lines().any(|line| {
            line.split_once(':').is_some_and(|(name, value)| {
                ["content-type", "c"].contains(&name.trim().to_ascii_lowercase().as_str())
                    && is_type(value, "application/sdp")
            })
        });
        is_description.then_some(content)
    })
}

/// Whether a `Content-Type`, ignoring parameters, is this type.
fn is_type(value: &str, wanted: &str) -> bool {
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

fn parameter(value: &str, wanted: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case(wanted) && !value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n";

    #[test]
    fn a_description_is_found_alone_and_among_others() {
        let parts = format!(
            "--b1\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n{SDP}\r\n--b1--\r\n"
        );
        let mixed = description_in(Some("multipart/mixed; boundary=\"b1\""), false, parts.as_bytes()).unwrap();
        assert!(mixed.starts_with(SDP) && !mixed.contains("--b1"), "{mixed}");
        for kind in [Some("application/sdp"), Some("Application/SDP; charset=utf-8"), None] {
            assert_eq!(description_in(kind, false, SDP.as_bytes()), Ok(SDP), "{kind:?}");
        }
    }

    #[test]
    fn what_is_none_is_told_apart() {
        let sdp = SDP.as_bytes();
        for (kind, encoded, body, expected) in [
            (Some("application/sdp"), false, &b""[..], NoDescription::Empty),
            (Some("application/sdp"), true, sdp, NoDescription::OtherType),
            (Some("text/plain"), false, sdp, NoDescription::OtherType),
            (Some("multipart/mixed"), false, sdp, NoDescription::Malformed),
            (Some("multipart/mixed; boundary=x"), false, sdp, NoDescription::OtherType),
            (Some("application/sdp"), false, &[0xff, 0xfe], NoDescription::Malformed),
            (None, false, &b"hello"[..], NoDescription::OtherType),
        ] {
            assert_eq!(description_in(kind, encoded, body), Err(expected), "{kind:?}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_refused(
            kind in "(application/sdp|multipart/[a-z]{0,6}(; ?boundary=\"?[a-b]{0,2}\"?)?|.{0,20})",
            body in "((--)?[a-b]{0,2}\r?\n|content-type: application/sdp|v=0|.|\r\n){0,40}"
        ) {
            let _ = description_in(Some(&kind), false, body.as_bytes());
        }
    }
}
