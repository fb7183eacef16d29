//! The hook for other hardware, such as buttons on GPIO pins, or a headphone socket that reports when something is
//! plugged in. It accepts lines of text from programs on this machine:
//!
//! ```text
//! curl --data-binary 'press ok' http://127.0.0.1:7311/hook
//! curl --data-binary 'headphones in' http://127.0.0.1:7311/hook
//! ```

use super::attendant::Wish;
use super::guard::from_a_browser;
use super::server::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use std::sync::Arc;

/// Handles the lines of one request: all of them, or none if one is invalid.
pub(super) async fn take(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: String) -> (StatusCode, String) {
    if from_a_browser(&headers) {
        return (StatusCode::FORBIDDEN, "The hook is for programs, not for pages.\n".to_owned());
    }
    match body.lines().filter(|line| !line.trim().is_empty()).map(read).collect::<Result<Vec<_>, _>>() {
        Ok(wishes) => {
            for wish in wishes {
                let _ = shared.wishes.send(wish).await;
            }
            (StatusCode::OK, "ok\n".to_owned())
        }
        Err(problem) => (StatusCode::BAD_REQUEST, format!("{problem}\n")),
    }
}

fn read(line: &str) -> Result<Wish, String> {
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        ["press", name] => name.parse().map(Wish::Press).map_err(|error| format!("{line}: {error}")),
        ["headphones", "in"] => Ok(Wish::Headphones(true)),
        ["headphones", "out"] => Ok(Wish::Headphones(false)),
        ["near"] => Ok(Wish::Near),
        _ => Err(format!("{line}: write `press FUNCTION`, `near`, `headphones in` or `headphones out`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::kiosk::keys::Function;
    use crate::session::Key;

    #[test]
    fn lines_are_read_and_what_is_wrong_is_named() {
        assert_eq!(read("press ok"), Ok(Wish::Press(Function(Key::Ok))));
        assert_eq!(read(" headphones  in "), Ok(Wish::Headphones(true)));
        assert_eq!(read("near"), Ok(Wish::Near));
        assert_eq!(read("headphones out"), Ok(Wish::Headphones(false)));
        for (line, part) in [("press okay", "`okay` is no function"), ("jump", "press FUNCTION"), ("press", "press")] {
            assert!(read(line).unwrap_err().contains(part), "{line}");
        }
    }
}
