//! Turns probabilities into a kind. Above one threshold a kind is believed whatever the search finds, above a lower
//! one only if the search finds nothing else. `spraakloket eval --calibrate-understanding` chooses both, from remarks
//! that the classifier was not trained on. If no kind is believed, the text is a question.

use super::classifier::Class;
use super::{AskedBack, Context, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Thresholds from which kinds are believed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// For danger, abuse and despair together.
    pub urgent: Threshold,
    /// For each other kind except questions.
    pub kinds: BTreeMap<Kind, Threshold>,
}

/// Thresholds for one kind.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Applies whatever the search finds.
    pub alone: f32,
    /// Applies if the search finds no article to answer with, or one about the same matter.
    pub unless_found: f32,
}

/// An entry that is believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meant {
    /// Index of its class.
    pub class: usize,
    /// Probability of its kind, 0 to 1.
    pub chance: f32,
    /// Whether it gives way to an article that the search finds.
    pub unless_found: bool,
}

/// The classifier's result for a text: the probability of each class.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// For the whole text.
    pub whole: Vec<f32>,
    /// For the most urgent part, if that is more urgent than the whole.
    pub urgent_part: Option<Vec<f32>>,
}

impl Thresholds {
    /// The thresholds that were calibrated for this version.
    #[must_use]
    pub fn built_in() -> Self {
        toml::from_str(include_str!("decision.toml")).expect("the built-in file is checked by a test")
    }

    /// The entry that is believed; `None` if the text is a question.
    #[must_use]
    pub fn believe(&self, classes: &[Class], weighed: &Weighed, context: &Context) -> Option<Meant> {
        let urgent = weighed.urgent(classes);
        let other = by_kind(classes, &weighed.whole)
            .into_iter()
            .filter(|(kind, _)| *kind != Kind::Question && !kind.is_urgent() && context.allows(*kind))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .and_then(|(kind, chance)| Some((kind, chance, *self.kinds.get(&kind)?)));
        let meant_urgent = |unless_found| {
            let chances = weighed.urgent_part.as_ref().unwrap_or(&weighed.whole);
            Meant { class: best_of(classes, chances, Kind::is_urgent), chance: urgent, unless_found }
        };
        let meant_other = |kind: Kind, chance, unless_found| Meant {
            class: best_of(classes, &weighed.whole, |of| of == kind),
            chance,
            unless_found,
        };
        match other {
            _ if urgent >= self.urgent.alone => Some(meant_urgent(false)),
            Some((kind, chance, least)) if chance >= least.alone => Some(meant_other(kind, chance, false)),
            _ if urgent >= self.urgent.unless_found => Some(meant_urgent(true)),
            Some((kind, chance, least)) if chance >= least.unless_found => Some(meant_other(kind, chance, true)),
            _ => None,
        }
    }
}

impl Weighed {
    /// The probability of danger, abuse or despair, in the whole or in a part.
    #[must_use]
    pub fn urgent(&self, classes: &[Class]) -> f32 {
        urgent_chance(classes, self.urgent_part.as_ref().unwrap_or(&self.whole))
    }

    /// The probability of each kind, for the whole text.
    #[must_use]
    pub fn kinds(&self, classes: &[Class]) -> BTreeMap<Kind, f32> {
        by_kind(classes, &self.whole)
    }
}

impl Context {
    /// Whether this kind makes sense here: a reply needs a question, a follow-up a subject.
    #[must_use]
    pub fn allows(&self, kind: Kind) -> bool {
        match kind {
            Kind::Reply => self.asked != AskedBack::Nothing,
            Kind::FollowUp => self.subject.is_some(),
            _ => true,
        }
    }
}

/// The probability of danger, abuse or despair.
#[must_use]
pub(super) fn urgent_chance(classes: &[Class], chances: &[f32]) -> f32 {
    classes.iter().zip(chances).filter(|(class, _)| class.kind.is_urgent()).map(|(_, chance)| chance).sum()
}

fn by_kind(classes: &[Class], chances: &[f32]) -> BTreeMap<Kind, f32> {
    let mut sums = BTreeMap::new();
    for (class, chance) in classes.iter().zip(chances) {
        *sums.entry(class.kind).or_insert(0.0) += chance;
    }
    sums
}

fn best_of(classes: &[Class], chances: &[f32], wanted: impl Fn(Kind) -> bool) -> usize {
    let wanted = |place: &usize| wanted(classes[*place].kind);
    (0..classes.len()).filter(wanted).max_by(|a, b| chances[*a].total_cmp(&chances[*b])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thresholds() -> Thresholds {
        let threshold = Threshold { alone: 0.9, unless_found: 0.4 };
        let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Question && !kind.is_urgent());
        Thresholds { urgent: threshold, kinds: kinds.map(|kind| (kind, threshold)).collect() }
    }

    fn classes() -> [Class; 3] {
        [(Kind::Question, "question"), (Kind::Reply, "both"), (Kind::Despair, "despair")].map(|(kind, id)| Class {
            kind,
            id: id.into(),
            replies: Vec::new(),
            articles: Vec::new(),
        })
    }

    fn meant(whole: [f32; 3], part: Option<[f32; 3]>, asked: AskedBack) -> Option<(usize, bool)> {
        let weighed = Weighed { whole: whole.to_vec(), urgent_part: part.map(|part| part.to_vec()) };
        let context = Context { asked, subject: None };
        let meant = thresholds().believe(&classes(), &weighed, &context);
        meant.map(|meant| (meant.class, meant.unless_found))
    }

    #[test]
    fn every_kind_has_built_in_thresholds() {
        let thresholds = Thresholds::built_in();
        let fits = |least: &Threshold| (0.0..=1.0).contains(&least.unless_found) && least.unless_found <= least.alone;
        assert!(fits(&thresholds.urgent));
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Question && !kind.is_urgent()) {
            assert!(thresholds.kinds.get(&kind).is_some_and(fits), "{kind:?}");
        }
    }

    #[test]
    fn what_is_likely_is_believed_and_what_may_be_gives_way_to_an_article() {
        let nothing = || AskedBack::Nothing;
        assert_eq!(meant([0.05, 0.0, 0.95], None, nothing()), Some((2, false)));
        assert_eq!(meant([0.5, 0.0, 0.5], None, nothing()), Some((2, true)));
        assert_eq!(meant([0.8, 0.0, 0.2], None, nothing()), None);
        assert_eq!(meant([0.8, 0.0, 0.2], Some([0.02, 0.0, 0.98]), nothing()), Some((2, false)));
    }

    #[test]
    fn replies_need_a_question_and_danger_comes_first() {
        assert_eq!(meant([0.05, 0.95, 0.0], None, AskedBack::Nothing), None);
        assert_eq!(meant([0.05, 0.95, 0.0], None, AskedBack::YesOrNo), Some((1, false)));
        assert_eq!(meant([0.0, 0.45, 0.55], None, AskedBack::YesOrNo), Some((2, true)));
        assert_eq!(meant([0.0, 0.93, 0.07], Some([0.0, 0.05, 0.95]), AskedBack::YesOrNo), Some((2, false)));
    }
}
