//! The program: hands the command line to the library and maps the result to an exit code.

use clap::Parser;
use spraakloket::cli::{Cli, run};
use std::process::ExitCode;

/// Something was checked and found wanting.
const NOT_WELL: u8 = 1;
/// The command could not be carried out; the message says what to do.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(NOT_WELL),
        Err(error) => {
            eprintln!("spraakloket: {error:#}");
            ExitCode::from(REFUSED)
        }
    }
}
