//! `spraakloket models`: list, fetch and verify models.

use super::open::{adapter_of, needed_models, store};
use crate::config::{Config, VoiceName};
use crate::models::{Bars, ModelStore, NotHad};
use clap::{Args, Subcommand};

/// List, fetch and verify models.
#[derive(Debug, Args)]
pub(super) struct Models {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Every model in the catalog and how it stands here (the default).
    List,
    /// Get models that are missing or broken.
    Fetch {
        /// Names from the catalog (default: those that the settings need).
        names: Vec<String>,
    },
    /// Read models through and compare them with the catalog.
    Verify {
        /// Names from the catalog (default: all that are here, and those that the settings need).
        names: Vec<String>,
    },
}

impl Models {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<bool> {
        let store = store(config);
        match self.action.unwrap_or(Action::List) {
            Action::List => {
                for status in store.list()? {
                    out!("{status}");
                }
                list_adapter(config)?;
                Ok(true)
            }
            Action::Fetch { names } => {
                let wanted = match names.as_slice() {
                    [] => needed_models(config),
                    names => names.iter().map(String::as_str).collect(),
                };
                for fetched in store.fetch(&wanted, &mut Bars::default())? {
                    out!("{fetched}");
                }
                if names.is_empty() {
                    fetch_natural_voices(config, &store);
                }
                Ok(true)
            }
            Action::Verify { names } => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let mut found = store.verify(&names)?;
                if names.is_empty() {
                    // What the settings need and is not here is no less wrong than what is broken.
                    let needed = store.verify(&needed_models(config))?;
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

/// The most natural voice of every language that is set to `auto`; where it cannot be had, eSpeak NG speaks.
fn fetch_natural_voices(config: &Config, store: &ModelStore) {
    for (language, voice) in &config.voices {
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

/// The adapter of the settings: for which model, and what it brought when it was checked.
fn list_adapter(config: &Config) -> anyhow::Result<()> {
    let Some(adapter) = adapter_of(config)? else { return Ok(()) };
    out!("\nadapter {}, merged into {} when it is loaded", config.listen_adapter, adapter.card.base_names());
    for line in &adapter.card.evaluation {
        let [before, after] = line.word_errors.map(|rate| 100.0 * rate);
        out!("  {}: {before:.1} % of the words wrong without it, {after:.1} % with it", line.test);
    }
    Ok(())
}
