//! Calls a human to the desk through the operator's own program (a bell, a pager, a message). Without one nobody is
//! called, and the session is told so, because it must not announce somebody who does not come.

use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// A call that takes longer has failed: a person is waiting for the result.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the program with the destination and the summary as its last arguments. Returns whether somebody is coming
/// (exit code 0).
pub(super) async fn call(program: &[String], destination: &str, summary: Option<&str>) -> bool {
    let Some((name, arguments)) = program.split_first() else {
        tracing::warn!(code = "kiosk-no-staff-program");
        return false;
    };
    let mut command = Command::new(name);
    command.args(arguments).arg(destination).arg(summary.unwrap_or_default());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let outcome = tokio::time::timeout(PATIENCE, command.status()).await;
    let called = matches!(&outcome, Ok(Ok(status)) if status.success());
    if !called {
        tracing::warn!(code = "kiosk-staff-not-called");
    }
    called
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_program_that_says_so_has_called_somebody() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(call(&words("true"), "balie", None).await);
        assert!(!call(&words("false"), "balie", None).await);
        assert!(!call(&words("/no/such/program"), "balie", None).await);
        assert!(!call(&[], "balie", None).await);
        // Arguments are passed directly, without a shell.
        let check = r#"test "$1" = 'balie; exit 1' && test "$2" = 'een "vraag"'"#;
        let program = ["sh", "-c", check, "sh"].map(str::to_owned);
        assert!(call(&program, "balie; exit 1", Some("een \"vraag\"")).await);
    }
}
