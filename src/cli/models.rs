//! `spraakloket models`: list, fetch and verify models.

use crate::config::VoiceName;
use crate::installation::Installation;
use crate::models::{Bars, NotHad};
use clap::{Args, Subcommand};

/// List, fetch and verify models.
#[derive(Debug, Args)]
pub(super) struct Models {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Every model in the catalog and its state (the default).
    List,
    /// Fetch models that are missing or broken.
    Fetch {
        /// Names from the catalog (default: those that the settings need).
        names: Vec<String>,
    },
    /// Read models in full and compare them with the catalog.
    Verify {
        /// Names from the catalog (default: all that are installed, and those that the settings need).
        names: Vec<String>,
    },
}

impl Models {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<bool> {
        let store = installation.models();
        match self.action.unwrap_or(Action::List) {
            Action::List => {
                for status in store.list()? {
                    out!("{status}");
                }
                list_adapter(installation)?;
                Ok(true)
            }
            Action::Fetch { names } => {
                let wanted = match names.as_slice() {
                    [] => installation.needed_models(),
                    names => names.iter().map(String::as_str).collect(),
                };
                for fetched in store.fetch(&wanted, &mut Bars::default())? {
                    out!("{fetched}");
                }
                if names.is_empty() {
                    fetch_natural_voices(installation);
                }
                Ok(true)
            }
            Action::Verify { names } => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let mut found = store.verify(&names)?;
                if names.is_empty() {
                    // A missing model that the settings need is as much a problem as a broken one.
                    let needed = store.verify(&installation.needed_models())?;
                    found.extend(needed.into_iter().filter(crate::models::ModelStatus::is_missing));
                }
                for status in &found {
                    out!("{status}");
                }
                Ok(found.iter().all(crate::models::ModelStatus::is_ready))
            }
        }
    }
}

/// Fetches the most natural voice of every language that is set to `auto`; if that fails, eSpeak NG speaks.
fn fetch_natural_voices(installation: &Installation) {
    let store = installation.models();
    for (language, voice) in &installation.config().voices {
        if *voice != VoiceName::Auto(*language) {
            continue;
        }
        match store.fetch_natural_voice(language.code(), &mut Bars::default()) {
            Ok(fetched) => fetched.iter().for_each(|fetched| out!("{fetched}")),
            Err(NotHad { voice, reason }) => eprintln!(
                "{voice} cannot be fetched now, so eSpeak NG speaks `{language}`; `spraakloket models fetch` tries again ({reason})"
            ),
        }
    }
}

/// Shows the adapter in the settings: for which model, and its effect when it was checked.
fn list_adapter(installation: &Installation) -> anyhow::Result<()> {
    let Some(adapter) = installation.adapter()? else { return Ok(()) };
    out!(
        "\nadapter {}, merged into {} when it is loaded",
        installation.config().listen_adapter,
        adapter.card.base_names()
    );
    for line in &adapter.card.evaluation {
        let [before, after] = line.word_errors.map(|rate| 100.0 * rate);
        out!("  {}: {before:.1} % of the words wrong without it, {after:.1} % with it", line.test);
    }
    Ok(())
}
