//! Renders an adapter's card as Markdown.

use super::voices::{TEACHERS, Teacher};
use crate::models::{AdapterCard, Comparison};

/// The card of the adapter called `name`: the models that it fits, its training data, and how it compares with the
/// unadapted model.
#[must_use]
pub fn markdown(name: &str, card: &AdapterCard) -> String {
    let recipe: Vec<String> = card.recipe.iter().map(|(key, value)| format!("| {key} | {value} |\n")).collect();
    let figures: String = card.evaluation.iter().map(figure).collect();
    format!(
        "# {name}\n\n\
         Teaches {bases} the words of the knowledge base; merged into the model when it is loaded (`listen.adapter`).\n\
         This card is written by `spraakloket adapt --card FILE`.\n\n\
         ## Trained on\n\n\
         Questions, titles and sentences of the index, spoken by {teachers}; half of them in a room, in noise or on the\n\
         telephone. One sentence in eight and these voices taught nothing and are for the check: {kept}.\n\
         `recordings` are of people: every second one of a folder; the others are for the check.\n\n\
         | setting | value |\n|---|---|\n| scale | {scale} |\n{recipe}\n\
         ## Without → with it, as the desk hears (guided by the index)\n\n\
         | test | clips | words wrong | domain words right |\n|---|---|---|---|\n{figures}",
        bases = card.base_names(),
        teachers = named(|voice| voice.weight > 0),
        kept = named(|voice| voice.weight == 0),
        scale = card.scale,
        recipe = recipe.concat(),
    )
}

fn named(wanted: impl Fn(&Teacher) -> bool) -> String {
    TEACHERS.iter().filter(|voice| wanted(voice)).map(|voice| voice.voice).collect::<Vec<_>>().join(", ")
}

fn figure(line: &Comparison) -> String {
    let percent = |[before, after]: [f64; 2]| format!("{:.1} → {:.1} %", 100.0 * before, 100.0 * after);
    let domain = line.domain_words.map_or_else(|| "-".to_owned(), percent);
    format!("| {} | {} | {} | {domain} |\n", line.test, line.clips, percent(line.word_errors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::AdapterBase;
    use std::collections::BTreeMap;

    #[test]
    fn the_card_says_what_it_fits_and_what_it_brings() {
        let card = AdapterCard {
            bases: vec![AdapterBase { name: "whisper-base".into(), sha256: "00".into() }],
            scale: 2.0,
            recipe: BTreeMap::from([("seed".to_owned(), "1".to_owned())]),
            evaluation: vec![Comparison {
                test: "people".into(),
                clips: 60,
                word_errors: [0.206, 0.201],
                domain_words: None,
            }],
        };
        let text = markdown("government-nl", &card);
        for part in ["# government-nl", "whisper-base", "| seed | 1 |", "| people | 60 | 20.6 → 20.1 % | - |"] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
}
