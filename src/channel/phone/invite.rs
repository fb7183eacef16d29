//! A SIP call from INVITE to BYE: negotiates, answers, follows the other side's changes, and carries out the call's
//! requests to signalling. Not for: what is said (`call`) or heard (`rtp_wire`).

mod negotiate;

use super::call::{Call, Order, Phase, Signal, Why};
use super::digest::Shown;
use super::ears;
use super::line::own_address;
use super::lines::{Admission, Taken, WhenFull};
use super::offer::{offer_in, required};
use super::rtp_wire::RtpWire;
use super::session_timer::{Asked, SessionTimer};
use super::sip::{METHODS, SipEndpoint};
use super::stream::{Stream, StreamHandle, Wire};
use crate::session::{SessionHandle, TransferOutcome};
use phone_wire::dtmf::{INFO_TYPES, key_in_info};
use phone_wire::random_u64;
use phone_wire::refer::{Progress, progress_in};
use phone_wire::sdp::{Agreed, Description, OurSide};
use rsipstack::dialog::dialog::{DialogState, DialogStateReceiver, TransactionHandle};
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Auth, Header, Method, Param, Request, Scheme, StatusCode, StatusCodeKind, Transport, Uri};
use rsipstack::transaction::transaction::Transaction;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Interval at which a BYE is retried while another request is pending.
const BYE_AGAIN: Duration = Duration::from_millis(100);
/// Maximum number of times that a BYE is tried.
const BYE_TRIES: usize = 20;
/// Time within which a live peer answers: four transmissions of SIP over UDP.
const PROBE: Duration = Duration::from_secs(8);
/// Seconds after which a caller who was refused for lack of lines may call again.
const RETRY_AFTER: &str = "30";

/// Answers an INVITE that starts a call.
pub(super) async fn answer(sip: Arc<SipEndpoint>, mut transaction: Transaction) -> rsipstack::Result<()> {
    let line = Arc::clone(&sip.line);
    let counters = &line.rules.counters;
    if transaction.original.to_header()?.tag()?.is_some() {
        return transaction.reply(StatusCode::CallTransactionDoesNotExist).await;
    }
    if let Err(refusal) = required(&transaction.original) {
        counters.refused.count();
        return refusal.send(&mut transaction).await;
    }
    if let Some(digest) = &sip.digest {
        let shown = digest.shown_by(&transaction.original);
        if shown != Shown::Right {
            counters.refused.count();
            let challenge = vec![digest.challenge(shown == Shown::Stale)];
            return transaction.reply_with(StatusCode::Unauthorized, challenge, None).await;
        }
    }
    if *line.rules.phase.borrow() != Phase::Open {
        counters.refused.count();
        return unavailable(&mut transaction).await;
    }
    let timer = match asked_timer(&transaction.original) {
        Asked::TooShort(least) => {
            counters.refused.count();
            let header = vec![Header::MinSE(least.to_string().into())];
            return transaction.reply_with(StatusCode::SessionIntervalTooSmall, header, None).await;
        }
        Asked::Timer(timer) => Some(timer),
        Asked::Nothing => None,
    };
    let peer = signalled_from(&transaction).unwrap_or(sip.address.ip());
    let own = own_address(sip.address.ip(), peer);
    let offer = match offer_in(&transaction.original, &line, line.config.advertise.unwrap_or(own)).await {
        Ok(offer) => offer,
        Err(refusal) => {
            counters.refused.count();
            return refusal.send(&mut transaction).await;
        }
    };
    let (session, taken, why) = match line.lines.take() {
        Admission::Free(session, taken) => (session, taken, Why::Finished),
        Admission::Announcement(session, taken) => {
            counters.busy.count();
            (session, taken, Why::Busy)
        }
        Admission::Refused(WhenFull::Unavailable) => {
            counters.busy.count();
            return unavailable(&mut transaction).await;
        }
        Admission::Refused(_) => {
            counters.busy.count();
            return transaction.reply(StatusCode::BusyHere).await;
        }
    };
    let visit = Visit { session, taken, why };
    take_call(sip, transaction, (peer, own), offer, visit, timer).await
}

async fn unavailable(transaction: &mut Transaction) -> rsipstack::Result<()> {
    let header = vec![Header::RetryAfter(RETRY_AFTER.into())];
    transaction.reply_with(StatusCode::ServiceUnavailable, header, None).await
}

