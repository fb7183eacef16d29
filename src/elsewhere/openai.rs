//! A server of the OpenAI-compatible interface (speaches, `LocalAI`, `vLLM`): WAV files over HTTP.
//!
//! <https://platform.openai.com/docs/api-reference/audio>. A request is made by a thread of its own, so that whoever no
//! longer wants the answer need not wait for it; the thread ends with the deadline and holds its place until then.

use super::address::Address;
use super::server::{Heard, Request, ServerError};
use crate::audio::{SAMPLE_RATE, wav_bytes, wav_samples};
use crate::language::Language;
use crate::listen::{Utterance, language_named, likely_silence};
use crate::speak::Speech;
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Response, StatusCode};
use ureq::unversioned::multipart::{Form, Part};

const USER_AGENT: &str = concat!("spraakloket/", env!("CARGO_PKG_VERSION"));
/// How often it is looked whether the answer is still wanted.
const LOOK: Duration = Duration::from_millis(50);
/// The most bytes of a transcript,
const LONGEST_TEXT: u64 = 1 << 20;
/// and of speech: some ten minutes.
const LONGEST_SPEECH: u64 = 64 << 20;

/// How a server is asked.
#[derive(Debug, Clone)]
pub(super) struct Client {
    agent: Agent,
    base: String,
    bearer: Option<Bearer>,
    /// It refused to tell more than the text, and is not asked for it again.
    text_only: Arc<AtomicBool>,
}

/// The value of the header `Authorization`.
#[derive(Clone)]
struct Bearer(String);

impl std::fmt::Debug for Bearer {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Bearer …")
    }
}

/// The answer to `verbose_json`, of which `json` has the text alone. Servers leave out what they do not know.
#[derive(Deserialize)]
struct Transcription {
    text: String,
    language: Option<String>,
    segments: Option<Vec<Segment>>,
}

#[derive(Deserialize)]
struct Segment {
    #[serde(default)]
    text: String,
    avg_logprob: Option<f32>,
    no_speech_prob: Option<f32>,
}

#[derive(serde::Serialize)]
struct SpeechRequest<'a> {
    model: &'a str,
    voice: &'a str,
    input: &'a str,
    response_format: &'static str,
}

impl Client {
    pub(super) fn new(base: &str, key: Option<&str>) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            // Sound goes to the named address: neither to where that sends elsewhere nor through a proxy.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .build();
        Client {
            agent: agent.into(),
            base: base.to_owned(),
            bearer: key.map(|key| Bearer(format!("Bearer {key}"))),
            text_only: Arc::default(),
        }
    }

    /// Whether it is there. What it answers of its models is not looked at: servers have names that they do not list.
    pub(super) fn check(&self, request: &Request) -> Result<(), ServerError> {
        let url = format!("{}/models", self.base);
        let mut question = self.agent.get(url).config().timeout_global(Some(request.left()?)).build();
        if let Some(Bearer(bearer)) = &self.bearer {
            question = question.header("Authorization", bearer);
        }
        let status = question.call().map_err(failed)?.status();
        let denied = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        if denied || status.is_server_error() { Err(ServerError::Status(status.as_u16())) } else { Ok(()) }
    }

    /// Has speech recognised. Asks for the language and probabilities; a server that refuses that is asked for the text.
    pub(super) fn recognise(
        &self,
        address: &Address,
        utterance: &Utterance,
        language: Option<Language>,
        request: &Request,
    ) -> Result<Heard, ServerError> {
        let wav =
            wav_bytes(&utterance.samples, SAMPLE_RATE).map_err(|error| ServerError::Request(error.to_string()))?;
        let (client, model) = (self.clone(), address.name.clone().unwrap_or_default());
        apart(request, move |left| {
            let end = std::time::Instant::now() + left;
            if !client.text_only.load(Ordering::SeqCst) {
                match client.transcription(&wav, &model, language, "verbose_json", left) {
                    Err(ServerError::Status(400 | 415 | 422)) => {}
                    answer => return answer.map(heard),
                }
            }
            let left = end.saturating_duration_since(std::time::Instant::now());
            let answer = client.transcription(&wav, &model, language, "json", left)?;
            client.text_only.store(true, Ordering::SeqCst);
            Ok(heard(answer))
        })
    }

    fn transcription(
        &self,
        wav: &[u8],
        model: &str,
        language: Option<Language>,
        form: &str,
        left: Duration,
    ) -> Result<Transcription, ServerError> {
        let file = Part::bytes(wav).file_name("speech.wav").mime_str("audio/wav").map_err(failed)?;
        let mut parts = Form::new().text("model", model).text("response_format", form);
        if let Some(language) = language {
            parts = parts.text("language", language.code());
        }
        let body = self.post("audio/transcriptions", left).send(parts.part("file", file));
        let text = whole(body, LONGEST_TEXT)?;
        serde_json::from_slice(&text).map_err(|_| ServerError::Form("no transcription in JSON"))
    }

    /// Has a text spoken.
    pub(super) fn speak(&self, address: &Address, text: &str, request: &Request) -> Result<Speech, ServerError> {
        let (client, address, text) = (self.clone(), address.clone(), text.to_owned());
        apart(request, move |left| {
            let wish = SpeechRequest {
                model: address.name.as_deref().unwrap_or_default(),
                voice: address.voice.as_deref().unwrap_or_default(),
                input: &text,
                response_format: "wav",
            };
            let json = serde_json::to_vec(&wish).map_err(|error| ServerError::Request(error.to_string()))?;
            let question = client.post("audio/speech", left).header("Content-Type", "application/json");
            let (samples, sample_rate) = wav_samples(&whole(question.send(&json), LONGEST_SPEECH)?)
                .map_err(|_| ServerError::Form("no WAV file"))?;
            if samples.is_empty() { Err(ServerError::Refused) } else { Ok(Speech { samples, sample_rate }) }
        })
    }

    fn post(&self, path: &str, left: Duration) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        let url = format!("{}/{path}", self.base);
        let question = self.agent.post(url).config().timeout_global(Some(left)).build();
        match &self.bearer {
            Some(Bearer(bearer)) => question.header("Authorization", bearer),
            None => question,
        }
    }
}

