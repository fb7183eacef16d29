//! `spraakloket manual` (hidden): man pages and shell completions, made from the command line itself for packages.

use super::Cli;
use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate_to};
use std::path::PathBuf;

/// Write man pages and shell completions.
#[derive(Debug, Args)]
pub(super) struct Manual {
    /// The folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Manual {
    pub(super) fn run(self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.out)?;
        let mut command = Cli::command();
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            generate_to(shell, &mut command, "spraakloket", &self.out)?;
        }
        clap_mangen::generate_to(command, &self.out)?;
        Ok(())
    }
}
