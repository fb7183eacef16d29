//! `spraakloket check`: one line for everything that must work, with what to do if it does not.

use crate::audio::sound_host;
use crate::config::{Config, VoiceName};
use crate::installation::Installation;
use crate::knowledge::IndexFolder;
use crate::knowledge::following::Followed;
use crate::language::Language;
use crate::models::ModelStore;
use crate::speak::SpeakingDesk;
use clap::Args;
use cpal::traits::{DeviceTrait, HostTrait};
use std::path::PathBuf;

/// Check models, index, voices and audio devices.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
}

/// The state of one thing.
enum Finding {
    Well(String),
    /// Not always needed: an `ask` or a phone line works without a sound card.
    Absent(String),
    Broken(String),
}

impl Check {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<bool> {
        let installation = installation.with_index(self.index);
        let (config, index) = (installation.config(), installation.index());
        let mut findings = check_models(&installation)?;
        findings.push(("index".into(), check_index(index)));
        findings.extend(check_adapter(&installation));
        findings.extend(check_review(config));
        findings.extend(check_voices(&installation));
        findings.extend(check_servers(&installation));
        findings.extend(check_publication(&installation));
        findings.push(("way to a human".into(), check_human(config, index)));
        findings.extend(check_audio());
        let mut well = true;
        for (what, finding) in findings {
            let (mark, text) = match finding {
                Finding::Well(text) => ("ok     ", text),
                Finding::Absent(text) => ("absent ", text),
                Finding::Broken(text) => {
                    well = false;
                    ("BROKEN ", text)
                }
            };
            out!("{mark} {what}: {text}");
        }
        Ok(well)
    }
}

type Named = (String, Finding);

fn check_models(installation: &Installation) -> anyhow::Result<Vec<Named>> {
    let status = installation.models().verify(&installation.needed_models())?;
    Ok(status
        .into_iter()
        .map(|model| {
            let finding = if model.is_ready() {
                Finding::Well("ready".into())
            } else {
                let state = if model.is_missing() { "missing" } else { "broken" };
                Finding::Broken(format!("{state}. Run `spraakloket models fetch {}`", model.name))
            };
            (format!("model {}", model.name), finding)
        })
        .collect())
}

fn check_index(index: &std::path::Path) -> Finding {
    match IndexFolder::open(index) {
        Ok(folder) => Finding::Well(format!("{} articles in {}", folder.lexical.len(), index.display())),
        Err(error) => Finding::Broken(error.to_string()),
    }
}

/// If nobody can be called and calls cannot be transferred, people must at least hear whom to call and when.
fn check_human(config: &Config, index: &std::path::Path) -> Finding {
    let set_up = config.session.handover.destination.is_some() || !config.kiosk.call_staff.is_empty();
    let Ok(IndexFolder { local, .. }) = IndexFolder::open(index) else {
        return Finding::Absent("not known without an index".into());
    };
    let missing: Vec<&str> =
        ["phone", "opening_hours"].into_iter().filter(|name| local.get(name, Language::Nl).is_none()).collect();
    way_to_a_human(set_up, &missing)
}

fn way_to_a_human(set_up: bool, missing: &[&str]) -> Finding {
    match (set_up, missing.is_empty()) {
        (_, true) => Finding::Well("people are told whom to call and when".into()),
        (true, false) => Finding::Well(format!("set up; knowledge/local.toml does not tell {}", missing.join(" and "))),
        (false, false) => Finding::Absent(format!(
            "nobody can come, and nobody is named to call. Fill in {} in knowledge/local.toml and run `spraakloket index`, \
             or set kiosk.call_staff or handover.destination",
            missing.join(" and ")
        )),
    }
}

/// The adapter in the settings, if there is one.
fn check_adapter(installation: &Installation) -> Option<Named> {
    let finding = match installation.adapter() {
        Ok(None) => return None,
        Ok(Some(adapter)) => Finding::Well(format!("for {}", adapter.card.base_names())),
        Err(error) => Finding::Broken(format!("listen.adapter: {error}")),
    };
    Some(("adapter".to_owned(), finding))
}

/// Checks that the folder of the review log is writable.
fn check_review(config: &Config) -> Option<Named> {
    let (folder, _) = config.session.review.as_ref()?;
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        let probe = folder.join(format!(".check-{}", std::process::id()));
        std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe))
    });
    let finding = match written {
        Ok(()) => Finding::Well(folder.display().to_string()),
        Err(error) => Finding::Broken(format!("review.dir: cannot keep questions in {}: {error}", folder.display())),
    };
    Some(("review log".to_owned(), finding))
}

