//! Changes during a call (hold, another address, another codec) by re-INVITE, UPDATE, or the ACK of one. Not for: the
//! first offer (`super`), or what is agreed on (`sdp`).

use super::super::call::Signal;
use super::super::offer::{Refusal, description_of, offer_in, required};
use super::super::session_timer::Asked;
use super::super::stream::StreamCommand;
use super::{SipCall, asked_timer};
use phone_wire::sdp::{Agreed, Description};
use rsipstack::dialog::dialog::TransactionHandle;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Header, Method, Request, StatusCode};
use tokio::time::Instant;

impl SipCall {
    /// Handles a re-INVITE or UPDATE: hold, another address, another codec, or just a liveness check.
    pub(super) async fn negotiate(&mut self, request: &Request, handle: TransactionHandle) {
        self.renewed = Instant::now();
        if let Asked::Timer(timer) = asked_timer(request) {
            self.timer = Some(timer);
        }
        let body = match self.answer_to(request).await {
            Ok(body) => body,
            Err(Refusal { status, headers }) => {
                let _ = handle.respond(status, Some(headers), None).await;
                return;
            }
        };
        let mut headers = self.headers();
        if body.is_none() {
            headers.retain(|header| !matches!(header, Header::ContentType(_)));
        }
        let _ = handle.respond(StatusCode::OK, Some(headers), body.map(String::into_bytes)).await;
    }

    /// Our description in response to a change; `None` for a liveness check.
    async fn answer_to(&mut self, request: &Request) -> Result<Option<String>, Refusal> {
        required(request)?;
        // Two simultaneous changes would leave the sides with different ideas of the call (RFC 3261, section 14.2).
        if self.changing.is_some() && (request.method == Method::Invite || !request.body.is_empty()) {
            return Err(Refusal::plain(StatusCode::RequestPending));
        }
        let number = request.cseq_header().ok().and_then(|cseq| cseq.seq().ok());
        let Some((description, agreed)) = offer_in(request, &self.sip.line, self.ours.address).await? else {
            if request.method != Method::Invite {
                return Ok(None);
            }
            // An INVITE without an offer asks for ours, which is what was agreed on.
            self.ours.version += 1;
            self.changing = number.map(|number| (number, true));
            return Ok(Some(self.ours.offer(&self.agreed.iter().map(|agreed| agreed.codec).collect::<Vec<_>>())));
        };
        // The sample rate of queued speech does not change during a call.
        let same_rate =
            self.agreed.as_ref().is_none_or(|before| before.codec.sample_rate() == agreed.codec.sample_rate());
        let agreed = if same_rate { Some(agreed) } else { self.agree_at_same_rate(&description) };
        let agreed = agreed.ok_or(Refusal::plain(StatusCode::NotAcceptableHere))?;
        self.ours.version += 1;
        let answer = description.answer(&agreed, &self.ours);
        self.change_to(agreed);
        if request.method == Method::Invite {
            self.changing = number.map(|number| (number, false));
        }
        Ok(Some(answer))
    }

    fn agree_at_same_rate(&self, description: &Description) -> Option<Agreed> {
        let rate = self.agreed.as_ref()?.codec.sample_rate();
        let codecs = self.sip.line.config.codecs.iter().copied();
        let same: Vec<_> = codecs.filter(|codec| codec.sample_rate() == rate).collect();
        description.agree(&same).ok()
    }

    /// The answer in the ACK to an offer of ours.
    pub(super) fn agreed_in_ack(&self) -> Option<Agreed> {
        let acknowledgement = self.dialog.last_remote_ack()?;
        let answer = description_of(&acknowledgement, &self.sip.line).ok()??;
        match self.agreed {
            Some(_) => self.agree_at_same_rate(&answer),
            None => answer.agree(&self.sip.line.config.codecs).ok(),
        }
    }

    /// Both sides know a change; if we made the offer, its answer applies from now on.
    pub(super) fn change_is_acknowledged(&mut self) {
        let Some((number, offered)) = self.changing else { return };
        let acknowledged = self.dialog.last_remote_ack().and_then(|ack| ack.cseq_header().ok()?.seq().ok());
        // This state is also reported after an INFO or UPDATE, which acknowledges nothing.
        if acknowledged.is_none_or(|acknowledged| acknowledged < number) {
            return;
        }
        self.changing = None;
        if offered && let Some(agreed) = self.agreed_in_ack() {
            self.change_to(agreed);
        }
    }

    fn change_to(&mut self, agreed: Agreed) {
        self.signal(Signal::Hold(agreed.direction.is_hold()));
        if let Some(talking) = &self.talking {
            talking.stream.tell(StreamCommand::Negotiated(Box::new(agreed.clone())));
        }
        self.agreed = Some(agreed);
    }
}
