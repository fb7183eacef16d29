//! SIP messages as bytes, before the stack parses them: where the body ends, whether the message is complete, and what
//! to refuse because the stack cannot parse it. Pure. Not for: what a request means.
//!
//! The stack takes a body without `Content-Length` for none, knows only its own methods, reads at most 8,192 bytes of
//! a datagram, and silently drops what it cannot parse (RFC 3261, sections 8.2, 18.3 and 21.4, requires a response).

use crate::random_u64;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::net::SocketAddr;

/// The stack's buffer for a datagram.
const LONGEST_FOR_STACK: usize = 8192;
/// The methods that the stack knows (RFC 3261 and its extensions); any other is answered 501.
const METHODS: &[&str] = &[
    "ACK",
    "BYE",
    "CANCEL",
    "INFO",
    "INVITE",
    "MESSAGE",
    "NOTIFY",
    "OPTIONS",
    "PRACK",
    "PUBLISH",
    "REFER",
    "REGISTER",
    "SUBSCRIBE",
    "UPDATE",
];
/// Headers used here or by the stack; all others are removed from a message that is too long.
const NEEDED: &[&str] = &[
    "via",
    "v",
    "from",
    "f",
    "to",
    "t",
    "call-id",
    "i",
    "cseq",
    "contact",
    "m",
    "max-forwards",
    "route",
    "record-route",
    "content-type",
    "c",
    "content-length",
    "l",
    "content-encoding",
    "e",
    "supported",
    "k",
    "require",
    "session-expires",
    "x",
    "min-se",
    "authorization",
    "event",
    "o",
    "subscription-state",
    "accept",
    "allow",
    "rack",
    "reason",
    "refer-to",
    "r",
    "session-id",
    "unsupported",
];

/// What to do with a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Front<'a> {
    /// Pass this to the stack.
    Pass(Cow<'a, [u8]>),
    /// Refuse it with this response.
    Answer(Vec<u8>),
    /// It is not SIP, and nobody can be answered.
    Drop,
}

/// Examines a message. `from`: its sender, for the response. `is_readable`: whether the stack can parse a request.
#[must_use]
pub fn look_over(message: &[u8], from: SocketAddr, is_readable: impl Fn(&[u8]) -> bool) -> Front<'_> {
    let Some(end) = message.windows(4).position(|four| four == b"\r\n\r\n") else { return Front::Drop };
    let Ok(head) = std::str::from_utf8(&message[..end]) else { return Front::Drop };
    let (first, headers) = head.split_once("\r\n").unwrap_or((head, ""));
    let headers: Vec<(&str, &str)> = split_headers(headers);
    let body = &message[end + 4..];
    if first.starts_with("SIP/") {
        return match body_length(&headers, body.len()) {
            Some(length) => pass(message, first, &headers, &body[..length]),
            None => Front::Drop,
        };
    }
    let refused = |status: &str, more: &str| match answer(&headers, from, status, more) {
        // An ACK is never answered.
        Some(_) if first.starts_with("ACK ") => Front::Drop,
        Some(answer) => Front::Answer(answer),
        None => Front::Drop,
    };
    if let Err((status, more)) = acceptable(first, &headers) {
        return refused(status, more);
    }
    let Some(length) = body_length(&headers, body.len()) else { return refused("400 Broken Content-Length", "") };
    match pass(message, first, &headers, &body[..length]) {
        Front::Pass(message) if message.len() > LONGEST_FOR_STACK => refused("513 Message Too Large", ""),
        Front::Pass(message) if !is_readable(&message) => refused("400 Bad Request", ""),
        passed => passed,
    }
}

/// Checks the request line and the headers without which a request cannot be handled.
fn acceptable(first: &str, headers: &[(&str, &str)]) -> Result<(), (&'static str, &'static str)> {
    let mut words = first.split(' ');
    let (Some(method), Some(uri), Some("SIP/2.0"), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(("400 Bad Request Line", ""));
    };
    if !METHODS.contains(&method) {
        return Err(("501 Not Implemented", ""));
    }
    let scheme = uri.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let to = value_of(headers, &["to", "t"]).unwrap_or_default().to_ascii_lowercase();
    if is_emergency(&uri.to_ascii_lowercase()) || method == "INVITE" && is_emergency(&to) {
        // The exchange must reroute it at once; a desk that answered would cost minutes.
        let status = if scheme == "urn" { "416 Unsupported URI Scheme" } else { "404 Not Found" };
        return Err((status, "Warning: 399 spraakloket \"No emergency service: route this call to 112\"\r\n"));
    }
    if !["sip", "sips"].contains(&scheme.as_str()) {
        return Err(("416 Unsupported URI Scheme", ""));
    }
    if value_of(headers, &["from", "f"]).is_none_or(|from| !from.to_ascii_lowercase().contains(";tag=")) {
        return Err(("400 Missing From tag", ""));
    }
    if method == "INVITE" && value_of(headers, &["contact", "m"]).is_none() {
        return Err(("400 Missing Contact", ""));
    }
    Ok(())
}

