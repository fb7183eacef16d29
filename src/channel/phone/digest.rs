//! Digest authentication of callers (RFC 3261, section 22, with or without qop). Not for: our own registration, which
//! the SIP stack handles.

use super::settings::Credentials;
use phone_wire::random_u64;
use rsipstack::dialog::authenticate::verify_digest;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::typed::Authorization;
use rsipstack::sip::{Header, Request, Uri};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The realm shown to callers.
const REALM: &str = "spraakloket";
/// Lifetime of a challenge.
const LIFETIME: Duration = Duration::from_mins(1);
/// Default port of a SIP address.
const USUAL_PORT: u16 = 5060;
/// Maximum number of challenges that are remembered.
const MOST: usize = 2000;

/// Asks for a name and password; each challenge can be used once.
pub(super) struct Digest {
    credentials: Credentials,
    challenges: Mutex<VecDeque<(String, Instant)>>,
}

/// The credentials in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// None, or wrong ones.
    Nothing,
    /// The right name and password, for an expired challenge.
    Stale,
    /// The right name and password.
    Right,
}

/// Whether two addresses are equivalent: a response for one must not be used for another.
fn is_same_place(one: &Uri, other: &Uri) -> bool {
    let place = |uri: &Uri| {
        let port = uri.host_with_port.port.as_ref().map_or(USUAL_PORT, |port| u16::from(*port));
        let user = uri.auth.as_ref().map(|auth| auth.user.clone());
        (user, uri.host_with_port.host.to_string().to_ascii_lowercase(), port)
    };
    place(one) == place(other)
}

impl Digest {
    /// Requires these credentials from callers.
    #[must_use]
    pub(super) fn new(credentials: Credentials) -> Self {
        Digest { credentials, challenges: Mutex::default() }
    }

    /// A challenge header. `stale`: name and password were right, but too late.
    #[must_use]
    pub(super) fn challenge(&self, stale: bool) -> Header {
        let nonce = format!("{:016x}{:016x}", random_u64(), random_u64());
        let mut challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        while challenges.len() >= MOST || challenges.front().is_some_and(|(_, at)| at.elapsed() > LIFETIME) {
            challenges.pop_front();
        }
        challenges.push_back((nonce.clone(), Instant::now()));
        let stale = if stale { ", stale=true" } else { "" };
        let text = format!("Digest realm=\"{REALM}\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\"{stale}");
        Header::WwwAuthenticate(text.into())
    }

    /// Whether a request proves knowledge of name and password, for its own address and an unused challenge.
    #[must_use]
    pub(super) fn shown_by(&self, request: &Request) -> Shown {
        let Some(header) = request.authorization_header() else { return Shown::Nothing };
        let Ok(shown) = Authorization::parse(header.value()) else { return Shown::Nothing };
        let right = shown.username == self.credentials.user
            && shown.realm == REALM
            && is_same_place(&shown.uri, &request.uri)
            && verify_digest(&shown, &self.credentials.password, request.method(), header.value());
        match (right, self.use_up(&shown.nonce)) {
            (true, true) => Shown::Right,
            (true, false) => Shown::Stale,
            (false, _) => Shown::Nothing,
        }
    }

    fn use_up(&self, nonce: &str) -> bool {
        let mut challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        let place = challenges.iter().position(|(of, at)| of == nonce && at.elapsed() <= LIFETIME);
        place.is_some_and(|place| challenges.remove(place).is_some())
    }
}