/// Works on a request in a thread of its own, and waits for it as long as the answer is wanted and may take.
fn apart<T: Send + 'static>(
    request: &Request,
    exchange: impl FnOnce(Duration) -> Result<T, ServerError> + Send + 'static,
) -> Result<T, ServerError> {
    let (tell, told) = sync_channel(1);
    let (left, place) = (request.left()?, request.place());
    let work = move || {
        let answer = exchange(left);
        drop(place);
        let _ = tell.send(answer);
    };
    std::thread::Builder::new().name("server-request".to_owned()).spawn(work)?;
    loop {
        match told.recv_timeout(request.left()?.min(LOOK)) {
            Ok(answer) => return answer,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(ServerError::HungUp),
        }
    }
}

/// The body of an answer that says that all is well.
fn whole(answer: Result<Response<ureq::Body>, ureq::Error>, most: u64) -> Result<Vec<u8>, ServerError> {
    let mut answer = answer.map_err(failed)?;
    if answer.status() != StatusCode::OK {
        return Err(ServerError::Status(answer.status().as_u16()));
    }
    answer.body_mut().with_config().limit(most).read_to_vec().map_err(failed)
}

fn failed(error: ureq::Error) -> ServerError {
    match error {
        ureq::Error::Timeout(_) => ServerError::Late,
        ureq::Error::Io(error) => ServerError::Connection(error),
        error => ServerError::Request(error.to_string()),
    }
}

fn heard(Transcription { text, language, segments }: Transcription) -> Heard {
    let segments = segments.unwrap_or_default();
    let silent = |segment: &Segment| {
        segment.no_speech_prob.zip(segment.avg_logprob).is_some_and(|(silence, words)| likely_silence(silence, words))
    };
    let nothing = !segments.is_empty() && segments.iter().all(silent);
    let text = if nothing { String::new() } else { text.trim().to_owned() };
    Heard { text, language: language.as_deref().and_then(language_named), confidence: confidence(&segments) }
}

/// The geometric mean of the words' probabilities; longer segments count for more.
fn confidence(segments: &[Segment]) -> Option<f32> {
    let known = segments.iter().filter_map(|segment| Some((segment.avg_logprob?, segment.text.chars().count().max(1))));
    let (sum, letters) =
        known.fold((0.0, 0), |(sum, letters), (mean, count)| (sum + mean * count as f32, letters + count));
    (letters > 0).then(|| (sum / letters as f32).exp().clamp(0.0, 1.0))
}
