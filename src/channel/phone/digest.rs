//! Digest authentication of callers (RFC 2617, without qop, which every exchange knows). Not for:
//! our own registration; the SIP stack does that.

use super::rtp::random_u64;
use super::settings::Credentials;
use rsipstack::dialog::authenticate::verify_digest;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::typed::Authorization;
use rsipstack::sip::{Header, Request};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The realm that callers see.
const REALM: &str = "spraakloket";
/// A challenge may be answered for so long.
const LIFETIME: Duration = Duration::from_mins(1);
/// Challenges remembered at most.
const MOST: usize = 2000;

/// Asks for a name and password, each challenge once.
pub(super) struct Digest {
    credentials: Credentials,
    challenges: Mutex<VecDeque<(String, Instant)>>,
}

impl Digest {
    /// Callers must know these.
    #[must_use]
    pub(super) fn new(credentials: Credentials) -> Self {
        Digest { credentials, challenges: Mutex::default() }
    }

    /// A header that asks.
    #[must_use]
    pub(super) fn challenge(&self) -> Header {
        let nonce = format!("{:016x}{:016x}", random_u64(), random_u64());
        let mut challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        while challenges.len() >= MOST || challenges.front().is_some_and(|(_, at)| at.elapsed() > LIFETIME) {
            challenges.pop_front();
        }
        challenges.push_back((nonce.clone(), Instant::now()));
        let text = format!("Digest realm=\"{REALM}\", nonce=\"{nonce}\", algorithm=MD5");
        Header::WwwAuthenticate(text.into())
    }

    /// Whether a request shows that it knows the name and password, to a challenge not yet answered.
    #[must_use]
    pub(super) fn accepts(&self, request: &Request) -> bool {
        let Some(header) = request.authorization_header() else { return false };
        let Ok(shown) = Authorization::parse(header.value()) else { return false };
        if shown.username != self.credentials.user || shown.realm != REALM || !self.use_up(&shown.nonce) {
            return false;
        }
        verify_digest(&shown, &self.credentials.password, request.method(), header.value())
    }

    fn use_up(&self, nonce: &str) -> bool {
        let mut challenges = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
        let place = challenges.iter().position(|(of, at)| of == nonce && at.elapsed() <= LIFETIME);
        place.is_some_and(|place| challenges.remove(place).is_some())
    }
}