fn asked_timer(request: &Request) -> Asked {
    let header = request.headers.iter().find_map(|header| match header {
        Header::SessionExpires(value) => Some(value.value().to_owned()),
        _ => None,
    });
    SessionTimer::asked(header.as_deref(), request.header_contains_token("Supported", "timer"))
}

async fn take_call(
    sip: Arc<SipEndpoint>,
    mut transaction: Transaction,
    (peer, own): (IpAddr, IpAddr),
    offer: Option<(Description, Agreed)>,
    visit: Visit,
    timer: Option<SessionTimer>,
) -> rsipstack::Result<()> {
    let line = Arc::clone(&sip.line);
    let Ok(sockets) = line.ports.bind(own) else {
        tracing::error!(code = "rtp-ports-taken");
        line.rules.counters.refused.count();
        return unavailable(&mut transaction).await;
    };
    let ours = OurSide {
        address: line.config.advertise.unwrap_or(own),
        port: sockets.port,
        session: random_u64() >> 1,
        version: 1,
    };
    let body = match &offer {
        Some((description, agreed)) => description.answer(agreed, &ours),
        None => ours.offer(&line.config.codecs),
    };
    let contact = contact(&transaction, SocketAddr::new(ours.address, sip.address.port()));
    let (state, states) = sip.dialogs.new_dialog_state_channel();
    let dialog = sip.dialogs.get_or_create_server_invite(&transaction, state, None, Some(contact))?;
    let handling = {
        let mut dialog = dialog.clone();
        tokio::spawn(async move { dialog.handle(&mut transaction).await })
    };
    let call = SipCall {
        agreed: offer.map(|(_, agreed)| agreed),
        waiting: Some((sockets, visit)),
        changing: None,
        ours,
        peer,
        timer,
        renewed: Instant::now(),
        dialog: dialog.clone(),
        talking: None,
        transfer_until: None,
        sip: Arc::clone(&sip),
    };
    let accepted = dialog.accept(Some(call.headers()), Some(body.into_bytes()));
    if accepted.is_ok() {
        call.follow(states).await;
    }
    sip.dialogs.remove_dialog(&dialog.id());
    let _ = handling.await;
    accepted
}

/// The source of the INVITE, which the stack recorded in the topmost Via.
fn signalled_from(transaction: &Transaction) -> Option<IpAddr> {
    let via = transaction.original.via_header().ok()?.clone();
    let (_, from) = rsipstack::transport::SipConnection::parse_target_from_via(&via).ok()?;
    match from.host {
        rsipstack::sip::Host::IpAddr(address) => Some(address),
        rsipstack::sip::Host::Domain(_) => None,
    }
}

fn contact(transaction: &Transaction, own: SocketAddr) -> Uri {
    let stream = transaction.connection.as_ref().is_some_and(rsipstack::transport::SipConnection::is_reliable);
    Uri {
        scheme: Some(Scheme::Sip),
        auth: Some(Auth { user: "spraakloket".to_owned(), password: None }),
        host_with_port: own.into(),
        params: if stream { vec![Param::Transport(Transport::Tcp)] } else { Vec::new() },
        headers: Vec::new(),
    }
}

/// A call from the point of view of signalling.
struct SipCall {
    sip: Arc<SipEndpoint>,
    dialog: InviteDialog,
    ours: OurSide,
    peer: IpAddr,
    agreed: Option<Agreed>,
    timer: Option<SessionTimer>,
    renewed: Instant,
    /// What is needed to start talking once the other side has acknowledged.
    waiting: Option<(super::ports::RtpSockets, Visit)>,
    /// Number (`CSeq`) of a change that is not acknowledged yet, and whether we made the offer in it.
    changing: Option<(u32, bool)>,
    talking: Option<Talking>,
    transfer_until: Option<Instant>,
}

/// Who talks with the caller.
struct Visit {
    session: SessionHandle,
    taken: Taken,
    /// Why the call ends when the session ends it.
    why: Why,
}

/// The ends of the running call.
struct Talking {
    stream: StreamHandle,
    signals: mpsc::UnboundedSender<Signal>,
    orders: mpsc::UnboundedReceiver<Order>,
}