/// Whether an address, in lower case, is an emergency service (RFC 5031) or the number 112.
fn is_emergency(address: &str) -> bool {
    let user = |scheme| address.split_once(scheme).and_then(|(_, rest)| rest.split(['@', ';', '>', ':']).next());
    address.contains("urn:service:sos")
        || ["sip:", "sips:", "tel:"].into_iter().any(|scheme| user(scheme) == Some("112"))
}

/// Length of the body: from the header, or to the end if there is none. `None` if the header is invalid.
fn body_length(headers: &[(&str, &str)], there: usize) -> Option<usize> {
    let mut lengths = headers.iter().filter(|(name, _)| is_named(name, &["content-length", "l"]));
    let Some((_, first)) = lengths.next() else { return Some(there) };
    let length = first.parse::<usize>().ok().filter(|length| *length <= there)?;
    lengths.all(|(_, value)| value == first).then_some(length)
}

/// The message with an explicit body length, and without unneeded headers if it is too long.
fn pass<'a>(message: &'a [u8], first: &str, headers: &[(&str, &str)], body: &[u8]) -> Front<'a> {
    let has_length = headers.iter().any(|(name, _)| is_named(name, &["content-length", "l"]));
    let too_long = message.len() > LONGEST_FOR_STACK;
    if has_length && !too_long {
        return Front::Pass(Cow::Borrowed(message));
    }
    let mut written = format!("{first}\r\n");
    for (name, value) in headers.iter().filter(|(name, _)| !too_long || is_named(name, NEEDED)) {
        if !is_named(name, &["content-length", "l"]) {
            let _ = write!(written, "{name}: {value}\r\n");
        }
    }
    let _ = write!(written, "Content-Length: {}\r\n\r\n", body.len());
    let mut written = written.into_bytes();
    written.extend(body);
    Front::Pass(Cow::Owned(written))
}

/// A stateless response: identical for every retransmission. `None` if the request lacks what a response must repeat.
fn answer(headers: &[(&str, &str)], from: SocketAddr, status: &str, more: &str) -> Option<Vec<u8>> {
    let mut written = format!("SIP/2.0 {status}\r\n");
    let mut vias = headers.iter().filter(|(name, _)| is_named(name, &["via", "v"]));
    let (_, first) = vias.next()?;
    let (top, others) = first.split_once(',').map_or((*first, None), |(top, others)| (top, Some(others)));
    let marks =
        if top.contains(";received=") { String::new() } else { format!(";received={}", from.ip().to_canonical()) };
    let top = top.replacen(";rport;", &format!(";rport={};", from.port()), 1);
    let top = top.strip_suffix(";rport").map_or(top.clone(), |top| format!("{top};rport={}", from.port()));
    let _ = write!(written, "Via: {top}{marks}\r\n");
    for value in others.into_iter().chain(vias.map(|(_, value)| *value)) {
        let _ = write!(written, "Via: {}\r\n", value.trim());
    }
    for (name, names) in [("From", ["from", "f"]), ("Call-ID", ["call-id", "i"]), ("CSeq", ["cseq", "cseq"])] {
        let _ = write!(written, "{name}: {}\r\n", value_of(headers, &names)?);
    }
    let to = value_of(headers, &["to", "t"])?;
    let tag = if to.contains(";tag=") { String::new() } else { format!(";tag={:016x}", random_u64()) };
    let _ = write!(written, "To: {to}{tag}\r\n{more}Content-Length: 0\r\n\r\n");
    Some(written.into_bytes())
}

/// Names and values; continuation lines are joined.
fn split_headers(text: &str) -> Vec<(&str, &str)> {
    let mut headers = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.find("\r\n").unwrap_or(rest.len());
        while rest[end..].starts_with("\r\n ") || rest[end..].starts_with("\r\n\t") {
            end += 2 + rest[end + 2..].find("\r\n").unwrap_or(rest.len() - end - 2);
        }
        if let Some((name, value)) = rest[..end].split_once(':') {
            headers.push((name.trim(), value.trim()));
        }
        rest = rest[end..].strip_prefix("\r\n").unwrap_or_default();
    }
    headers
}

fn value_of<'a>(headers: &[(&'a str, &'a str)], names: &[&str]) -> Option<&'a str> {
    headers.iter().find(|(name, _)| is_named(name, names)).map(|(_, value)| *value)
}