/// Checks that every voice can speak.
fn check_voices(installation: &Installation) -> Vec<Named> {
    let try_voice = |(language, voice): &(Language, VoiceName)| {
        let settings = installation.voice(voice)?;
        let mut desk = SpeakingDesk::new(vec![(*language, settings)], installation.lexicon()?, 1.0);
        let mut samples = 0;
        desk.speak("Ja. OK.", *language, |speech| {
            samples += speech.samples.len();
            true
        })?;
        anyhow::ensure!(samples > 0, "it makes no sound");
        Ok(desk.voice_name(*language)?)
    };
    let (voices, store) = (installation.config().voices.iter(), installation.models());
    voices
        .map(|voice| {
            let finding = match (try_voice(voice), broken_voice(&store, voice)) {
                (Err(error), _) => Finding::Broken(format!("{error:#}")),
                (Ok(name), Some(broken)) => Finding::Broken(format!(
                    "{name} speaks, because {broken} is broken. Run `spraakloket models fetch {broken}`"
                )),
                (Ok(name), None)
                    if voice.1 == VoiceName::Auto(voice.0)
                        && name.starts_with("espeak")
                        && store.catalog().voices(voice.0.code()).next().is_some() =>
                {
                    Finding::Well(format!("{name} speaks. For a natural voice, run `spraakloket models fetch`"))
                }
                (Ok(name), None) => Finding::Well(format!("{name} speaks")),
            };
            (format!("voice {}", voice.0), finding)
        })
        .collect()
}

/// Every server elsewhere has to answer. The desk works without, on its own models.
fn check_servers(installation: &Installation) -> Vec<Named> {
    let asked = installation.servers().into_iter().map(|(key, server)| {
        let host = &server.address().host;
        let finding = match server.check() {
            Ok(()) => Finding::Well(format!("{host} answers")),
            Err(error) => Finding::Broken(format!("{host}: {error}. Start it, or empty {key}")),
        };
        (key, finding)
    });
    asked.collect()
}

/// How old the knowledge is, and when its publisher was last heard of.
fn check_publication(installation: &Installation) -> Option<Named> {
    let follow = installation.config().follow.as_ref()?;
    let finding = match Followed::read(installation.index()) {
        Some(Followed { number, made: Some(made), heard: Some(heard), .. }) => Finding::Well(format!(
            "publication {number} of {made:.0}; {} was last heard of at {heard:.0}",
            follow.place
        )),
        _ => Finding::Broken(format!("nothing came from {} yet. Run `spraakloket knowledge follow`", follow.place)),
    };
    Some(("publication".to_owned(), finding))
}

/// A better voice than the one that `auto` selects, which is present but broken.
fn broken_voice(store: &ModelStore, (language, voice): &(Language, VoiceName)) -> Option<String> {
    if *voice != VoiceName::Auto(*language) {
        return None;
    }
    let better = store.catalog().voices(language.code()).map(|model| model.name.as_str());
    let better: Vec<&str> = better.take_while(|name| store.paths(name).is_err()).collect();
    let states = if better.is_empty() { Vec::new() } else { store.verify(&better).ok()? };
    states.into_iter().find(crate::models::ModelStatus::is_broken).map(|model| model.name)
}

fn check_audio() -> Vec<Named> {
    let host = sound_host();
    // A default device can exist without hardware behind it, so it has to report its format.
    let input = host.default_input_device().filter(|device| device.default_input_config().is_ok());
    let output = host.default_output_device().filter(|device| device.default_output_config().is_ok());
    let name =
        |device: Option<cpal::Device>| device.and_then(|device| device.description().ok()).map(|d| d.to_string());
    [("microphone", name(input)), ("loudspeaker", name(output))]
        .into_iter()
        .map(|(what, device)| {
            let finding = match device {
                Some(device) => Finding::Well(device),
                None => {
                    Finding::Absent("none found. A kiosk needs one; connect it and see `aplay -l`, `arecord -l`".into())
                }
            };
            (what.to_owned(), finding)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nobody_can_come_it_asks_whom_to_call_and_when() {
        let Finding::Absent(asked) = way_to_a_human(false, &["phone", "opening_hours"]) else {
            panic!("not asked for")
        };
        assert!(asked.contains("phone and opening_hours in knowledge/local.toml"), "{asked}");
        assert!(
            matches!(way_to_a_human(true, &["opening_hours"]), Finding::Well(told) if told.contains("opening_hours"))
        );
        assert!(matches!(way_to_a_human(false, &[]), Finding::Well(_)));
    }
}