impl SipCall {
    /// Follows the dialog to its end.
    async fn follow(mut self, mut states: DialogStateReceiver) {
        loop {
            let due = self.next_due();
            let orders = self.talking.as_mut().map(|talking| &mut talking.orders);
            tokio::select! {
                state = states.recv() => match state {
                    Some(DialogState::Terminated(..)) | None => break,
                    Some(state) => if !self.on_state(state).await { break },
                },
                order = next_order(orders) => match order {
                    Some(Order::Transfer) => self.transfer().await,
                    Some(Order::Probe) => self.probe(),
                    Some(Order::HangUp(why)) => {
                        self.bye(why).await;
                        break;
                    }
                    None => {
                        self.bye(Why::Finished).await;
                        break;
                    }
                },
                () = tokio::time::sleep_until(due) => if !self.on_time().await { break },
            }
        }
        self.signal(Signal::HungUp);
        self.drain_orders().await;
    }

    /// The call has been told of the end and winds down by itself.
    async fn drain_orders(&mut self) {
        if let Some(talking) = &mut self.talking {
            while let Some(order) = talking.orders.recv().await {
                if matches!(order, Order::HangUp(_)) {
                    return;
                }
            }
        }
    }

    async fn on_state(&mut self, state: DialogState) -> bool {
        match state {
            DialogState::Confirmed(..) => return self.begin().await,
            DialogState::Updated(_, request, handle) => self.negotiate(&request, handle).await,
            DialogState::Notify(_, request, handle) => {
                let _ = handle.reply(StatusCode::OK).await;
                self.on_progress(std::str::from_utf8(&request.body).ok().and_then(progress_in));
            }
            DialogState::Info(_, request, handle) => self.on_info(&request, handle).await,
            _ => {}
        }
        true
    }

    /// The other side has acknowledged: starts talking. False if that is impossible.
    async fn begin(&mut self) -> bool {
        let Some((sockets, visit)) = self.waiting.take() else {
            self.change_is_acknowledged();
            return true;
        };
        if self.agreed.is_none() {
            self.agreed = self.agreed_in_ack();
        }
        let Some(agreed) = self.agreed.clone() else {
            self.bye(Why::NotUnderstood).await;
            return false;
        };
        let Visit { session, taken, why } = visit;
        let line = &self.sip.line;
        let counters = Arc::clone(&line.rules.counters);
        counters.calls.count();
        let held = agreed.direction.is_hold();
        let wire = RtpWire::new(sockets, agreed, self.peer, line.config.no_sound, Arc::clone(&counters));
        let ears = ears::open(session.input.clone(), wire.sample_rate(), Arc::clone(&counters));
        let (stream, handle, events) = Stream::new(Box::new(wire), ears, counters);
        line.pacer.add(stream);
        let (signals, inbox) = mpsc::unbounded_channel();
        let (orders, outbox) = mpsc::unbounded_channel();
        let can_transfer = line.config.transfer_to.is_some();
        let stream = handle.clone();
        let call = Call { session, stream, events, signals: inbox, orders, can_transfer, taken, why };
        tokio::spawn(call.run(line.rules.clone()));
        self.talking = Some(Talking { stream: handle, signals, orders: outbox });
        if held {
            self.signal(Signal::Hold(true));
        }
        true
    }

    async fn on_info(&mut self, request: &Request, handle: TransactionHandle) {
        let kind = request.headers.iter().find_map(|header| match header {
            Header::ContentType(value) => Some(value.value().to_owned()),
            _ => None,
        });
        let body = String::from_utf8_lossy(&request.body);
        match key_in_info(kind.as_deref().unwrap_or_default(), &body) {
            Ok(key) => {
                let _ = handle.reply(StatusCode::OK).await;
                if let Some(key) = key {
                    self.signal(Signal::Digit(key));
                }
            }
            // An empty INFO can be a liveness check (RFC 2976).
            Err(_) if request.body.is_empty() => drop(handle.reply(StatusCode::OK).await),
            Err(_) => {
                let headers = vec![Header::Accept(INFO_TYPES.into())];
                let _ = handle.respond(StatusCode::UnsupportedMediaType, Some(headers), None).await;
            }
        }
    }

