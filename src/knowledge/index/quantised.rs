//! Vectors of one byte per number, and their similarity to a question's vector.
//!
//! Each vector has its own scale. The question's numbers keep 15 bits, so that the product is one of 16-bit integers,
//! for which every processor has an instruction; a cosine is off by less than a thousandth.

use rayon::prelude::*;

/// Largest integer in a quantised question; with 127 and 384 numbers the sum stays well within 32 bits.
const QUESTION_STEPS: f32 = 8191.0;
const PASSAGE_STEPS: f32 = 127.0;
/// Number of vectors that one thread compares at a time.
const STRETCH: usize = 2048;

/// Vectors of the same length.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantisedVectors {
    dimensions: usize,
    scales: Vec<f32>,
    numbers: Vec<i8>,
}

impl QuantisedVectors {
    /// No vectors yet.
    #[must_use]
    pub fn new(dimensions: usize) -> Self {
        QuantisedVectors { dimensions, scales: Vec::new(), numbers: Vec::new() }
    }

    /// Vectors as stored; `None` if the lengths are inconsistent.
    #[must_use]
    pub fn from_parts(dimensions: usize, scales: Vec<f32>, numbers: Vec<i8>) -> Option<Self> {
        (numbers.len() == scales.len() * dimensions).then_some(QuantisedVectors { dimensions, scales, numbers })
    }

    /// Adds a vector.
    pub fn push(&mut self, vector: &[f32]) {
        debug_assert_eq!(vector.len(), self.dimensions);
        let (scale, steps) = quantise(vector, PASSAGE_STEPS);
        self.scales.push(scale);
        self.numbers.extend(steps.map(|step| step as i8));
    }

    /// Copies a vector from another set.
    pub fn push_from(&mut self, other: &QuantisedVectors, place: usize) {
        debug_assert_eq!(other.dimensions, self.dimensions);
        self.scales.push(other.scales[place]);
        self.numbers.extend_from_slice(&other.numbers[place * self.dimensions..][..self.dimensions]);
    }

    /// Adds a vector by its scale and its numbers, each a signed byte.
    pub(super) fn push_quantised(&mut self, scale: f32, numbers: &[u8]) {
        debug_assert_eq!(numbers.len(), self.dimensions);
        self.scales.push(scale);
        self.numbers.extend(numbers.iter().map(|number| number.cast_signed()));
    }

    /// Adds a vector to a sum.
    pub fn add_to(&self, place: usize, sum: &mut [f32]) {
        let numbers = &self.numbers[place * self.dimensions..][..self.dimensions];
        let scale = self.scales[place];
        sum.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += f32::from(*number) * scale);
    }

    /// The dot product of a question's vector with one vector.
    #[must_use]
    pub(super) fn product(&self, (question, scale): &(Vec<i16>, f32), place: usize) -> f32 {
        let numbers = &self.numbers[place * self.dimensions..][..self.dimensions];
        dot_signed(question, numbers) as f32 * scale * self.scales[place]
    }

    /// Number of vectors.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// The scale of each vector.
    #[must_use]
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// All numbers, vector after vector.
    #[must_use]
    pub fn numbers(&self) -> &[i8] {
        &self.numbers
    }

    /// The dot product of a question's vector with each vector, on every core: the cosine if both have unit length.
    #[must_use]
    pub fn products(&self, question: &[f32]) -> Vec<f32> {
        let (question, scale) = quantise_question(question);
        let mut products = vec![0.0; self.len()];
        products
            .par_chunks_mut(STRETCH)
            .zip(self.numbers.par_chunks(STRETCH * self.dimensions))
            .zip(self.scales.par_chunks(STRETCH))
            .for_each(|((products, numbers), scales)| {
                let vectors = numbers.chunks_exact(question.len());
                for ((product, numbers), own) in products.iter_mut().zip(vectors).zip(scales) {
                    *product = dot_signed(&question, numbers) as f32 * scale * own;
                }
            });
        products
    }
}

/// Scale and integers of a quantised vector.
fn quantise(vector: &[f32], steps: f32) -> (f32, impl Iterator<Item = f32>) {
    let largest = vector.iter().fold(0.0_f32, |largest, number| largest.max(number.abs()));
    let scale = if largest > 0.0 { largest / steps } else { 1.0 };
    (scale, vector.iter().map(move |number| (number / scale).round()))
}

/// Integers and scale of a quantised question.
pub(super) fn quantise_question(vector: &[f32]) -> (Vec<i16>, f32) {
    let (scale, steps) = quantise(vector, QUESTION_STEPS);
    (steps.map(|step| step as i16).collect(), scale)
}

/// Written so that the compiler uses one instruction for eight products.
fn dot_signed(question: &[i16], vector: &[i8]) -> i32 {
    let mut sum = 0_i32;
    for (q, v) in question.iter().zip(vector) {
        sum = sum.wrapping_add(i32::from(*q) * i32::from(i16::from(*v)));
    }
    sum
}

/// The same for a vector of signed bytes as stored in a file.
pub(super) fn dot(question: &[i16], vector: &[u8]) -> i32 {
    let mut sum = 0_i32;
    for (q, v) in question.iter().zip(vector) {
        sum = sum.wrapping_add(i32::from(*q) * i32::from(i16::from(v.cast_signed())));
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_stay_within_a_thousandth() {
        let vector = |seed: u32| -> Vec<f32> {
            let raw: Vec<f32> =
                (0..384_u32).map(|i| ((seed * 7919 + i * 104_729) % 1000) as f32 / 500.0 - 1.0).collect();
            let length = raw.iter().map(|number| number * number).sum::<f32>().sqrt();
            raw.iter().map(|number| number / length).collect()
        };
        let mut vectors = QuantisedVectors::new(384);
        (1..50).for_each(|seed| vectors.push(&vector(seed)));
        vectors.push(&vec![0.0; 384]);
        let question = vector(7);
        let products = vectors.products(&question);
        assert_eq!(products.len(), 50);
        for (seed, product) in (1..50).zip(&products) {
            let exact: f32 = vector(seed).iter().zip(&question).map(|(a, b)| a * b).sum();
            assert!((exact - product).abs() < 1e-3, "{exact} {product}");
        }
        assert!(products[49].abs() < f32::EPSILON);
    }
}