fn is_named(name: &str, names: &[&str]) -> bool {
    names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INVITE: &str = "INVITE sip:desk@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5097;rport;branch=z9hG4bK1\r\n\
        From: <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:desk@127.0.0.1>\r\nCall-ID: 1@127.0.0.1\r\nCSeq: 1 INVITE\r\n\
        Contact: <sip:a@127.0.0.1:5097>\r\nMax-Forwards: 70\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n";

    fn from() -> SocketAddr {
        "127.0.0.1:5097".parse().unwrap()
    }

    /// The response to a message, or what the stack gets to read.
    fn looked_over(message: &str) -> String {
        let is_readable = |message: &[u8]| !String::from_utf8_lossy(message).contains("CSeq: one");
        match look_over(message.as_bytes(), from(), is_readable) {
            Front::Pass(passed) => String::from_utf8_lossy(&passed).into_owned(),
            Front::Answer(answer) => String::from_utf8(answer).unwrap(),
            Front::Drop => "dropped".to_owned(),
        }
    }

    #[test]
    fn a_body_without_a_length_goes_to_the_end() {
        let passed = looked_over(INVITE);
        assert!(passed.ends_with("Content-Length: 5\r\n\r\nv=0\r\n"), "{passed}");
        let with = INVITE.replace("Max-Forwards", "l: 3\r\nMax-Forwards");
        assert_eq!(looked_over(&with), with, "what follows the length is the stack's to leave out");
    }

    #[test]
    fn what_cannot_be_handled_is_answered_with_the_reason() {
        for (wrong, right, status) in [
            ("Max-Forwards", "Content-Length: abc\r\nMax-Forwards", "400"),
            ("Max-Forwards", "Content-Length: 900\r\nMax-Forwards", "400"),
            ("Max-Forwards", "Content-Length: 2\r\nl: 3\r\nMax-Forwards", "400"),
            ("Contact:", "X:", "400"),
            (";tag=1", "", "400"),
            ("INVITE sip:desk@127.0.0.1 ", "INVITE http://x/ ", "416"),
            ("INVITE sip:desk@127.0.0.1 ", "INVITE urn:service:sos.police ", "416"),
            ("INVITE sip:desk@127.0.0.1 ", "INVITE sip:112@127.0.0.1;user=phone ", "404"),
            ("To: <sip:desk@127.0.0.1>", "To: <urn:service:sos>", "404"),
            ("INVITE sip:desk@127.0.0.1 ", "DANCE sip:desk@127.0.0.1 ", "501"),
            ("CSeq: 1 INVITE", "CSeq: one INVITE", "400"),
        ] {
            let answer = looked_over(&INVITE.replace(wrong, right));
            assert!(answer.starts_with(&format!("SIP/2.0 {status} ")), "{right}: {answer}");
            assert!(answer.contains("rport=5097;branch=z9hG4bK1;received=127.0.0.1"), "{answer}");
        }
        assert!(looked_over(&INVITE.replace("sip:desk@127.0.0.1 ", "urn:service:sos ")).contains("Warning: 399"));
        assert!(!looked_over(&INVITE.replace("sip:desk@127.0.0.1 ", "sip:1120@127.0.0.1 ")).starts_with("SIP/2.0 4"));
        assert_eq!(looked_over(&INVITE.replace("INVITE", "ACK").replace(";tag=1", "")), "dropped");
        assert_eq!(looked_over("hello"), "dropped");
    }

    #[test]
    fn a_long_message_keeps_what_is_needed() {
        let padding = format!("Identity: {}\r\nMax-Forwards", "e".repeat(60_000));
        let passed = looked_over(&INVITE.replace("Max-Forwards", &padding));
        assert!(passed.len() < 1000 && passed.contains("\r\nContact: ") && passed.ends_with("v=0\r\n"), "{passed}");
        let body = format!("v=0\r\n{}", "a=x\r\n".repeat(4000));
        assert!(looked_over(&INVITE.replace("v=0\r\n", &body)).starts_with("SIP/2.0 513 "));
    }

    #[test]
    fn folded_lines_stay_whole() {
        let headers = split_headers("To: a\r\n  b\r\n\tc\r\nX: d");
        assert_eq!(headers, [("To", "a\r\n  b\r\n\tc"), ("X", "d")]);
    }

    proptest! {
        #[test]
        fn any_change_is_looked_over_without_harm(
            changes in proptest::collection::vec((0..INVITE.len(), any::<u8>(), 0..3_u8), 0..12)
        ) {
            let mut bytes = INVITE.as_bytes().to_vec();
            for (place, byte, kind) in changes {
                let place = place.min(bytes.len() - 1);
                match kind {
                    0 => bytes[place] = byte,
                    1 => bytes.insert(place, byte),
                    _ => bytes.truncate(place.max(1)),
                }
            }
            match look_over(&bytes, from(), |_| true) {
                Front::Pass(passed) => prop_assert!(passed.len() <= LONGEST_FOR_STACK),
                Front::Answer(answer) => prop_assert!(answer.starts_with(b"SIP/2.0 ")),
                Front::Drop => {}
            }
        }
    }
}
