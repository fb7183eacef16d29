//! The program: passes the command line to the library and maps the result to an exit code.

use clap::Parser;
use spraakloket::cli::{Cli, run};
use std::process::ExitCode;

/// A check found problems.
const NOT_WELL: u8 = 1;
/// The command could not be carried out; the message says what to do.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(NOT_WELL),
        Err(error) => {
            eprintln!("spraakloket: {}", told(&error));
            ExitCode::from(REFUSED)
        }
    }
}

/// The error and its causes, without repetition.
fn told(error: &anyhow::Error) -> String {
    error.chain().skip(1).fold(error.to_string(), |told, cause| {
        let cause = cause.to_string();
        if told.contains(&cause) { told } else { format!("{told}: {cause}") }
    })
}
