//! Every sentence of the system's own, by key and language, from Fluent files in `locales/`.

use crate::language::{Language, PerLanguage};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// All sentences in all languages.
pub struct Prompts {
    bundles: PerLanguage<FluentBundle<FluentResource>>,
}

/// The built-in sentences are broken; a test keeps this from reaching anyone.
#[derive(Debug, thiserror::Error)]
#[error("locales/{language}.ftl: {reason}")]
pub struct PromptError {
    language: Language,
    reason: String,
}

impl Prompts {
    /// Reads the built-in sentences.
    pub fn built_in() -> Result<Self, PromptError> {
        Ok(Prompts { bundles: PerLanguage::try_new(|language| bundle(language, language.sentences()))? })
    }

    /// A sentence with its arguments filled in. A key that is missing is said as nothing and logged.
    #[must_use]
    pub fn say(&self, language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
        let bundle = self.bundles.of(language);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(code = "prompt-missing", key, %language);
            return String::new();
        };
        let mut given = FluentArgs::new();
        for (name, value) in arguments {
            given.set(*name, *value);
        }
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, Some(&given), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(code = "prompt-argument", key, %language);
        }
        said
    }

    /// Whether there is a sentence of this key.
    #[must_use]
    pub fn has(&self, language: Language, key: &str) -> bool {
        self.bundles.of(language).has_message(key)
    }

    /// The sentences that are always said in the same words.
    #[must_use]
    pub fn fixed(&self, language: Language) -> Vec<String> {
        let entries = language.sentences().lines().filter_map(|line| line.split_once(" = "));
        entries
            .filter(|(key, sentence)| !key.starts_with('#') && !sentence.contains('{'))
            .map(|(key, _)| self.say(language, key, &[]))
            .collect()
    }
}

fn bundle(language: Language, text: &str) -> Result<FluentBundle<FluentResource>, PromptError> {
    let failed = |reason: String| PromptError { language, reason };
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| failed(format!("{errors:?}")))?;
    let code = language.code().parse().map_err(|error| failed(format!("{error:?}")))?;
    let mut bundle = FluentBundle::new_concurrent(vec![code]);
    // The marks that keep writing directions apart would be spoken.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).map_err(|errors| failed(format!("{errors:?}")))?;
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Key → the arguments that its sentence uses.
    fn keys(language: Language) -> BTreeMap<String, Vec<String>> {
        let mut keys = BTreeMap::new();
        for line in language.sentences().lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, sentence)) = line.split_once(" = ") {
                let mut arguments: Vec<String> = sentence
                    .split("{ $")
                    .skip(1)
                    .filter_map(|rest| rest.split_once(" }").map(|(name, _)| name.to_owned()))
                    .collect();
                arguments.sort();
                keys.insert(key.to_owned(), arguments);
            }
        }
        keys
    }

    /// What a language that is begun still lacks is named; one without any sentence is not begun.
    #[test]
    fn every_language_has_every_sentence_with_the_same_arguments() {
        let wanted = keys(Language::Nl);
        assert!(wanted.len() > 5);
        for language in Language::ALL {
            let there = keys(language);
            let missing: Vec<_> = wanted.keys().filter(|key| !there.contains_key(*key)).collect();
            assert!(there.is_empty() || missing.is_empty(), "locales/{language}.ftl lacks {missing:?}");
            assert_eq!(language.is_offered(), missing.is_empty(), "{language}");
            for (key, arguments) in there {
                assert_eq!(wanted.get(&key), Some(&arguments), "locales/{language}.ftl: {key}");
            }
        }
    }

    /// Every key in quotes in the files of this room is a sentence, and every sentence is used.
    fn sources_in(folder: &str) -> String {
        std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .filter(|path| !["tests.rs", "properties.rs"].iter().any(|name| path.ends_with(name)))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect()
    }

    #[test]
    fn every_sentence_that_is_asked_for_is_there_and_none_is_forgotten() {
        let sources = sources_in("src/dialogue");
        let keys = keys(Language::Nl);
        for call in ["prompt(\"", "script(\"", "miss(\"", "closed(\"", "reply(\"", "prompts.say(language, \""] {
            for asked in sources.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(keys.contains_key(asked), "{asked} is asked for and is in no file");
            }
        }
        // What is said before there is a conversation, or instead of one.
        let sources = sources + &sources_in("src/cli") + include_str!("../channel/phone/farewells.rs");
        for key in keys.keys() {
            // Variants stand in for their sentence where there is no sound, or no human to reach.
            let key = ["-alone", "-mute"].iter().fold(key.as_str(), |key, form| key.strip_suffix(form).unwrap_or(key));
            assert!(sources.contains(&format!("\"{key}\"")), "{key} is in the files and is never said");
        }
    }

    #[test]
    fn arguments_are_filled_in_without_marks() {
        let prompts = Prompts::built_in().unwrap();
        let said = prompts.say(Language::Nl, "clarify", &[("first", "huurtoeslag"), ("second", "zorgtoeslag")]);
        assert_eq!(said, "Bedoelt u huurtoeslag, of zorgtoeslag?");
    }
}
