//! Sentences that are certain to be spoken one day, so that they can be rendered when the index is built.

use crate::dialogue::{Prompts, phrase_source};
use crate::knowledge::gist;
use crate::knowledge::ingest::Harvest;
use crate::language::Language;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// All prompts without arguments, the gist of every article as it is on a date, and the sentences that name the
/// sources' organisations; without duplicates.
#[must_use]
pub fn said_ahead(harvest: &Harvest, prompts: &Prompts, today: Date) -> Vec<(Language, String)> {
    let mut texts = Vec::new();
    for language in Language::FULL {
        texts.extend(prompts.fixed(language).into_iter().map(|text| (language, text)));
        let spoken = harvest.articles.iter().filter(|article| article.language == language);
        let organisations: BTreeSet<&str> = spoken.clone().map(|article| article.organisation.as_str()).collect();
        texts.extend(organisations.into_iter().map(|name| (language, phrase_source(name, prompts, language))));
        texts.extend(spoken.map(|article| (language, gist(article, &harvest.local, today).text)));
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::read_folder;
    use std::path::Path;

    #[test]
    fn every_gist_and_every_fixed_sentence_is_there() {
        let harvest = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")).unwrap();
        let texts = said_ahead(&harvest, &Prompts::built_in().unwrap(), "2026-11-24".parse().unwrap());
        let has = |language, part: &str| texts.iter().any(|(of, text)| *of == language && text.contains(part));
        assert!(has(Language::Nl, "Dat weet ik niet."));
        assert!(has(Language::En, "I do not know that."));
        assert!(has(Language::Nl, "Dit komt van Rijksoverheid."));
        assert!(texts.len() > harvest.articles.len());
        assert!(texts.iter().all(|(_, text)| !text.contains('{')), "an argument or a figure is not filled in");
    }
}
