//! Compares what an INVITE or UPDATE offers and requires with what we support: results in an agreement or a refusal.
//! Not for: the course of a call (`invite`).

use super::line::LineContext;
use phone_wire::body::{NoDescription, description_in};
use phone_wire::sdp::{Agreed, Description, SdpError};
use rsipstack::sip::{Header, Request, StatusCode};
use rsipstack::transaction::transaction::Transaction;
use std::net::IpAddr;
use std::time::Duration;

/// Extensions that a caller may require: session timers, and reliable provisional responses, of which we send none.
const EXTENSIONS: [&str; 2] = ["timer", "100rel"];
/// Time limit for resolving a host name in a session description.
const LOOK_UP: Duration = Duration::from_secs(2);

/// How a request is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    /// Status code.
    pub status: StatusCode,
    /// Headers that help the other side to do better.
    pub headers: Vec<Header>,
}

impl Refusal {
    /// A refusal with a status code only.
    #[must_use]
    pub(super) fn plain(status: StatusCode) -> Self {
        Refusal { status, headers: Vec::new() }
    }

    fn with(status: StatusCode, header: Header) -> Self {
        Refusal { status, headers: vec![header] }
    }

    /// Sends the refusal.
    pub(super) async fn send(self, transaction: &mut Transaction) -> rsipstack::Result<()> {
        transaction.reply_with(self.status, self.headers, None).await
    }
}

/// Refuses a request that requires an unknown extension (420).
pub(super) fn required(request: &Request) -> Result<(), Refusal> {
    let required = request.headers.iter().filter_map(|header| match header {
        Header::Require(value) => Some(value.value()),
        _ => None,
    });
    let unknown: Vec<&str> = required
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty() && !EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(name)))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Refusal::with(StatusCode::BadExtension, Header::Unsupported(unknown.join(", ").into())))
}

/// What was offered and what we agree to; `None` if the request has no offer. `own`: our address in this call, with
/// whose family the sound must match.
pub(super) async fn offer_in(
    request: &Request,
    line: &LineContext,
    own: IpAddr,
) -> Result<Option<(Description, Agreed)>, Refusal> {
    let Some(mut offer) = description_of(request, line)? else { return Ok(None) };
    if let Some(name) = offer.host_name().map(str::to_owned) {
        let found = tokio::time::timeout(LOOK_UP, tokio::net::lookup_host((name, 0))).await;
        let mut addresses = found.ok().and_then(Result::ok).into_iter().flatten().map(|address| address.ip());
        match addresses.find(|address| address.is_ipv4() == own.is_ipv4()) {
            Some(address) => offer.resolve(address),
            None => return Err(warned("301", "The name in the session description is not known")),
        }
    }
    let agreed = offer.agree(&line.config.codecs).map_err(|error| refused(error, line))?;
    if agreed.address.is_ipv4() != own.is_ipv4() && !agreed.address.is_unspecified() {
        return Err(warned("300", "Sound must be of the same IP version as signalling"));
    }
    Ok(Some((offer, agreed)))
}

/// The session description in a request; `None` if it has no body.
pub(super) fn description_of(request: &Request, line: &LineContext) -> Result<Option<Description>, Refusal> {
    let (mut content_type, mut encoded) = (None, false);
    for header in request.headers.iter() {
        match header {
            Header::ContentType(value) => content_type = Some(value.value()),
            Header::ContentEncoding(value) => encoded = !value.value().eq_ignore_ascii_case("identity"),
            _ => {}
        }
    }
    match description_in(content_type, encoded, &request.body) {
        Ok(text) => Description::parse(text).map(Some).map_err(|error| refused(error, line)),
        Err(NoDescription::Empty) => Ok(None),
        Err(NoDescription::OtherType) => {
            let mut headers = vec![Header::Accept("application/sdp, multipart/mixed".into())];
            if encoded {
                headers.push(Header::AcceptEncoding("identity".into()));
            }
            Err(Refusal { status: StatusCode::UnsupportedMediaType, headers })
        }
        Err(NoDescription::Malformed) => Err(refused(SdpError::Malformed, line)),
    }
}

fn refused(error: SdpError, line: &LineContext) -> Refusal {
    match error {
        SdpError::Malformed => {
            line.rules.counters.malformed_sdp.count();
            Refusal::plain(StatusCode::BadRequest)
        }
        SdpError::NoSound => warned("304", "Only plain RTP sound is taken here"),
        SdpError::NoCodec => warned("305", "No codec in common"),
    }
}

/// 488 with a warning code from RFC 3261 (section 20.43).
fn warned(code: &str, text: &str) -> Refusal {
    Refusal::with(StatusCode::NotAcceptableHere, Header::Warning(format!("{code} spraakloket \"{text}\"").into()))
}
