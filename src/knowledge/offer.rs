//! Painful subjects are not offered on weak evidence: unless one of their distinctive words was said, they are neither
//! told as likely nor offered as one of two.

use super::decide::Verdict;
use super::index::{Hits, Match};

/// Minimum weight of a word that was said, for a sensitive article to be offered.
const TELLING: f32 = 0.6;
/// Minimum chance that the question is about a sensitive article, as learned from the wordings, for it to be offered
/// without such a word.
const MEANT: f32 = 0.7;

/// Whether an article may be told or offered without being sure: a painful subject only if one of its distinctive
/// words was said, or the whole question is like those that are asked about it.
pub(super) fn may_be_offered(found: &Match) -> bool {
    let is_meant = found.evidence.telling >= TELLING || found.evidence.chance.is_some_and(|chance| chance >= MEANT);
    !found.article.sensitive || is_meant
}

/// The verdict without what would hurt somebody who did not mean it.
pub(super) fn offered(verdict: Verdict, ranking: &Hits) -> Verdict {
    let confidence = verdict.confidence();
    let asked = match verdict {
        Verdict::Likely { .. } => 1,
        Verdict::Clarify { .. } => 2,
        Verdict::Answer { .. } | Verdict::Refuse { .. } => 0,
    };
    let hurts = ranking.matches.iter().take(asked).any(|found| !may_be_offered(found));
    if hurts { Verdict::Refuse { confidence } } else { verdict }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Article;
    use crate::knowledge::index::ArticleEvidence;
    use crate::language::Language;

    fn found(sensitive: bool, telling: f32) -> Match {
        let article = Article { sensitive, ..Article::bare("a", Language::Nl, "A", "B.") };
        let evidence = ArticleEvidence { telling, ..ArticleEvidence::default() };
        Match { article, score: 1.0, section: None, sections: Vec::new(), evidence }
    }

    fn verdict(verdict: Verdict, matches: Vec<Match>) -> Verdict {
        offered(verdict, &Hits { matches, background: None, cover_background: None, chances: None })
    }

    #[test]
    fn a_painful_subject_is_offered_only_with_a_telling_word_of_it() {
        let (sure, likely) = (Verdict::Answer { confidence: 0.9 }, Verdict::Likely { confidence: 0.7 });
        let (either, refuse) = (Verdict::Clarify { confidence: 0.7 }, Verdict::Refuse { confidence: 0.7 });
        let plain = || found(false, 0.0);
        assert_eq!(verdict(likely, vec![found(true, 0.1), plain()]), refuse);
        assert_eq!(verdict(likely, vec![found(true, 0.9), plain()]), likely);
        assert_eq!(verdict(likely, vec![plain(), found(true, 0.1)]), likely);
        assert_eq!(verdict(either, vec![plain(), found(true, 0.1)]), refuse);
        assert_eq!(verdict(either, vec![plain(), found(true, 0.9)]), either);
        let mut meant = found(true, 0.1);
        meant.evidence.chance = Some(0.8);
        assert_eq!(verdict(likely, vec![meant]), likely);
        // What was meant is told.
        assert_eq!(verdict(sure, vec![found(true, 0.1)]), sure);
    }
}
