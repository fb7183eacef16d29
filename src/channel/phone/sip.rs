//! The SIP endpoint: listens on UDP and TCP, and dispatches every request. Not for: the course of a call (`invite`),
//! or registration (`register`).

use super::digest::Digest;
use super::in_dialog;
use super::invite;
use super::line::{LineContext, LineStatus};
use super::register;
use super::settings::PhoneError;
use super::sip_guard::{GuardedSocket, Inspector};
use rsipstack::EndpointBuilder;
use rsipstack::dialog::dialog_layer::DialogLayer;
use rsipstack::platform::CancellationToken;
use rsipstack::sip::{Header, Method, StatusCode};
use rsipstack::transaction::Endpoint;
use rsipstack::transaction::transaction::Transaction;
use rsipstack::transport::tcp_listener::TcpListenerConnection;
use rsipstack::transport::udp::UdpConnection;
use rsipstack::transport::{SipConnection, TransportLayer};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UdpSocket;

/// A TCP connection without calls is closed after this time.
const IDLE: Duration = Duration::from_mins(5);
/// Number of attempts to find a port that is free on UDP and TCP, where any port will do.
const PORTS_TRIED: usize = 20;
/// The methods that we accept.
/// The header in answers to OPTIONS that tells how many lines are free.
const FREE_LINES: &str = "X-Free-Lines";
pub(super) const METHODS: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, NOTIFY, INFO";

/// The endpoint, and what its calls share.
pub(super) struct SipEndpoint {
    /// State shared by all lines.
    pub line: Arc<LineContext>,
    /// The existing calls.
    pub dialogs: DialogLayer,
    /// Asks callers for a password, if one is set.
    pub digest: Option<Digest>,
    /// Address on which we listen.
    pub address: SocketAddr,
    endpoint: Endpoint,
    stop: CancellationToken,
}

impl SipEndpoint {
    /// Opens the sockets.
    pub(super) async fn open(line: Arc<LineContext>, address: SocketAddr) -> Result<Arc<Self>, PhoneError> {
        let refused = |source| PhoneError::Listen { address, key: "phone.sip", source };
        // The stack opens the TCP port itself and does not report failure.
        let tcp_is_free = |address| TcpListener::bind(address).map(drop);
        let socket = bind_both(address, tcp_is_free).await.map_err(refused)?;
        let address = socket.local_addr().map_err(refused)?;
        let stop = CancellationToken::new();
        let transport = TransportLayer::new(stop.clone());
        // A call over TCP may be silent for as long as it lasts, and its BYE arrives on the same connection.
        transport.set_stream_idle_timeout(line.config.longest_call + IDLE);
        let external = line.config.advertise.map(|ip| SocketAddr::new(ip, address.port()));
        let guarded = GuardedSocket { socket, allow: line.allow.clone(), counters: Arc::clone(&line.rules.counters) };
        let failed = |error: rsipstack::Error| PhoneError::Sip(error.to_string());
        let udp = UdpConnection::from_socket(Arc::new(guarded), external, Some(stop.child_token()));
        transport.add_transport(SipConnection::Udp(udp.await.map_err(failed)?));
        let tcp = TcpListenerConnection::new(address, external).await.map_err(failed)?;
        transport.add_transport(SipConnection::TcpListener(tcp));
        let (allow, counters) = (line.allow.clone(), Arc::clone(&line.rules.counters));
        transport.set_whitelist(move |ip: IpAddr| {
            let allowed = allow.allows(ip);
            if !allowed {
                counters.strangers.count();
            }
            async move { allowed }
        });
        let endpoint = EndpointBuilder::new()
            .with_user_agent("Spraakloket")
            .with_transport_layer(transport)
            .with_cancel_token(stop.clone())
            .with_transport_inspector(Box::new(Inspector { counters: Arc::clone(&line.rules.counters) }))
            .build();
        let dialogs = DialogLayer::new(endpoint.inner.clone());
        let digest = line.config.credentials.clone().map(Digest::new);
        Ok(Arc::new(SipEndpoint { line, dialogs, digest, address, endpoint, stop }))
    }

