//! The entries: what people say that is not a question to an article, by language and group.

use super::Kind;
use crate::classify::plain;
use crate::language::Language;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Something that people say, with its wordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Unique id.
    pub id: String,
    pub kind: Kind,
    /// Language of its wordings.
    pub language: Language,
    /// How people say it.
    pub wordings: Vec<String>,
    /// The reply; `None`: the program's own sentence with this id.
    pub reply: Option<String>,
    /// Ids of articles about the same matter, whose wordings are left out when the class of questions is trained.
    pub articles: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries(pub Vec<Entry>);

/// An unusable file of entries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct EntryError {
    path: PathBuf,
    problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entry: Vec<RawEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    id: String,
    wordings: Vec<String>,
    reply: Option<String>,
    #[serde(default)]
    articles: Vec<String>,
}

/// The groups, which are the file names, with the kind of their entries.
const GROUPS: &[(&str, Kind)] = &[
    ("commands", Kind::Command),
    ("human", Kind::Human),
    ("danger", Kind::Danger),
    ("despair", Kind::Despair),
    ("desk", Kind::Desk),
    ("courtesies", Kind::Courtesy),
    ("follow-ups", Kind::FollowUp),
    ("further", Kind::FollowUp),
    ("languages", Kind::OtherLanguage),
    ("replies", Kind::Reply),
    ("confusion", Kind::Confused),
    ("elsewhere", Kind::Elsewhere),
    ("nonsense", Kind::Nonsense),
    ("ordinary", Kind::Question),
];

/// The kind of an entry, where it differs from its group's.
fn kind_of(id: &str, group: Kind) -> Kind {
    match id {
        "abuse" => Kind::Abuse,
        "insult" => Kind::Insult,
        _ => group,
    }
}

macro_rules! built_in {
    ($($group:literal),*) => {
        &[$(
            (Language::Nl, $group, include_str!(concat!("../../knowledge/understanding/nl/", $group, ".toml"))),
            (Language::En, $group, include_str!(concat!("../../knowledge/understanding/en/", $group, ".toml"))),
        )*]
    };
}

/// Language, group and text of each built-in file.
const BUILT_IN: &[(Language, &str, &str)] = built_in!(
    "commands",
    "human",
    "danger",
    "despair",
    "desk",
    "courtesies",
    "follow-ups",
    "further",
    "replies",
    "confusion",
    "languages",
    "elsewhere",
    "nonsense",
    "ordinary"
);

impl Entries {
    /// The built-in entries.
    pub fn built_in() -> Result<Self, EntryError> {
        let mut entries = Entries::default();
        for (language, group, text) in BUILT_IN {
            let path = PathBuf::from(format!("knowledge/understanding/{}/{group}.toml", language.code()));
            entries.read(&path, *language, group, text)?;
        }
        Ok(entries)
    }

    /// The built-in entries plus those in a folder with a subfolder per language, where it exists.
    pub fn with_folder(folder: Option<&Path>) -> Result<Self, EntryError> {
        let mut entries = Entries::built_in()?;
        let Some(folder) = folder else { return Ok(entries) };
        let refuse = |path: &Path, problem: String| EntryError { path: path.to_owned(), problem };
        if !folder.is_dir() {
            let problem = "the folder does not exist. Create it, or leave knowledge.understanding empty".to_owned();
            return Err(refuse(folder, problem));
        }
        for language in Language::FULL {
            let mut paths: Vec<PathBuf> = std::fs::read_dir(folder.join(language.code()))
                .into_iter()
                .flatten()
                .flatten()
                .map(|file| file.path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
                .collect();
            paths.sort();
            for path in paths {
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| refuse(&path, format!("cannot be read: {error}. Check its permissions")))?;
                let group = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
                entries.read(&path, language, &group, &text)?;
            }
        }
        Ok(entries)
    }

    fn read(&mut self, path: &Path, language: Language, group: &str, text: &str) -> Result<(), EntryError> {
        let refuse = |problem: String| EntryError { path: path.to_owned(), problem };
        let kind = GROUPS.iter().find(|(name, _)| *name == group).map(|(_, kind)| *kind).ok_or_else(|| {
            let names: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
            refuse(format!("`{group}` is not a group. Name the file after one of: {}", names.join(", ")))
        })?;
        let file: File = toml::from_str(text).map_err(|error| refuse(error.to_string()))?;
        for raw in file.entry {
            if raw.id.is_empty() || raw.wordings.iter().any(|wording| plain(wording).is_empty()) {
                return Err(refuse(format!(
                    "entry `{}`: an id or a wording is empty. Fill it in or leave it out",
                    raw.id
                )));
            }
            let kind = kind_of(&raw.id, kind);
            if let Some(other) = self.0.iter().find(|other| other.id == raw.id && other.kind != kind) {
                return Err(refuse(format!(
                    "entry `{}` is already in another group ({:?}). Rename it",
                    raw.id, other.kind
                )));
            }
            let RawEntry { id, wordings, reply, articles } = raw;
            self.add(Entry { id, kind, language, wordings, reply, articles });
        }
        Ok(())
    }

    /// Adds an entry, or its wordings to an existing entry with this id.
    fn add(&mut self, entry: Entry) {
        match self.0.iter_mut().find(|other| other.id == entry.id && other.language == entry.language) {
            Some(known) => {
                known.wordings.extend(entry.wordings);
                known.reply = entry.reply.or(known.reply.take());
                known.articles.extend(entry.articles);
            }
            None => self.0.push(entry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entry that has exactly this text as a wording.
    fn exact<'a>(entries: &'a Entries, text: &str, wanted: impl Fn(Kind) -> bool) -> Option<&'a Entry> {
        let said = plain(text);
        let has = |entry: &&Entry| entry.wordings.iter().any(|wording| plain(wording) == said);
        entries.0.iter().filter(|entry| wanted(entry.kind)).find(has)
    }

    #[test]
    fn the_built_in_entries_are_whole_and_no_wording_of_one_kind_is_urgent_and_ordinary() {
        let entries = Entries::built_in().unwrap();
        assert!(entries.0.len() > 30);
        for entry in entries.0.iter().filter(|entry| entry.kind.is_urgent()) {
            for wording in &entry.wordings {
                let ordinary = exact(&entries, wording, |kind| !kind.is_urgent());
                assert!(ordinary.is_none(), "{wording}: {} and {:?}", entry.id, ordinary.map(|other| &other.id));
            }
        }
    }

    #[test]
    fn a_folder_adds_wordings_and_a_mistake_is_named_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("nl")).unwrap();
        let file = folder.path().join("nl/elsewhere.toml");
        std::fs::write(
            &file,
            "[[entry]]\nid = \"wijkbus\"\nreply = \"Bel de wijkbus.\"\nwordings = [\"Rijdt de wijkbus?\"]",
        )
        .unwrap();
        let entries = Entries::with_folder(Some(folder.path())).unwrap();
        let found = exact(&entries, "rijdt de wijkbus", |_| true).unwrap();
        assert_eq!((found.kind, found.reply.as_deref()), (Kind::Elsewhere, Some("Bel de wijkbus.")));
        std::fs::write(folder.path().join("nl/elswhere.toml"), "").unwrap();
        let problem = Entries::with_folder(Some(folder.path())).unwrap_err().to_string();
        assert!(problem.contains("elswhere.toml") && problem.contains("not a group"), "{problem}");
    }
}
