//! Scripted sessions without models, for tests of the kiosk's page in a real browser.
//!
//! A question with "paspoort" is answered, any other is not known. Some questions trigger what is hard to wait for:
//! `!warn`, `!hear`, `!think`, `!speak`, `!hint`, `!die`.

use spraakloket::Language;
use spraakloket::Speech;
use spraakloket::internals::dialogue::{Command, Prompts};
use spraakloket::internals::knowledge::Source;
use spraakloket::{
    ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, SessionEvent, SessionHandle, SessionState, Sessions,
    TransferOutcome,
};
use tokio::sync::mpsc;

/// Opens scripted sessions. Must be used within a tokio runtime.
pub(crate) struct ScriptedDesk;

impl Sessions for ScriptedDesk {
    fn open(&self, _: ChannelKind) -> Option<SessionHandle> {
        let (input, taken) = mpsc::channel(64);
        let (output, given) = mpsc::unbounded_channel();
        let mut script = Script { output, pieces: 0, unfinished: 0, rate: 1.0, volume: 100.0, language: Language::Nl };
        tokio::spawn(async move { script.follow(taken).await });
        Some(SessionHandle { input, output: given })
    }
}

struct Script {
    output: mpsc::UnboundedSender<ChannelOutput>,
    pieces: u64,
    unfinished: u64,
    rate: f32,
    volume: f32,
    language: Language,
}

impl Script {
    async fn follow(&mut self, mut input: mpsc::Receiver<ChannelInput>) {
        while let Some(input) = input.recv().await {
            match input {
                ChannelInput::Started | ChannelInput::StartedAnew | ChannelInput::Invited => {
                    self.manner();
                    self.say(&[
                        ("Goedendag. U praat met een computer.", "Good day. You are talking to a computer."),
                        ("Waarmee kan ik u helpen?", "How can I help you?"),
                    ]);
                }
                ChannelInput::PlaybackFinished(_) => {
                    self.unfinished = self.unfinished.saturating_sub(1);
                    if self.unfinished == 0 {
                        self.state(SessionState::Listening);
                    }
                }
                ChannelInput::Text(text) if text == "!die" => return,
                ChannelInput::Text(text) => self.answer(&text),
                ChannelInput::Key(key) => self.press(key),
                ChannelInput::Transfer(outcome) => self.transferred(outcome),
                ChannelInput::HungUp => return,
                ChannelInput::Explain(key) => self.hint_of(&format!("Uitleg {key:?}")),
                ChannelInput::Loudness(percent) => self.volume = f32::from(percent),
                ChannelInput::Announce(_)
                | ChannelInput::Present
                | ChannelInput::Audio(_)
                | ChannelInput::AudioOverEcho { .. }
                | ChannelInput::PlaybackStarted(_) => {}
            }
        }
    }

    fn press(&mut self, key: Key) {
        match key {
            Key::Ok | Key::Command(Command::Stop | Command::Continue) => {
                self.hush();
                self.state(SessionState::Listening);
            }
            Key::Command(Command::Pause) => {
                self.hush();
                self.state(SessionState::Paused);
            }
            Key::Command(Command::Louder) => self.volume = (self.volume + 25.0).min(200.0),
            Key::Command(Command::Softer) => self.volume = (self.volume - 25.0).max(25.0),
            Key::Command(Command::Faster) => self.rate = (self.rate + 0.25).min(3.0),
            Key::Command(Command::Slower) => self.rate = (self.rate - 0.25).max(0.75),
            Key::Command(Command::OtherLanguage) => {
                self.hush();
                self.language = if self.language == Language::Nl { Language::En } else { Language::Nl };
                self.manner();
                self.say(&[("Ik spreek nu Nederlands.", "I speak English now.")]);
            }
            Key::Language(language) => {
                self.hush();
                self.language = language;
                self.manner();
                let hello = Prompts::built_in().unwrap().say(language, "language-changed", &[]);
                self.say(&[(hello.as_str(), hello.as_str())]);
            }
            Key::Command(Command::Staff) => {
                self.hush();
                self.state(SessionState::Transferring);
                self.send(ChannelOutput::Transfer { destination: "balie".into(), summary: None });
            }
            Key::Command(Command::Goodbye) => {
                self.hush();
                self.say(&[("Tot ziens.", "Goodbye.")]);
                self.event(SessionEvent::Reset);
                self.send(ChannelOutput::HangUp);
            }
            Key::Choose(place) => {
                self.hush();
                self.say(&[(
                    ["Het kost € 83,87.", "Neem uw oude paspoort mee.", "Het duurt vijf werkdagen."][place.min(2)],
                    ["It costs € 83.87.", "Bring your old passport.", "It takes five working days."][place.min(2)],
                )]);
            }
            Key::Command(command) if command.screen_change().is_some() => {
                self.event(SessionEvent::Look { change: command.screen_change().expect("it is one") });
            }
            Key::Command(_) | Key::No | Key::Next | Key::Previous | Key::Subjects | Key::Letter(_) | Key::Unknown => {
                self.hush();
                let words = format!("{key:?}");
                self.say(&[(words.as_str(), words.as_str())]);
            }
        }
        self.manner();
    }

