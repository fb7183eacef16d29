//! The command line: arguments, and text output.

/// Writes a line to standard output. A full disk is an error; a reader that stops reading (`spraakloket … | head`) is
/// not.
macro_rules! out {
    ($($text:tt)*) => { crate::cli::write_line(format_args!($($text)*)) };
}

mod adapt;
mod adapt_search;
mod ask;
mod check;
mod counts;
mod documents;
mod eval;
mod index;
mod kiosk;
mod knowledge;
mod listen;
mod manual;
mod models;
mod phone;
mod practise;
mod replay;
mod report;
mod say;
mod service;
mod talk;
mod tongues;
mod translate;
mod understanding;
mod wyoming;

use crate::config::Config;
use crate::installation::Installation;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};

/// A voice desk for government information that runs entirely on your own machine.
#[derive(Debug, Parser)]
#[command(name = "spraakloket", version)]
pub struct Cli {
    /// The settings file (default: spraakloket.toml in this folder, or else in /etc/spraakloket).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Subcommands,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// Answer one spoken or typed question.
    Ask(ask::Ask),
    /// Show what is heard as it happens: where speech begins, pauses and ends, and its words.
    Listen(listen::Listen),
    /// Build the index from a source of knowledge.
    Index(index::IndexCommand),
    /// Review articles, or fetch documents from elsewhere.
    Knowledge(knowledge::Knowledge),
    /// Say a text aloud, into a WAV file.
    Say(say::Say),
    /// Answer telephone calls, by SIP and by AudioSocket.
    Phone(phone::Phone),
    /// Offer the recogniser and the voices to other programs, by the Wyoming protocol.
    Wyoming(wyoming::Wyoming),
    /// Have a whole conversation, with sound or typed in this terminal.
    Talk(talk::Talk),
    /// Serve a kiosk: a page on this machine, keys and sound.
    Kiosk(kiosk::KioskCommand),
    /// Measure search, decision and recognition on questions with known answers.
    Eval(Box<eval::Eval>),
    /// Train the recogniser on the words of an index.
    Adapt(adapt::Adapt),
    /// Show counts of what happened, by hour.
    Counts(counts::Counts),
    /// Write drafts of what the law asks for, in Dutch.
    Documents(documents::DocumentsCommand),
    /// Measure the desk and write a public report.
    Report(report::ReportCommand),
    /// Practise answering with made-up citizens, in this terminal.
    Practise(practise::Practise),
    /// List, fetch and verify models.
    Models(models::Models),
    /// Check models, index, voices and audio devices.
    Check(check::Check),
    /// Write man pages and shell completions, for packages.
    #[command(hide = true)]
    Manual(manual::Manual),
}

/// Runs a command. Returns false if it found problems without failing itself (`check`, `knowledge` and `models
/// verify`).
pub fn run(cli: Cli) -> anyhow::Result<bool> {
    let config = Config::load(cli.config.as_deref())?;
    start_log(&config.log_level);
    let installation = Installation::new(config);
    installation.refuse_unknown_models()?;
    match cli.command {
        Subcommands::Ask(command) => command.run(&installation).map(|()| true),
        Subcommands::Listen(command) => command.run(&installation).map(|()| true),
        Subcommands::Index(command) => command.run(&installation).map(|()| true),
        Subcommands::Knowledge(command) => command.run(&installation),
        Subcommands::Say(command) => command.run(&installation).map(|()| true),
        Subcommands::Phone(command) => command.run(&installation).map(|()| true),
        Subcommands::Wyoming(command) => command.run(&installation).map(|()| true),
        Subcommands::Talk(command) => command.run(&installation).map(|()| true),
        Subcommands::Kiosk(command) => command.run(&installation).map(|()| true),
        Subcommands::Eval(command) => command.run(&installation).map(|()| true),
        Subcommands::Adapt(command) => command.run(&installation),
        Subcommands::Counts(command) => command.run(&installation).map(|()| true),
        Subcommands::Documents(command) => command.run(&installation).map(|()| true),
        Subcommands::Report(command) => command.run(&installation),
        Subcommands::Practise(command) => command.run().map(|()| true),
        Subcommands::Models(command) => command.run(&installation),
        Subcommands::Check(command) => command.run(&installation),
        Subcommands::Manual(command) => command.run().map(|()| true),
    }
}

/// Completes when the program is told to end. A second signal ends it at once.
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        service::stopping();
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            std::process::exit(1);
        });
    })
}

/// A failed write ends the program: half a result must not look like a whole one.
fn write_line(text: std::fmt::Arguments<'_>) {
    use std::io::Write as _;
    let mut output = std::io::stdout().lock();
    match writeln!(output, "{text}").and_then(|()| output.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("spraakloket: cannot write the result: {error}. Check the free space of the disk");
            std::process::exit(2);
        }
        _ => {}
    }
}

fn start_log(level: &str) {
    // Other crates only log errors; whisper.cpp and ONNX Runtime are chatty.
    let filter = format!("error,spraakloket={level}");
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_writer(std::io::stderr)
        .try_init();
}