    fn headers(&self) -> Vec<Header> {
        let mut headers = vec![
            Header::ContentType("application/sdp".into()),
            Header::Allow(METHODS.into()),
            Header::Supported("timer".into()),
        ];
        if let Some(timer) = self.timer {
            headers.push(Header::SessionExpires(timer.header().into()));
            if !timer.ours {
                headers.push(Header::Require("timer".into()));
            }
        }
        headers
    }

    /// Asks the exchange to transfer this caller to the only destination in the settings.
    async fn transfer(&mut self) {
        let Some(destination) = self.sip.line.config.transfer_to.clone() else {
            self.signal(Signal::Transferred(TransferOutcome::Failed));
            return;
        };
        self.transfer_until = Some(Instant::now() + self.sip.line.config.transfer);
        let by = format!("<sip:spraakloket@{}>", SocketAddr::new(self.ours.address, self.sip.address.port()));
        let headers = vec![Header::ReferredBy(by.into())];
        let answer = self.dialog.refer(format!("<{destination}>"), Some(headers), None).await;
        let accepted = answer
            .is_ok_and(|answer| answer.is_some_and(|answer| answer.status_code.kind() == StatusCodeKind::Successful));
        if !accepted {
            self.on_progress(Some(Progress::Failed));
        }
    }

    fn on_progress(&mut self, progress: Option<Progress>) {
        let outcome = match progress {
            Some(Progress::Answered) => TransferOutcome::Done,
            Some(Progress::Failed) => TransferOutcome::Failed,
            Some(Progress::Trying) | None => return,
        };
        if self.transfer_until.take().is_some() {
            self.signal(Signal::Transferred(outcome));
        }
    }

    fn next_due(&self) -> Instant {
        let never = Instant::now() + Duration::from_hours(1);
        let timer =
            self.timer.map(|timer| self.renewed + if timer.ours { timer.renew_after() } else { timer.over_after() });
        [self.transfer_until, timer].into_iter().flatten().min().unwrap_or(never)
    }

    /// Handles a passed deadline. False if the call is over.
    async fn on_time(&mut self) -> bool {
        let now = Instant::now();
        if self.transfer_until.is_some_and(|until| until <= now) {
            self.on_progress(Some(Progress::Failed));
        }
        let Some(timer) = self.timer else { return true };
        if timer.ours && self.renewed + timer.renew_after() <= now {
            let headers =
                vec![Header::SessionExpires(timer.renewal_header().into()), Header::Supported("timer".into())];
            let answer = self.dialog.update(Some(headers), None).await;
            if answer.is_ok_and(|answer| answer.is_some_and(|a| a.status_code.kind() == StatusCodeKind::Successful)) {
                self.renewed = now;
            }
        }
        if self.renewed + timer.over_after() <= now {
            self.bye(Why::NoSound).await;
            return false;
        }
        true
    }

    fn signal(&self, signal: Signal) {
        if let Some(talking) = &self.talking {
            let _ = talking.signals.send(signal);
        }
    }

    async fn bye(&self, why: Why) {
        for _ in 0..BYE_TRIES {
            let reason = vec![Header::Reason(why.reason().into())];
            if self.dialog.bye_with_headers(Some(reason)).await.is_ok() || self.dialog.state().is_terminated() {
                return;
            }
            tokio::time::sleep(BYE_AGAIN).await;
        }
        tracing::warn!(code = "bye-failed");
    }

    /// Checks whether the other side still knows the call; any response but "unknown" will do.
    fn probe(&self) {
        let Some(signals) = self.talking.as_ref().map(|talking| talking.signals.clone()) else { return };
        let dialog = self.dialog.clone();
        tokio::spawn(async move {
            let asked = tokio::time::timeout(PROBE, dialog.request(Method::Options, None, None)).await;
            let there = match asked {
                Ok(Ok(Some(answer))) => {
                    ![StatusCode::CallTransactionDoesNotExist, StatusCode::RequestTimeout].contains(&answer.status_code)
                }
                // Another request of ours is pending: it will itself show whether somebody is there.
                Ok(Ok(None)) => true,
                Ok(Err(_)) | Err(_) => false,
            };
            let _ = signals.send(Signal::Probed(there));
        });
    }
}

/// Before talking starts there are no requests.
async fn next_order(orders: Option<&mut mpsc::UnboundedReceiver<Order>>) -> Option<Order> {
    match orders {
        Some(orders) => orders.recv().await,
        None => std::future::pending().await,
    }
}
