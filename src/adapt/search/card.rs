//! Renders a search adapter's card as Markdown.

use crate::knowledge::embed::{SearchCard, SearchComparison};

/// The card of the adapter called `name`.
#[must_use]
pub fn markdown(name: &str, card: &SearchCard) -> String {
    let recipe: Vec<String> = card.recipe.iter().map(|(key, value)| format!("| {key} | {value} |\n")).collect();
    let recipe = recipe.concat();
    let figures: String = card.evaluation.iter().map(figure).collect();
    format!(
        "# {name}\n\n\
         Teaches {base} how people put their questions; added to the model when it is loaded (`knowledge.adapter`).\n\
         This card is written by `spraakloket adapt search --card FILE`.\n\n\
         ## Trained on\n\n\
         The wordings of the index and of files of other subjects, each held against title, answer, sections and other\n\
         wordings of its own and of other subjects. Every tenth wording of a subject of the index and every twelfth\n\
         subject of the files taught nothing and are for the check.\n\n\
         | setting | value |\n|---|---|\n| scale | {scale} |\n{recipe}\n\
         ## Plain model with hybrid search → with it and late interaction\n\n\
         | test | questions | right article first | among five |\n|---|---|---|---|\n{figures}",
        base = card.base,
        scale = card.scale,
    )
}

fn figure(line: &SearchComparison) -> String {
    let percent = |[before, after]: [f64; 2]| format!("{:.1} → {:.1} %", 100.0 * before, 100.0 * after);
    format!("| {} | {} | {} | {} |\n", line.test, line.questions, percent(line.hit_at_1), percent(line.hit_at_5))
}
