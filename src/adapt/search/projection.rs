//! Initialises the projection of token states with their principal components.

use crate::audio::Random;
use crate::knowledge::embed::{DIMENSIONS, Projection, TOKEN_DIMENSIONS};

/// Iterations of the subspace iteration.
const ROUNDS: usize = 30;

/// The centred projection onto the principal components of token states, `[tokens][DIMENSIONS]`.
pub(super) fn principal(states: &[f32], seed: u64) -> Projection {
    let count = (states.len() / DIMENSIONS).max(1) as f32;
    let mut mean = vec![0.0_f32; DIMENSIONS];
    for state in states.chunks_exact(DIMENSIONS) {
        mean.iter_mut().zip(state).for_each(|(mean, number)| *mean += number / count);
    }
    let covariance = covariance(states, &mean);
    let mut random = Random::new(seed);
    let mut rows: Vec<Vec<f32>> =
        (0..TOKEN_DIMENSIONS).map(|_| (0..DIMENSIONS).map(|_| random.signed()).collect()).collect();
    for _ in 0..ROUNDS {
        rows = rows.iter().map(|row| covariance.iter().map(|line| dot(line, row)).collect()).collect();
        make_orthonormal(&mut rows);
    }
    let offset = rows.iter().map(|row| -dot(row, &mean)).collect();
    Projection { matrix: rows.concat(), offset, importance: vec![0.0; DIMENSIONS] }
}

fn covariance(states: &[f32], mean: &[f32]) -> Vec<Vec<f32>> {
    let mut covariance = vec![vec![0.0; DIMENSIONS]; DIMENSIONS];
    for state in states.chunks_exact(DIMENSIONS) {
        let centred: Vec<f32> = state.iter().zip(mean).map(|(number, mean)| number - mean).collect();
        for (line, left) in covariance.iter_mut().zip(&centred) {
            line.iter_mut().zip(&centred).for_each(|(sum, right)| *sum += left * right);
        }
    }
    covariance
}

/// Gram–Schmidt.
fn make_orthonormal(rows: &mut [Vec<f32>]) {
    for place in 0..rows.len() {
        let (before, rest) = rows.split_at_mut(place);
        let row = &mut rest[0];
        for other in before.iter() {
            let along = dot(row, other);
            row.iter_mut().zip(other).for_each(|(number, other)| *number -= along * other);
        }
        let length = dot(row, row).sqrt().max(f32::MIN_POSITIVE);
        for number in row.iter_mut() {
            *number /= length;
        }
    }
}

fn dot(left: &[f32], right: &[f32]) -> f32 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directions_that_vary_most_are_kept() {
        let mut random = Random::new(7);
        let states: Vec<f32> = (0..500)
            .flat_map(|_| {
                (0..DIMENSIONS)
                    .map(|place| 3.0 + random.signed() * if place < 100 { 2.0 } else { 0.01 })
                    .collect::<Vec<_>>()
            })
            .collect();
        let projection = principal(&states, 1);
        let kept: f32 = projection.matrix.chunks_exact(DIMENSIONS).map(|row| dot(&row[..100], &row[..100])).sum();
        assert!(kept > 99.0, "{kept}");
        let vectors = projection.vectors(&vec![3.0; DIMENSIONS]);
        assert_eq!(vectors.len(), TOKEN_DIMENSIONS);
    }
}
