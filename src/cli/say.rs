//! `spraakloket say`: says a text, to hear a voice, a speed or a pronunciation.

use crate::audio::{AudioError, Loudspeaker, LoudspeakerEvent, SyntheticMark, write_wav};
use crate::config::{Config, VoiceName};
use crate::installation::Installation;
use crate::language::Language;
use crate::speak::text::speakable;
use crate::speak::{Manner, SpeakingDesk, Speech};
use anyhow::{Context, bail};
use clap::Args;
use spoken_text::sentences;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Maximum length of a text, in characters: about ten minutes of speech.
const TEXT_CHARACTERS: usize = 10_000;
/// How long to wait for a lost loudspeaker.
const LOST_PATIENCE: Duration = Duration::from_secs(3);
/// Duration of sound that a device may still hold without reporting it.
const DEVICE_BUFFER: Duration = Duration::from_millis(250);

/// Say a text aloud, on the loudspeaker or into a WAV file.
#[derive(Debug, Args)]
pub(super) struct Say {
    /// The text, in quotes.
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
    /// The language, nl or en (default: that of the voice, or else the one that the text looks like).
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Language>,
    /// The voice: espeak:NAME, the name of a Piper voice, or kokoro:NAME (accented Dutch, for tests) (default: the setting for the language).
    #[arg(long, value_name = "VOICE")]
    voice: Option<String>,
    /// The speed, 0.75 to 3 (default: the setting speak.rate).
    #[arg(long, value_name = "SPEED", allow_negative_numbers = true)]
    speed: Option<f32>,
    /// The volume in percent, 0 to 200 (default: the setting speak.volume).
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true)]
    volume: Option<f32>,
    /// Write the speech to this WAV file instead of playing it.
    #[arg(long, value_name = "FILE", conflicts_with = "print")]
    out: Option<PathBuf>,
    /// Print the words that would be spoken, one sentence per line, and make no sound.
    #[arg(long)]
    print: bool,
}

impl Say {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        let config = installation.config();
        let text = self.checked_text()?;
        if self.print {
            return self.print_words(installation, text);
        }
        let manner = Manner::new(self.speed.unwrap_or(config.rate), self.volume.unwrap_or(config.volume))?;
        if let Some(out) = &self.out {
            check_folder_of(out)?;
        }
        let (language, voice) = self.voice(config, text)?;
        // A voice that is named is that one itself.
        let voice = match self.voice {
            Some(_) => installation.voice(&voice)?,
            None => installation.desk_voice(language, &voice)?,
        };
        let mut desk = installation.speaking_desk_of(vec![(language, voice)], manner)?;
        let Some(out) = &self.out else {
            return play(&mut desk, text, language, &config.sound.output);
        };
        let speech = say(&mut desk, text, language)?;
        let mark = SyntheticMark { voice: desk.voice_name(language)? };
        write_wav(out, &speech.samples, speech.sample_rate, &mark)?;
        out!("{:.1} s of speech by {} in {}", speech.seconds(), mark.voice, out.display());
        Ok(())
    }

    /// What the desk passes to a voice; no voice has to be installed for it.
    fn print_words(&self, installation: &Installation, text: &str) -> anyhow::Result<()> {
        let of_voice = self.voice.as_deref().map(VoiceName::parse).as_ref().and_then(language_of);
        let language = self.lang.or(of_voice).unwrap_or_else(|| Language::guess(text));
        let lexicon = installation.lexicon()?;
        for sentence in sentences(text) {
            out!("{}", speakable(&sentence, language, &lexicon));
        }
        Ok(())
    }

    fn checked_text(&self) -> anyhow::Result<&str> {
        let text = self.text.trim();
        let length = text.chars().count();
        if !text.chars().any(char::is_alphanumeric) {
            bail!("there is nothing to say: the text is empty. Write it after `say`, in quotes");
        }
        if length > TEXT_CHARACTERS {
            bail!("the text has {length} characters; at most {TEXT_CHARACTERS}. Say it in parts");
        }
        Ok(text)
    }

    fn voice(&self, config: &Config, text: &str) -> anyhow::Result<(Language, VoiceName)> {
        let named = self.voice.as_deref().map(VoiceName::parse);
        let of_voice = named.as_ref().and_then(language_of);
        let language = self.lang.or(of_voice).unwrap_or_else(|| Language::guess(text));
        let configured = || config.voices.iter().find(|(of, _)| *of == language).map(|(_, voice)| voice.clone());
        let voice = named.or_else(configured).with_context(|| format!("no voice for language `{language}`"))?;
        Ok((language, voice))
    }
}

/// The language at the start of a voice's name: `espeak:en-us`, `nl_NL-alex-medium`.
fn language_of(voice: &VoiceName) -> Option<Language> {
    match voice {
        VoiceName::Auto(language) => Some(*language),
        VoiceName::Espeak(name) | VoiceName::Piper(name) => name.get(..2)?.parse().ok(),
        VoiceName::Kokoro(_) => Some(Language::Nl),
    }
}

/// Refuses, before the work is done, a file that could not be written afterwards.
fn check_folder_of(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) || path.is_dir() {
        bail!("cannot write {}: there is no such folder, or it is a folder itself", path.display());
    }
    Ok(())
}

/// Plays sentence by sentence: the next one is rendered while one is played.
fn play(desk: &mut SpeakingDesk, text: &str, language: Language, output: &str) -> anyhow::Result<()> {
    let mut loudspeaker = Loudspeaker::open(output).context("to write a file instead: --out FILE.wav")?;
    let (mut seconds, mut waiting) = (0.0, 0);
    desk.speak(text, language, |sentence| {
        seconds += sentence.seconds();
        loudspeaker.play(waiting, sentence.samples, sentence.sample_rate);
        waiting += 1;
        true
    })?;
    let mut patience = Duration::MAX;
    while waiting > 0 {
        match loudspeaker.wait_for_event(patience) {
            Some(LoudspeakerEvent::Finished(_)) => waiting -= 1,
            Some(LoudspeakerEvent::Started(_)) => {}
            Some(LoudspeakerEvent::Lost) => patience = LOST_PATIENCE,
            Some(LoudspeakerEvent::Back) => patience = Duration::MAX,
            None => return Err(AudioError::LoudspeakerLost.into()),
        }
    }
    std::thread::sleep(DEVICE_BUFFER);
    out!("{seconds:.1} s of speech by {} played", desk.voice_name(language)?);
    Ok(())
}

fn say(desk: &mut SpeakingDesk, text: &str, language: Language) -> anyhow::Result<Speech> {
    let mut whole = Speech { samples: Vec::new(), sample_rate: 0 };
    desk.speak(text, language, |sentence| {
        whole.sample_rate = sentence.sample_rate;
        whole.samples.extend(sentence.samples);
        true
    })?;
    if whole.samples.is_empty() {
        bail!("the voice made no sound of this text");
    }
    Ok(whole)
}