    /// Serves until [`SipEndpoint::stop`]. An error is the end of the endpoint.
    pub(super) async fn serve(self: Arc<Self>) -> Result<(), PhoneError> {
        let failed = |error: rsipstack::Error| PhoneError::Sip(error.to_string());
        let mut incoming = self.endpoint.incoming_transactions().map_err(failed)?;
        let registration = register::keep(Arc::clone(&self), self.endpoint.inner.clone(), self.stop.clone());
        let counted = self.line.under_way.one();
        let registration = tokio::spawn(async move {
            registration.await;
            drop(counted);
        });
        let inner = self.endpoint.inner.clone();
        let mut serving = tokio::spawn(async move { inner.serve().await });
        loop {
            tokio::select! {
                transaction = incoming.recv() => match transaction {
                    Some(transaction) => {
                        let (sip, counted) = (Arc::clone(&self), self.line.under_way.one());
                        tokio::spawn(async move {
                            sip.handle(transaction).await;
                            drop(counted);
                        });
                    }
                    None => break,
                },
                served = &mut serving => {
                    registration.abort();
                    if self.stop.is_cancelled() {
                        return Ok(());
                    }
                    let reason = match served {
                        Ok(Ok(())) => "it ended".to_owned(),
                        Ok(Err(error)) => error.to_string(),
                        Err(error) => error.to_string(),
                    };
                    return Err(PhoneError::Sip(reason));
                }
            }
        }
        Ok(())
    }

    /// Closes the sockets.
    pub(super) fn stop(&self) {
        self.stop.cancel();
    }

    async fn handle(self: Arc<Self>, mut transaction: Transaction) {
        let method = transaction.original.method;
        let handled = match self.dialogs.match_dialog(&transaction) {
            Some(rsipstack::dialog::dialog::Dialog::Invite(dialog)) => {
                in_dialog::handle(dialog, &mut transaction).await
            }
            Some(_) => transaction.reply(StatusCode::CallTransactionDoesNotExist).await,
            None => match method {
                Method::Invite => invite::answer(self, transaction).await,
                Method::Options => self.answer_options(&mut transaction).await,
                Method::Ack | Method::Cancel => Ok(()),
                Method::Bye | Method::Info | Method::Update | Method::Notify | Method::Refer => {
                    transaction.reply(StatusCode::CallTransactionDoesNotExist).await
                }
                _ => {
                    let allow = vec![Header::Allow(METHODS.into())];
                    transaction.reply_with(StatusCode::MethodNotAllowed, allow, None).await
                }
            },
        };
        if handled.is_err() {
            tracing::info!(code = "sip-request-failed", %method);
        }
    }

    /// Says whether a call would be answered and how many lines are free, for a dispatcher in front of us.
    async fn answer_options(&self, transaction: &mut Transaction) -> rsipstack::Result<()> {
        let LineStatus { lines, free, taking_calls } = self.line.status();
        let status = if taking_calls { StatusCode::OK } else { StatusCode::ServiceUnavailable };
        let headers = vec![
            Header::Allow(METHODS.into()),
            Header::Accept("application/sdp".into()),
            Header::Other(FREE_LINES.to_owned(), format!("{free} of {lines}")),
        ];
        transaction.reply_with(status, headers, None).await
    }
}

/// Binds a UDP port of which the TCP port is free too. With port 0 the system chooses a UDP port, and another one if
/// its TCP counterpart is taken.
async fn bind_both(
    address: SocketAddr,
    mut tcp_is_free: impl FnMut(SocketAddr) -> std::io::Result<()>,
) -> std::io::Result<UdpSocket> {
    // Kept until the end, so that the system chooses another port each time.
    let mut passed_over = Vec::new();
    loop {
        let socket = UdpSocket::bind(address).await?;
        match tcp_is_free(socket.local_addr()?) {
            Ok(()) => return Ok(socket),
            Err(taken) if address.port() != 0 || passed_over.len() + 1 == PORTS_TRIED => return Err(taken),
            Err(_) => passed_over.push(socket),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: SocketAddr = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

    #[tokio::test]
    async fn any_port_means_one_that_is_free_over_tcp_too() {
        let mut asked = Vec::new();
        let third_is_free = |address| {
            asked.push(address);
            if asked.len() < 3 { Err(std::io::ErrorKind::AddrInUse.into()) } else { Ok(()) }
        };
        let socket = bind_both(ANY, third_is_free).await.unwrap();
        assert_eq!(asked.len(), 3);
        assert_eq!(asked[2], socket.local_addr().unwrap());
        assert_ne!(asked[0], asked[1]);
    }

    #[tokio::test]
    async fn a_port_that_was_asked_for_by_number_is_refused_when_it_is_taken() {
        let mut tries = 0;
        let taken = |_| {
            tries += 1;
            Err(std::io::ErrorKind::AddrInUse.into())
        };
        let free = UdpSocket::bind(ANY).await.unwrap().local_addr().unwrap();
        assert!(bind_both(free, taken).await.is_err());
        assert_eq!(tries, 1);
    }
}
