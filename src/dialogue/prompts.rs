//! All sentences of the system itself (prompts), by key and language, from Fluent files in `locales/`.

use crate::language::{Language, PerLanguage};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::Arc;

/// All prompts in all languages.
#[derive(Clone)]
pub struct Prompts {
    bundles: Arc<PerLanguage<FluentBundle<FluentResource>>>,
    /// The endings of the forms that hold here, most particular first.
    forms: Vec<&'static str>,
}

/// Where a sentence is said: it may have a form for that, under its key with an ending.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting {
    /// Nothing is heard or spoken (`-mute`).
    pub mute: bool,
    /// No human can be reached (`-alone`).
    pub alone: bool,
    /// There is a keypad that can be spoken of (`-by-key`).
    pub keypad: bool,
}

/// The built-in prompts are invalid, which the unit tests rule out.
#[derive(Debug, thiserror::Error)]
#[error("locales/{language}.ftl: {reason}")]
pub struct PromptError {
    language: Language,
    reason: String,
}

impl Prompts {
    /// Loads the built-in prompts.
    pub fn built_in() -> Result<Self, PromptError> {
        let bundles = PerLanguage::try_new(|language| bundle(language, language.sentences()))?;
        Ok(Prompts { bundles: Arc::new(bundles), forms: Vec::new() })
    }

    /// The same, each in the form that holds in a setting.
    #[must_use]
    pub fn suited(&self, setting: Setting) -> Self {
        let Setting { mute, alone, keypad } = setting;
        let forms = [
            (mute && alone, "-mute-alone"),
            (mute, "-mute"),
            (keypad && alone, "-by-key-alone"),
            (keypad, "-by-key"),
            (alone, "-alone"),
        ];
        let forms = forms.into_iter().filter(|(holds, _)| *holds).map(|(_, form)| form).collect();
        Prompts { bundles: Arc::clone(&self.bundles), forms }
    }

    /// A sentence with its arguments filled in. One that is missing is said in English or Dutch, and logged.
    #[must_use]
    pub fn say(&self, language: Language, key: &str, arguments: &[(&str, &str)]) -> String {
        let found = [language, Language::En, Language::Nl].into_iter().find_map(|language| {
            let bundle = self.bundles.of(language);
            let mut forms = self.forms.iter().map(|form| format!("{key}{form}"));
            let message = forms.find_map(|form| bundle.get_message(&form)).or_else(|| bundle.get_message(key));
            Some((bundle, message?.value()?, language))
        });
        let Some((bundle, pattern, said_in)) = found else {
            tracing::error!(code = "prompt-missing", key, %language);
            return String::new();
        };
        if said_in != language {
            tracing::error!(code = "prompt-missing", key, %language);
        }
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

    /// The prompts that have no arguments.
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
    // The Unicode isolation marks around arguments would be spoken.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).map_err(|errors| failed(format!("{errors:?}")))?;
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Maps each key to the arguments that its prompt uses.
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

    const FORMS: [&str; 3] = ["-mute", "-alone", "-by-key"];

    /// What a language that is begun still lacks is named; one without any sentence is not begun. Forms for a setting may
    /// be left out in other languages than Dutch and English: the sentence itself is said then.
    #[test]
    fn every_language_has_every_sentence_with_the_same_arguments() {
        let wanted = keys(Language::Nl);
        assert!(wanted.len() > 5);
        for language in Language::ALL {
            let there = keys(language);
            let may_lack = |key: &str| language.grammar().is_none() && FORMS.iter().any(|form| key.contains(form));
            let missing: Vec<_> =
                wanted.keys().filter(|key| !there.contains_key(*key) && !may_lack(key.as_str())).collect();
            assert!(there.is_empty() || missing.is_empty(), "locales/{language}.ftl lacks {missing:?}");
            assert_eq!(language.is_offered(), !there.is_empty(), "{language}");
            for (key, arguments) in there {
                assert_eq!(wanted.get(&key), Some(&arguments), "locales/{language}.ftl: {key}");
            }
        }
    }

    /// Every quoted key in this room is a prompt, and every prompt is used.
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
        let sources = sources_in("src/dialogue") + &sources_in("src/dialogue/state");
        let keys = keys(Language::Nl);
        for call in ["prompt(\"", "script(\"", "miss(\"", "closed(\"", "reply(\"", "prompts().say(language, \""] {
            for asked in sources.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(keys.contains_key(asked), "{asked} is asked for and is in no file");
            }
        }
        // Prompts said before there is a conversation, or instead of one.
        let sources = sources + &sources_in("src/cli") + include_str!("../channel/phone/farewells.rs");
        for key in keys.keys() {
            // Forms stand in for their sentence where there is no sound, no human to reach, or a keypad.
            let key = ["-alone", "-mute", "-by-key"]
                .iter()
                .fold(key.as_str(), |key, form| key.strip_suffix(form).unwrap_or(key));
            assert!(sources.contains(&format!("\"{key}\"")), "{key} is in the files and is never said");
        }
    }

    /// What is said only to somebody who was heard.
    const HEARD: [&str; 5] = ["not-heard", "too-", "lines-busy", "line-", "-phone"];

    #[test]
    fn no_sentence_speaks_of_what_there_is_not() {
        let prompts = Prompts::built_in().unwrap();
        let words = |key: &str, language: Language, setting: Setting| {
            let arguments: Vec<String> = keys(language)[key].clone();
            let arguments: Vec<(&str, &str)> = arguments.iter().map(|name| (name.as_str(), "dat")).collect();
            prompts.suited(setting).say(language, key, &arguments).to_lowercase()
        };
        let plain = |key: &&String| !FORMS.iter().any(|form| key.contains(form));
        let offers = [("zeg", "medewerker"), ("kies", "medewerker"), ("say", "staff"), ("choose", "staff")];
        let speaks = [
            "zeg ",
            "zeg:",
            "zegt ",
            "hoort ",
            "hoor ",
            "praat",
            "spreek ik",
            "ik spreek",
            "luister",
            "zeggen",
            "say ",
            "say:",
            "hear ",
            "talk",
            "listen",
            "i speak",
        ];
        let mut wrong = Vec::new();
        for language in Language::FULL {
            let keys = keys(language);
            for key in keys.keys().filter(plain) {
                for mute in [false, true] {
                    let said = words(key, language, Setting { mute, alone: true, keypad: false });
                    let offered = offers.iter().any(|(how, who)| {
                        said.split(['.', '?']).any(|sentence| sentence.contains(how) && sentence.contains(who))
                    });
                    if offered {
                        wrong.push(format!("{key} offers a human where there is none: {said}"));
                    }
                }
                let said = words(key, language, Setting { mute: true, alone: false, keypad: true });
                if !HEARD.iter().any(|part| key.contains(part)) && speaks.iter().any(|word| said.contains(word)) {
                    wrong.push(format!("{key} speaks of talking where there is no sound: {said}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn arguments_are_filled_in_without_marks() {
        let prompts = Prompts::built_in().unwrap();
        let said = prompts.say(Language::Nl, "clarify", &[("first", "huurtoeslag"), ("second", "zorgtoeslag")]);
        assert_eq!(said, "Bedoelt u huurtoeslag, of zorgtoeslag?");
    }
}
