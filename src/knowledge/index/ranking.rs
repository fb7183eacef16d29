//! The final order of the best candidates: a weighted sum of all their evidence.
//!
//! The weights are in `decision.toml`, trained by `spraakloket eval --calibrate`.

use super::hybrid::{ArticleEvidence, Match};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const RANK_FEATURES: &[&str] = &[
    "asked",
    "bm25",
    "chance",
    "chance_log",
    "cover",
    "cover_asked",
    "cover_passage",
    "cover_told",
    "cover_wording",
    "passage",
    "phonetic",
    "sounds",
    "weakest",
    "whole",
    "wording",
    "words",
];

/// Weights by feature.
pub type Weights = BTreeMap<String, f32>;

/// The weights of both cases.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// If the classifier of articles knows any of the candidates.
    pub classified: Weights,
    /// If it knows none.
    pub plain: Weights,
}

impl Ranking {
    /// Sorts matches that have token vectors; their score becomes the weighted sum.
    pub(super) fn apply(&self, matches: &mut [(u32, Match)]) {
        let is_classified = matches.iter().any(|(_, found)| found.evidence.chance.is_some());
        let weights = if is_classified { &self.classified } else { &self.plain };
        if weights.is_empty() || matches.iter().any(|(_, found)| found.evidence.cover.is_none()) {
            return;
        }
        for (_, found) in matches.iter_mut() {
            let features = rank_features(&found.evidence);
            found.score =
                features.iter().map(|(name, value)| weights.get(*name).copied().unwrap_or_default() * value).sum();
        }
        matches.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    }
}

/// The features of one candidate.
#[must_use]
pub fn rank_features(evidence: &ArticleEvidence) -> [(&'static str, f32); 16] {
    let cover = evidence.cover.unwrap_or_default().or_told();
    [
        ("asked", evidence.asked),
        ("bm25", evidence.bm25),
        ("chance", evidence.chance.unwrap_or_default()),
        ("chance_log", evidence.chance_log()),
        ("cover", cover.all),
        ("cover_asked", cover.asked),
        ("cover_passage", cover.passage),
        ("cover_told", cover.told),
        ("cover_wording", cover.wording),
        ("passage", evidence.passage),
        ("phonetic", evidence.phonetic),
        ("sounds", evidence.sounds),
        ("weakest", cover.weakest),
        ("whole", evidence.whole),
        ("wording", evidence.wording),
        ("words", evidence.words),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::late::Cover;
    use super::*;
    use crate::knowledge::Article;
    use crate::language::Language;

    #[test]
    fn the_weighted_sum_decides_where_there_are_token_vectors() {
        assert!(
            rank_features(&ArticleEvidence::default()).iter().map(|(name, _)| *name).eq(RANK_FEATURES.iter().copied())
        );
        let found = |id: &str, words: f32, cover: Option<Cover>| Match {
            article: Article::bare(id, Language::Nl, id, ""),
            score: 0.0,
            section: None,
            sections: Vec::new(),
            evidence: ArticleEvidence { words, cover, ..ArticleEvidence::default() },
        };
        let ranking = Ranking { plain: BTreeMap::from([("words".to_owned(), 1.0)]), ..Ranking::default() };
        let order = |cover| {
            let mut matches = vec![(0, found("a", 0.1, cover)), (1, found("b", 0.9, cover))];
            ranking.apply(&mut matches);
            matches.into_iter().map(|(_, found)| found.article.id).collect::<Vec<_>>()
        };
        assert_eq!(order(Some(Cover::default())), ["b", "a"]);
        assert_eq!(order(None), ["a", "b"]);
    }
}
