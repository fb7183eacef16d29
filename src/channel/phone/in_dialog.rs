//! Requests within a call, before they reach the stack, which leaves some unanswered: those that are out of date, or
//! arrive before the ACK. Requests that need nothing from the call are answered here. Not for: the meaning of the
//! others (`invite`).

use super::sip::METHODS;
use rsipstack::dialog::dialog::DialogState;
use rsipstack::dialog::invite_dialog::InviteDialog;
use rsipstack::sip::prelude::HeadersExt;
use rsipstack::sip::{Header, Method, StatusCode};
use rsipstack::transaction::transaction::Transaction;
use std::time::Duration;

/// How long a request waits for the one before it; the other side retransmits after 500 ms.
const PATIENCE: Duration = Duration::from_millis(400);
const LOOK: Duration = Duration::from_millis(10);
/// Seconds after which a request that came too early may be repeated.
const RETRY_AFTER: &str = "1";

/// Answers a request within a call, or passes it to the stack.
pub(super) async fn handle(mut dialog: InviteDialog, transaction: &mut Transaction) -> rsipstack::Result<()> {
    let method = transaction.original.method;
    let sequence = transaction.original.cseq_header()?.seq()?;
    let is_old = |dialog: &InviteDialog| sequence < dialog.snapshot().remote_cseq;
    match method {
        Method::Ack | Method::Cancel => return dialog.handle(transaction).await,
        _ if is_old(&dialog) => return transaction.reply(StatusCode::ServerInternalError).await,
        Method::Bye | Method::PRack => return dialog.handle(transaction).await,
        Method::Options => {
            let headers = vec![Header::Allow(METHODS.into()), Header::Accept("application/sdp".into())];
            return transaction.reply_with(StatusCode::OK, headers, None).await;
        }
        // Nobody makes us call elsewhere.
        Method::Refer => return transaction.reply(StatusCode::Decline).await,
        Method::Message | Method::Publish | Method::Register | Method::Subscribe => {
            let headers = vec![Header::Allow(METHODS.into())];
            return transaction.reply_with(StatusCode::MethodNotAllowed, headers, None).await;
        }
        Method::Info | Method::Invite | Method::Notify | Method::Update => {}
    }
    let until = tokio::time::Instant::now() + PATIENCE;
    while !dialog.state().is_confirmed() && tokio::time::Instant::now() < until {
        tokio::time::sleep(LOOK).await;
    }
    match dialog.state() {
        DialogState::Confirmed(..) if is_old(&dialog) => transaction.reply(StatusCode::ServerInternalError).await,
        DialogState::Confirmed(..) => dialog.handle(transaction).await,
        DialogState::Terminated(..) => transaction.reply(StatusCode::CallTransactionDoesNotExist).await,
        _ => {
            let headers = vec![Header::RetryAfter(RETRY_AFTER.into())];
            transaction.reply_with(StatusCode::ServerInternalError, headers, None).await
        }
    }
}