    fn answer(&mut self, text: &str) {
        match text {
            "!warn" => {
                // A warning comes long after the last key, not before the page has shown that key.
                std::thread::sleep(std::time::Duration::from_millis(700));
                return self.event(SessionEvent::TimeoutWarning { seconds: 30 });
            }
            "!hint" => return self.event(SessionEvent::Hint { code: "too-soft" }),
            "!speak" => {
                self.hush();
                let long = "Dit is een lange zin, die nog even klinkt, zodat u ziet hoe het loket spreekt. ".repeat(8);
                return self.say(&[(&long, &long)]);
            }
            "!think" => return self.state(SessionState::Thinking),
            "!hear" => {
                self.state(SessionState::Hearing);
                return self.event(SessionEvent::Heard { text: "Hoe vraag ik een".into(), provisional: true });
            }
            _ => {}
        }
        self.hush();
        self.event(SessionEvent::Heard { text: text.to_owned(), provisional: false });
        self.state(SessionState::Thinking);
        if !text.to_lowercase().contains("paspoort") {
            return self.say(&[(
                "Dat weet ik niet. Een medewerker kan u verder helpen.",
                "I do not know that. A member of staff can help you.",
            )]);
        }
        self.event(SessionEvent::Answer {
            article: "paspoort-aanvragen".into(),
            title: "Een paspoort aanvragen".into(),
            source: Source {
                title: "Paspoort aanvragen en verlengen".into(),
                url: "https://www.rijksoverheid.nl/onderwerpen/paspoort-en-identiteitskaart/paspoort-aanvragen".into(),
                organisation: "Rijksoverheid".into(),
                checked: "2026-11-23".into(),
            },
        });
        let names = ["Wat het kost", "Wat u meeneemt", "Hoe lang het duurt"];
        self.event(SessionEvent::Choices { names: names.map(str::to_owned).to_vec(), marked: None });
        self.say(&[
            (
                "Een paspoort vraagt u aan bij de gemeente waar u woont.",
                "You apply for a passport at your municipality.",
            ),
            ("U gaat er zelf heen. Maak eerst een afspraak.", "You go there yourself. Make an appointment first."),
            ("Dit komt van Rijksoverheid.", "This comes from the national government."),
        ]);
    }

    fn transferred(&mut self, outcome: TransferOutcome) {
        self.say(&[match outcome {
            TransferOutcome::Done => ("Er komt iemand naar u toe.", "Somebody is coming to you."),
            TransferOutcome::Failed => {
                ("Er is nu niemand vrij. Loop naar de balie.", "Nobody is free. Go to the desk.")
            }
        }]);
    }

    /// Says sentences one after another, each in Dutch and English.
    fn say(&mut self, sentences: &[(&str, &str)]) {
        self.state(SessionState::Speaking);
        for (dutch, english) in sentences {
            let text = if self.language == Language::Nl { dutch } else { english };
            self.pieces += 1;
            self.unfinished += 1;
            let (id, language) = (PlaybackId(self.pieces), self.language);
            self.event(SessionEvent::Caption { id, text: (*text).to_owned(), language });
            // A quarter of the real duration.
            let samples = vec![0.0; text.len() * 15 * 16];
            self.send(ChannelOutput::Play { id, speech: Speech { samples, sample_rate: 16_000 } });
        }
    }

    /// Makes an announcement, shown as a caption here, so that a test can read it.
    fn hint_of(&mut self, words: &str) {
        self.hush();
        self.say(&[(words, words)]);
    }

    fn hush(&mut self) {
        self.unfinished = 0;
        self.send(ChannelOutput::StopPlayback);
    }

    fn manner(&self) {
        let (rate, volume, language) = (self.rate, self.volume, self.language);
        self.event(SessionEvent::Manner { rate, volume, language });
    }

    fn state(&self, state: SessionState) {
        self.event(SessionEvent::State { state });
    }

    fn event(&self, event: SessionEvent) {
        self.send(ChannelOutput::Event(event));
    }

    fn send(&self, output: ChannelOutput) {
        let _ = self.output.send(output);
    }
}
