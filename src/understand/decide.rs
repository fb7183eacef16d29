//! From chances to a kind: each kind has the chance from which on it is believed, learned on held-back wordings by
//! `spraakloket eval --calibrate-understanding`. Where none is believed it is a question.

use super::classifier::Class;
use super::{AskedBack, Context, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From which chance on each kind is believed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Danger, abuse and despair together.
    pub urgent: f32,
    /// Every other kind but questions.
    pub kinds: BTreeMap<Kind, f32>,
}

/// An entry that is believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meant {
    /// Its place among the classes.
    pub class: usize,
    /// The chance of its kind, 0 to 1.
    pub chance: f32,
}

impl Thresholds {
    /// Those that were calibrated with this version.
    #[must_use]
    pub fn built_in() -> Self {
        toml::from_str(include_str!("decision.toml")).expect("the built-in file is checked by a test")
    }

    /// What is believed; nothing where it is a question.
    #[must_use]
    pub fn believe(&self, classes: &[Class], chances: &[f32], context: &Context) -> Option<Meant> {
        self.believe_urgent(classes, chances).or_else(|| {
            let sums = by_kind(classes, chances);
            let open = |kind: Kind| kind != Kind::Question && !kind.is_urgent() && context.allows(kind);
            let (kind, chance) = sums.into_iter().filter(|(kind, _)| open(*kind)).max_by(|a, b| a.1.total_cmp(&b.1))?;
            let least = self.kinds.get(&kind).copied().unwrap_or(1.0);
            (chance >= least).then(|| best_of(classes, chances, |of| of == kind, chance))
        })
    }

    /// Whether somebody may come to harm.
    #[must_use]
    pub fn believe_urgent(&self, classes: &[Class], chances: &[f32]) -> Option<Meant> {
        let chance = urgent_chance(classes, chances);
        (chance >= self.urgent).then(|| best_of(classes, chances, Kind::is_urgent, chance))
    }
}

impl Context {
    /// Whether this kind of thing can be said here: replies need a question, follow-ups a subject.
    #[must_use]
    pub fn allows(&self, kind: Kind) -> bool {
        match kind {
            Kind::Reply => self.asked != AskedBack::Nothing,
            Kind::FollowUp => self.subject.is_some(),
            _ => true,
        }
    }
}

/// The chance that it is danger, abuse or despair.
#[must_use]
pub(super) fn urgent_chance(classes: &[Class], chances: &[f32]) -> f32 {
    classes.iter().zip(chances).filter(|(class, _)| class.kind.is_urgent()).map(|(_, chance)| chance).sum()
}

/// The chance of each kind.
#[must_use]
pub(super) fn by_kind(classes: &[Class], chances: &[f32]) -> BTreeMap<Kind, f32> {
    let mut sums = BTreeMap::new();
    for (class, chance) in classes.iter().zip(chances) {
        *sums.entry(class.kind).or_insert(0.0) += chance;
    }
    sums
}

fn best_of(classes: &[Class], chances: &[f32], wanted: impl Fn(Kind) -> bool, chance: f32) -> Meant {
    let best = (0..classes.len())
        .filter(|place| wanted(classes[*place].kind))
        .max_by(|a, b| chances[*a].total_cmp(&chances[*b]))
        .unwrap_or(0);
    Meant { class: best, chance }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_threshold_and_replies_need_a_question() {
        let thresholds = Thresholds::built_in();
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Question && !kind.is_urgent()) {
            let least = thresholds.kinds.get(&kind).copied();
            assert!(least.is_some_and(|least| (0.0..=1.0).contains(&least)), "{kind:?}");
        }
        let class = |kind, id: &str| Class { kind, id: id.into(), replies: Vec::new() };
        let classes = [class(Kind::Question, "question"), class(Kind::Reply, "both"), class(Kind::Despair, "despair")];
        let chances = [0.05, 0.95, 0.0];
        let meant = |context: &Context| thresholds.believe(&classes, &chances, context);
        assert_eq!(meant(&Context::default()), None);
        let asked = Context { asked: AskedBack::YesOrNo, subject: None };
        assert_eq!(meant(&asked).map(|meant| meant.class), Some(1));
        assert_eq!(thresholds.believe(&classes, &[0.2, 0.0, 0.8], &asked).map(|meant| meant.class), Some(2));
    }
}
