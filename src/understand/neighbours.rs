//! The training examples nearest to a text in meaning. They complement the classifier, which only sees what an example
//! has in common with the rest of its class.

use super::Kind;
use super::classifier::Class;
use super::train::Example;
use crate::classify::unit_from_middle;
use crate::knowledge::embed::DIMENSIONS;

/// A kind is scored by the mean similarity of this many nearest examples.
const NEAREST: usize = 3;
/// Log-odds per unit of cosine.
const WEIGHT: f32 = 20.0;

/// Examples with their vectors, minus the mean and at unit length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Neighbours {
    pub(super) kinds: Vec<Kind>,
    pub(super) vectors: Vec<f32>,
}

impl Neighbours {
    pub(super) fn new(examples: &[Example], vectors: Option<&[Vec<f32>]>, middle: &[f32]) -> Self {
        let Some(vectors) = vectors else { return Neighbours::default() };
        let kinds = examples.iter().map(|example| example.kind).collect();
        let vectors = vectors.iter().flat_map(|vector| unit_from_middle(vector, middle)).collect();
        Neighbours { kinds, vectors }
    }

    /// Adjusts the probability of each class by the similarity of its kind's examples.
    pub(super) fn weigh(&self, classes: &[Class], chances: &mut [f32], vector: &[f32], middle: &[f32]) {
        if self.kinds.is_empty() {
            return;
        }
        let vector = unit_from_middle(vector, middle);
        let mut nearest = [[-1.0_f32; NEAREST]; Kind::ALL.len()];
        for (kind, example) in self.kinds.iter().zip(self.vectors.chunks_exact(DIMENSIONS)) {
            let cosine: f32 = vector.iter().zip(example).map(|(a, b)| a * b).sum();
            let own = &mut nearest[*kind as usize];
            if cosine > own[NEAREST - 1] {
                let place = own.iter().position(|other| cosine > *other).unwrap_or(NEAREST - 1);
                own[place..].rotate_right(1);
                own[place] = cosine;
            }
        }
        let nearness = |kind: Kind| nearest[kind as usize].iter().sum::<f32>() / NEAREST as f32;
        let highest = Kind::ALL.into_iter().map(nearness).fold(-1.0, f32::max);
        for (class, chance) in classes.iter().zip(chances.iter_mut()) {
            *chance *= (WEIGHT * (nearness(class.kind) - highest)).exp();
        }
        let sum: f32 = chances.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        for chance in chances {
            *chance /= sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_counts_and_chances_stay_chances() {
        let class = |kind, id: &str| Class { kind, id: id.into(), replies: Vec::new(), articles: Vec::new() };
        let classes = [class(Kind::Question, "question"), class(Kind::Despair, "despair")];
        let vector =
            |place: usize| (0..DIMENSIONS).map(|own| if own == place { 1.0 } else { 0.0 }).collect::<Vec<f32>>();
        let example = |kind| Example { text: String::new(), kind, id: String::new() };
        let examples = [Kind::Question, Kind::Despair].map(example);
        let middle = vec![0.0; DIMENSIONS];
        let neighbours = Neighbours::new(&examples, Some(&[vector(0), vector(1)]), &middle);
        let mut chances = [0.6, 0.4];
        neighbours.weigh(&classes, &mut chances, &vector(1), &middle);
        assert!(chances[1] > 0.9, "{chances:?}");
        assert!((chances[0] + chances[1] - 1.0).abs() < 1e-5);
        let mut unchanged = [0.6, 0.4];
        Neighbours::new(&examples, None, &middle).weigh(&classes, &mut unchanged, &vector(1), &middle);
        assert!((unchanged[1] - 0.4).abs() < 1e-6);
    }
}
