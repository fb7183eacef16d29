//! Every function of the kiosk can be used by keys alone, by touch alone and by voice alone; and every sentence of the
//! page exists in every language.

use super::keys::Function;
use crate::config::Config;
use crate::dialogue::Command;
use crate::language::Language;
use crate::session::Key;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

const HTML: &str = include_str!("../../../kiosk/index.html");
const PANELS: &str = include_str!("../../../kiosk/panels.js");
const DRAW: &str = include_str!("../../../kiosk/draw.js");
const TYPING: &str = include_str!("../../../kiosk/typing.js");
const MAIN: &str = include_str!("../../../kiosk/main.js");

/// Commands whose spoken form is the label of their own button.
const NAMED_BY_THEIR_BUTTON: [&str; 11] = [
    "back",
    "repeat",
    "slower",
    "faster",
    "louder",
    "softer",
    "staff",
    "larger-text",
    "smaller-text",
    "contrast",
    "blank",
];

fn strings(language: Language) -> Map<String, Value> {
    let all: Value = serde_json::from_str(language.page_sentences()).unwrap();
    all.as_object().unwrap().clone()
}

#[test]
fn every_function_has_a_key_a_button_and_a_word() {
    let keys = Config::load(None).unwrap().kiosk.keys;
    for function in Function::all() {
        let name = function.to_string();
        assert!(keys.values().any(|other| *other == function), "{name} has no key");
        let on_the_page = HTML.contains(&format!("data-press=\"{name}\"")) || PANELS.contains(&format!("\"{name}\""));
        let choice = matches!(function, Function(Key::Choose(_)));
        assert!(on_the_page || (choice && DRAW.contains("`choose-${index + 1}`")), "{name} has no button");
        for language in Language::ALL {
            assert!(has_a_word(function, language), "{name} cannot be said in {language}");
        }
    }
}

/// Whether the words that the page shows for a function are understood as that function.
fn has_a_word(function: Function, language: Language) -> bool {
    let strings = strings(language);
    let name = function.to_string();
    match function.0 {
        Key::Command(command) => {
            let place = if NAMED_BY_THEIR_BUTTON.contains(&name.as_str()) { name } else { format!("say-{name}") };
            let said = strings.get(&place).and_then(Value::as_str).unwrap_or_default();
            Command::recognise(said, language) == Some(command)
        }
        // "Yes", "no" and the names of offered items are covered by the dialogue's own tests.
        Key::Ok
        | Key::No
        | Key::Next
        | Key::Previous
        | Key::Choose(_)
        | Key::Subjects
        | Key::Letter(_)
        | Key::Language(_)
        | Key::Unknown => true,
    }
}

#[test]
fn every_sentence_of_the_page_is_there_in_every_language_and_used() {
    let dutch = strings(Language::Nl);
    let places = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    };
    for language in Language::ALL {
        let other = strings(language);
        assert_eq!(dutch.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{language}");
        for (key, text) in &dutch {
            let (text, other) = (text.as_str().unwrap(), other[key].as_str().unwrap());
            assert!(!text.is_empty() && !other.is_empty(), "{language}: {key}");
            assert_eq!(places(text), places(other), "{language}: {key}");
        }
    }
    for key in dutch.keys() {
        let computed = ["look-", "state-", "key-", "cover-", "say-", "refused-", "problem-", "hint-"];
        // `…-mute` replaces its sentence where there is no sound.
        let key = key.strip_suffix("-mute").unwrap_or(key);
        let used = [HTML, PANELS, DRAW, TYPING, MAIN].iter().any(|file| file.contains(&format!("\"{key}\"")));
        assert!(used || computed.iter().any(|start| key.starts_with(start)), "{key} is not used");
    }
    for (_, key) in HTML
        .match_indices("data-text=\"")
        .filter_map(|(at, mark)| HTML[at + mark.len()..].split_once('"').map(|(key, _)| (at, key)))
    {
        assert!(dutch.contains_key(key), "{key} is missing");
    }
}
