//! The progress of a transfer, as reported by the exchange (RFC 3515): a status line in a NOTIFY.

/// Progress of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It is ringing.
    Trying,
    /// A human took over.
    Answered,
    /// Nobody answered.
    Failed,
}

/// The progress in the body of a NOTIFY, such as `SIP/2.0 200 OK`; `None` if it is about something else.
#[must_use]
pub fn progress_in(text: &str) -> Option<Progress> {
    let mut words = text.lines().next()?.split_whitespace();
    if words.next()? != "SIP/2.0" {
        return None;
    }
    match words.next()?.parse::<u16>().ok()? {
        100..=199 => Some(Progress::Trying),
        200..=299 => Some(Progress::Answered),
        300..=699 => Some(Progress::Failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_status_line_tells() {
        for (text, progress) in [
            ("SIP/2.0 100 Trying\r\n", Some(Progress::Trying)),
            ("SIP/2.0 200 OK\r\nVia: x", Some(Progress::Answered)),
            ("SIP/2.0 486 Busy Here", Some(Progress::Failed)),
            ("SIP/2.0 42", None),
            ("HTTP/1.1 200 OK", None),
            ("", None),
        ] {
            assert_eq!(progress_in(text), progress, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(SIP/2.0)?.*") {
            let _ = progress_in(&text);
        }
    }
}
