//! Our recogniser and voices for others: `describe`, `transcribe` and `synthesize`, with text that comes in pieces too.
//!
//! Every connection is a session of its own, so that many take turns. Sound is held only as long as it takes to
//! recognise it, and no text is logged.

use super::protocol::{Decoder, Event};
use crate::audio::{SAMPLE_RATE, resample};
use crate::dialogue::{Sentence, SentenceKind, Unheard};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, Utterance};
use crate::session::Stages;
use crate::speak::Manner;
use serde_json::{Value, json};
use spoken_text::sentences;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// A connection over which nothing comes for so long is closed.
const IDLE: Duration = Duration::from_mins(2);
/// A peer that does not take what it asked for.
const STUCK: Duration = Duration::from_secs(10);
/// Connections at the same time.
const MOST: usize = 32;
/// Letters of one text.
const LONGEST_TEXT: usize = 20_000;
/// Samples of one chunk of speech.
const CHUNK: usize = 2048;

/// What is offered.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The recogniser's name.
    pub model: String,
    /// A voice for each language, by name.
    pub voices: Vec<(Language, String)>,
    /// What is expected where a client names no language.
    pub expected: ExpectedLanguage,
    /// A longer utterance is cut.
    pub max_seconds: f64,
    /// Who may ask, beside this machine.
    pub allow: Vec<ipnet::IpNet>,
}

/// The service, which listens.
pub struct Service<S> {
    listener: TcpListener,
    offered: Arc<Offered>,
    stages: Arc<S>,
}

impl<S: Stages> Service<S> {
    /// Listens for clients.
    pub async fn open(address: SocketAddr, offered: Offered, stages: Arc<S>) -> std::io::Result<Self> {
        Ok(Service { listener: TcpListener::bind(address).await?, offered: Arc::new(offered), stages })
    }

    /// Where it listens.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `ended` is over.
    pub async fn run(self, ended: impl Future<Output = ()>) {
        let places = Arc::new(Semaphore::new(MOST));
        tokio::pin!(ended);
        loop {
            let (stream, peer) = tokio::select! {
                () = &mut ended => return,
                accepted = self.listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        // No more file handles, most likely: some will be closed.
                        tracing::warn!(code = "wyoming-accept", %error);
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
            };
            if !self.may_ask(peer.ip()) {
                tracing::warn!(code = "wyoming-refused", %peer);
                continue;
            }
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                tracing::warn!(code = "wyoming-full", %peer);
                continue;
            };
            let mut client = Client::new(stream, Arc::clone(&self.offered), self.stages.for_session());
            tokio::spawn(async move {
                if let Err(error) = client.serve().await {
                    tracing::info!(code = "wyoming-closed", %error);
                }
                drop(place);
            });
        }
    }

    fn may_ask(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback() || self.offered.allow.iter().any(|network| network.contains(&address))
    }
}

/// One connection.
struct Client<S> {
    stream: TcpStream,
    decoder: Decoder,
    offered: Arc<Offered>,
    stages: Arc<S>,
    expected: ExpectedLanguage,
    sound: Vec<f32>,
    rate: u32,
    /// Text that comes in pieces; none while nothing comes so.
    coming: Option<Coming>,
}

struct Coming {
    language: Language,
    text: String,
}

impl<S: Stages> Client<S> {
    fn new(stream: TcpStream, offered: Arc<Offered>, stages: Arc<S>) -> Self {
        let expected = offered.expected;
        let (decoder, sound) = (Decoder::default(), Vec::new());
        Client { stream, decoder, offered, stages, expected, sound, rate: SAMPLE_RATE, coming: None }
    }

    async fn serve(&mut self) -> std::io::Result<()> {
        let _ = self.stream.set_nodelay(true);
        let mut piece = vec![0; 16 << 10];
        loop {
            while let Some(event) = self.decoder.event().map_err(std::io::Error::other)? {
                self.take(event).await?;
            }
            let read = tokio::time::timeout(IDLE, self.stream.read(&mut piece)).await??;
            if read == 0 {
                return Ok(());
            }
            self.decoder.take(&piece[..read]);
        }
    }

    async fn take(&mut self, event: Event) -> std::io::Result<()> {
        match event.kind.as_str() {
            "describe" => self.send(&self.info()).await,
            "ping" => self.send(&Event::new("pong", Value::Object(event.data))).await,
            "transcribe" => {
                let language = event.text("language").and_then(language_of);
                self.expected = language.map_or(self.offered.expected, ExpectedLanguage::Only);
                Ok(())
            }
            "audio-start" => {
                self.sound.clear();
                Ok(())
            }
            "audio-chunk" => self.hear(&event).await,
            "audio-stop" => self.transcribe().await,
            // Who sends text in pieces sends it whole too, for servers that take none in pieces.
            "synthesize" if self.coming.is_some() => Ok(()),
            "synthesize" => {
                let text = event.text("text").unwrap_or_default().to_owned();
                self.say(&text, self.language(&event)).await
            }
            "synthesize-start" => {
                self.coming = Some(Coming { language: self.language(&event), text: String::new() });
                Ok(())
            }
            "synthesize-chunk" => self.say_what_is_whole(event.text("text").unwrap_or_default()).await,
            "synthesize-stop" => {
                if let Some(Coming { language, text }) = self.coming.take() {
                    self.say(&text, language).await?;
                }
                self.send(&Event::new("synthesize-stopped", Value::Null)).await
            }
            // The protocol has events for much that we have not, and will have more.
            _ => Ok(()),
        }
    }

