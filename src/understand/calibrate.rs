//! Chooses the probability thresholds of each kind, from remarks that the classifier was not trained on: what an
//! index's classifier makes of them, and whether its search finds an article.

use super::decide::{Threshold, Thresholds};
use super::{Class, Kind, Weighed};
use std::collections::BTreeMap;

/// Maximum share of questions that may be taken for danger, abuse or despair. At 0.5 % one in five of these would be
/// missed, and being told about 112 or 113 without need is the lesser harm.
const FALSE_URGENT: f32 = 0.02;
/// The same, for each other kind.
const FALSE_OTHER: f32 = 0.005;
/// Lower and upper bound of all thresholds.
const BOUNDS: (f32, f32) = (0.15, 0.95);
/// Step size of the search for thresholds.
const STEP: f32 = 0.01;
/// Minimum number of remarks of a kind for choosing its thresholds; with fewer they stay as they are.
const LEAST_REMARKS: usize = 3;

/// A remark of known kind, with the results of classifier and search.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Its kind; [`Kind::Question`] if it must not be taken for anything else.
    pub kind: Kind,
    /// Whether an article of this index may answer it. A remark that none answers may well be somebody else's matter,
    /// or nonsense.
    pub is_ours: bool,
    /// The classifier's result.
    pub weighed: Weighed,
    /// Id of the article that the search would answer with.
    pub found: Option<String>,
}

/// The result of a calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    pub thresholds: Thresholds,
    /// For each kind: number of remarks, share recognised, and share of questions taken for it.
    pub kinds: Vec<(String, usize, f32, f32)>,
}

/// A remark as a single threshold sees it.
#[derive(Debug, Clone, Copy)]
struct Case {
    chance: f32,
    found: bool,
}

impl Case {
    fn is_taken(self, least: Threshold) -> bool {
        self.chance >= if self.found { least.alone } else { least.unless_found }
    }
}

/// Chooses thresholds. Kinds with too few remarks keep those of `before`.
#[must_use]
pub fn calibrate(classes: &[Class], judged: &[Judged], before: &Thresholds) -> Calibration {
    let mut kinds = Vec::new();
    let mut choose = |name: String, is_own: &dyn Fn(Kind) -> bool, false_share: f32, before: Threshold| {
        let cases = |wanted: &dyn Fn(&Judged) -> bool| -> Vec<Case> {
            judged.iter().filter(|judged| wanted(judged)).map(|judged| case(classes, judged, is_own)).collect()
        };
        let may_be_strange = is_own(Kind::Elsewhere) || is_own(Kind::Nonsense);
        let is_question = |judged: &Judged| judged.kind == Kind::Question && (judged.is_ours || !may_be_strange);
        let (own, questions) = (cases(&|judged| is_own(judged.kind)), cases(&is_question));
        let least = if own.len() < LEAST_REMARKS { before } else { best(&own, &questions, false_share) };
        kinds.push((name, own.len(), share(&own, least), share(&questions, least)));
        least
    };
    let urgent = choose("urgent".to_owned(), &Kind::is_urgent, FALSE_URGENT, before.urgent);
    let mut chosen = BTreeMap::new();
    for (kind, before) in &before.kinds {
        chosen.insert(*kind, choose(format!("{kind:?}"), &|of| of == *kind, FALSE_OTHER, *before));
    }
    Calibration { thresholds: Thresholds { urgent, kinds: chosen }, kinds }
}

fn case(classes: &[Class], judged: &Judged, is_own: &dyn Fn(Kind) -> bool) -> Case {
    let chance = if is_own(Kind::Danger) {
        judged.weighed.urgent(classes)
    } else {
        judged.weighed.kinds(classes).into_iter().find(|(kind, _)| is_own(*kind)).map_or(0.0, |(_, chance)| chance)
    };
    let is_same_matter =
        |article: &String| classes.iter().any(|class| is_own(class.kind) && class.articles.contains(article));
    Case { chance, found: judged.found.as_ref().is_some_and(|article| !is_same_matter(article)) }
}

/// The thresholds that recognise most remarks while staying within `false_share` of the questions; the middle one of
/// equals.
fn best(own: &[Case], questions: &[Case], false_share: f32) -> Threshold {
    let steps = ((BOUNDS.1 - BOUNDS.0) / STEP).round() as usize;
    let levels: Vec<f32> = (0..=steps).map(|step| BOUNDS.0 + step as f32 * STEP).collect();
    let allowed = (questions.len() as f32 * false_share) as usize;
    let count = |cases: &[Case], least: Threshold| cases.iter().filter(|case| case.is_taken(least)).count();
    let mut best: Vec<(usize, Threshold)> = Vec::new();
    for alone in &levels {
        for unless_found in levels.iter().filter(|level| *level <= alone) {
            let least = Threshold { alone: *alone, unless_found: *unless_found };
            if count(questions, least) > allowed {
                continue;
            }
            let taken = count(own, least);
            if best.first().is_none_or(|(most, _)| taken > *most) {
                best.clear();
            }
            if best.first().is_none_or(|(most, _)| taken == *most) {
                best.push((taken, least));
            }
        }
    }
    let strictest = Threshold { alone: BOUNDS.1, unless_found: BOUNDS.1 };
    let chosen = best.get(best.len() / 2).map_or(strictest, |(_, least)| *least);
    let rounded = |level: f32| (level * 100.0).round() / 100.0;
    Threshold { alone: rounded(chosen.alone), unless_found: rounded(chosen.unless_found) }
}

fn share(cases: &[Case], least: Threshold) -> f32 {
    cases.iter().filter(|case| case.is_taken(least)).count() as f32 / cases.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_decides_where_the_chance_does_not() {
        let class = |kind, id: &str| Class { kind, id: id.into(), replies: Vec::new(), articles: vec!["same".into()] };
        let classes = [class(Kind::Question, "question"), class(Kind::Despair, "despair")];
        let judged = |kind, chance: f32, found: Option<&str>| Judged {
            kind,
            is_ours: true,
            weighed: Weighed { whole: vec![1.0 - chance, chance], urgent_part: None },
            found: found.map(str::to_owned),
        };
        let mut all = vec![
            judged(Kind::Despair, 0.9, Some("other")),
            judged(Kind::Despair, 0.5, None),
            judged(Kind::Despair, 0.5, Some("same")),
            judged(Kind::Question, 0.6, Some("other")),
        ];
        all.extend((0..20).map(|_| judged(Kind::Question, 0.1, None)));
        let Calibration { thresholds, kinds } = calibrate(&classes, &all, &Thresholds::built_in());
        let Threshold { alone, unless_found } = thresholds.urgent;
        assert!(alone > 0.6 && alone <= 0.9, "{alone}");
        assert!(unless_found > 0.1 && unless_found <= 0.5, "{unless_found}");
        assert_eq!(kinds[0], ("urgent".to_owned(), 3, 1.0, 0.0));
        assert_eq!(thresholds.kinds, Thresholds::built_in().kinds, "no remark has them");
    }
}
