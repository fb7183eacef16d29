//! Our registration with an exchange: refreshed, and withdrawn at the end. Not for: callers' passwords (`digest`).

use super::line::own_address;
use super::settings::{PhoneError, Registrar};
use super::sip::SipEndpoint;
use rsipstack::dialog::authenticate::Credential;
use rsipstack::dialog::registration::{RefreshOutcome, Registration};
use rsipstack::platform::CancellationToken;
use rsipstack::sip::typed::Contact;
use rsipstack::sip::{Auth, Host, Scheme, Uri};
use rsipstack::transaction::endpoint::EndpointInnerRef;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Requested lifetime; the exchange may grant less.
const EXPIRES_SECONDS: u32 = 300;
/// Time limit for withdrawing it.
const FAREWELL: Duration = Duration::from_secs(2);

/// Parses the exchange's address.
pub(super) fn registrar_uri(registrar: &Registrar) -> Result<Uri, PhoneError> {
    let wrong = || PhoneError::Registrar(registrar.address.clone());
    let uri = Uri::try_from(registrar.address.as_str()).map_err(|_| wrong())?;
    if uri.scheme == Some(Scheme::Sip) { Ok(uri) } else { Err(wrong()) }
}

/// Registers and stays registered until all calls are over, then withdraws. Returns at once if no exchange is set.
pub(super) async fn keep(sip: Arc<SipEndpoint>, endpoint: EndpointInnerRef, stop: CancellationToken) {
    let Some(registrar) = sip.line.config.registrar.clone() else { return };
    let Ok(server) = registrar_uri(&registrar) else { return };
    let Some(address) = resolve(&server).await else {
        tracing::error!(code = "registrar-unknown");
        return;
    };
    sip.line.allow.add(address);
    let credential =
        Credential { username: registrar.user.clone(), password: registrar.password.clone(), ..Credential::default() };
    let own = sip.line.config.advertise.unwrap_or(own_address(sip.address.ip(), address));
    let mut registration = Registration::new(endpoint, Some(credential));
    registration.contact = Some(contact(&registrar.user, SocketAddr::new(own, sip.address.port()), &server));
    let until = stop.child_token();
    let mut phase = sip.line.rules.phase.clone();
    let ended = {
        let until = until.clone();
        async move {
            let _ = phase.wait_for(|phase| *phase != super::call::Phase::Open).await;
            until.cancel();
        }
    };
    let told = |outcome: RefreshOutcome<'_>| match outcome {
        RefreshOutcome::Registered(_) => tracing::info!(code = "registered"),
        RefreshOutcome::Rejected(response) => {
            tracing::error!(code = "registration-refused", status = %response.status_code);
        }
        RefreshOutcome::Failed(_) => tracing::error!(code = "registrar-unreachable"),
    };
    tokio::join!(registration.keep_alive(server.clone(), EXPIRES_SECONDS, until, told), ended);
    let _ = tokio::time::timeout(FAREWELL, registration.register(server, Some(0))).await;
}

fn contact(user: &str, own: SocketAddr, server: &Uri) -> Contact {
    let transport = server.params.iter().filter(|param| matches!(param, rsipstack::sip::Param::Transport(_)));
    let uri = Uri {
        scheme: Some(Scheme::Sip),
        auth: Some(Auth { user: user.to_owned(), password: None }),
        host_with_port: own.into(),
        params: transport.cloned().collect(),
        headers: Vec::new(),
    };
    Contact { display_name: None, uri, params: Vec::new() }
}

async fn resolve(server: &Uri) -> Option<IpAddr> {
    match &server.host_with_port.host {
        Host::IpAddr(address) => Some(*address),
        Host::Domain(name) => {
            let mut found = tokio::net::lookup_host((name.to_string(), 5060)).await.ok()?;
            found.next().map(|address| address.ip())
        }
    }
}