    async fn hear(&mut self, event: &Event) -> std::io::Result<()> {
        let Some((rate, samples)) = event.samples() else {
            return self.refuse("format", "send 16-bit samples").await;
        };
        if self.sound.is_empty() {
            self.rate = rate;
        }
        let longest = (self.offered.max_seconds * f64::from(self.rate)) as usize;
        let room = longest.saturating_sub(self.sound.len());
        self.sound.extend(samples.into_iter().take(room));
        Ok(())
    }

    async fn transcribe(&mut self) -> std::io::Result<()> {
        let Ok(samples) = resample(&std::mem::take(&mut self.sound), self.rate, SAMPLE_RATE) else {
            return self.refuse("format", "send sound of 4,000 to 192,000 samples a second").await;
        };
        match self.stages.transcribe(Utterance { samples }, self.expected, Cancel::default()).await {
            Ok(heard) => {
                let answer = json!({ "text": heard.text, "language": heard.language.code() });
                self.send(&Event::new("transcript", answer)).await
            }
            Err(Unheard::Failed) => self.refuse("failed", "the recogniser failed; ask again").await,
            Err(_) => self.send(&Event::new("transcript", json!({ "text": "" }))).await,
        }
    }

    /// Speaks the sentences that are whole, and keeps the rest.
    async fn say_what_is_whole(&mut self, text: &str) -> std::io::Result<()> {
        let Some(coming) = &mut self.coming else { return Ok(()) };
        coming.text.push_str(text);
        let mut all = sentences(&coming.text);
        let (Some(last), language) = (all.pop(), coming.language) else { return Ok(()) };
        if all.is_empty() && coming.text.len() < LONGEST_TEXT {
            return Ok(());
        }
        // The end of what is written so far may be the middle of a word.
        let space = if coming.text.ends_with(char::is_whitespace) { " " } else { "" };
        coming.text = format!("{last}{space}");
        self.say(&all.join(" "), language).await
    }

    /// Speaks a text, each sentence as soon as it is made.
    async fn say(&mut self, text: &str, language: Language) -> std::io::Result<()> {
        if text.len() > LONGEST_TEXT {
            return self.refuse("too-long", "send at most 20,000 letters at once").await;
        }
        let mut rate = None;
        for text in sentences(text) {
            // Others' texts are none of ours: their sound is not kept.
            let sentence = Sentence { text, language, kind: SentenceKind::Private };
            let Ok(speech) = self.stages.speak(sentence, Manner::default()).await else {
                return self.refuse("failed", "the voice failed; ask again").await;
            };
            if speech.samples.is_empty() {
                continue;
            }
            if rate.is_none() {
                rate = Some(speech.sample_rate);
                self.send(&Event::sound("audio-start", speech.sample_rate, &[])).await?;
            }
            for chunk in speech.samples.chunks(CHUNK) {
                self.send(&Event::sound("audio-chunk", speech.sample_rate, chunk)).await?;
            }
        }
        if rate.is_none() {
            self.send(&Event::sound("audio-start", SAMPLE_RATE, &[])).await?;
        }
        self.send(&Event::new("audio-stop", Value::Null)).await
    }

    /// The language of a voice that is asked for, by its name or its language.
    fn language(&self, event: &Event) -> Language {
        let voice = event.data.get("voice");
        let named = |key: &str| voice.and_then(|voice| voice.get(key)).and_then(Value::as_str);
        let of_name = named("name").and_then(|name| self.offered.voices.iter().find(|(_, voice)| voice == name));
        let of_name = of_name.map(|(language, _)| *language);
        of_name.or_else(|| named("language").and_then(language_of)).unwrap_or(Language::Nl)
    }

    fn info(&self) -> Event {
        let version = env!("CARGO_PKG_VERSION");
        let artifact = |name: &str, description: &str| {
            let attribution = json!({ "name": "Spraakloket", "url": "" });
            json!({
                "name": name, "description": description, "version": version, "installed": true,
                "attribution": attribution,
            })
        };
        let with = |mut artifact: Value, more: Value| {
            if let (Some(all), Value::Object(more)) = (artifact.as_object_mut(), more) {
                all.extend(more);
            }
            artifact
        };
        let spoken: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
        let model = with(artifact(&self.offered.model, "guided by what is asked here"), json!({ "languages": spoken }));
        let voices = self.offered.voices.iter();
        let voices: Vec<Value> = voices
            .map(|(language, name)| {
                let languages = json!({ "languages": [language.code()], "speakers": null });
                with(artifact(name, "text is read as a person would"), languages)
            })
            .collect();
        let recogniser = with(artifact("spraakloket", "guided recognition of Dutch"), json!({ "models": [model] }));
        let voices = json!({ "voices": voices, "supports_synthesize_streaming": true });
        let speaker = with(artifact("spraakloket", "voices for Dutch and English"), voices);
        Event::new("info", json!({ "asr": [recogniser], "tts": [speaker] }))
    }

    async fn refuse(&mut self, code: &str, text: &str) -> std::io::Result<()> {
        self.send(&Event::new("error", json!({ "code": code, "text": text }))).await
    }

    async fn send(&mut self, event: &Event) -> std::io::Result<()> {
        tokio::time::timeout(STUCK, self.stream.write_all(&event.to_bytes())).await?
    }
}

/// `nl`, `nl-NL` and `nl_BE` alike.
fn language_of(code: &str) -> Option<Language> {
    code.split(['-', '_']).next()?.to_lowercase().parse().ok()
}
