//! `AdamW`, with a state that can be saved: an interrupted training continues as if it had not been interrupted.

use super::AdaptError;
use candle_core::backprop::GradStore;
use candle_core::{Device, Tensor, Var};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

const MEAN_DECAY: f64 = 0.9;
const SQUARE_DECAY: f64 = 0.98;
const EPSILON: f64 = 1e-6;
const WEIGHT_DECAY: f64 = 0.01;
/// Maximum norm of the gradient; a longer one is scaled down.
const LONGEST_GRADIENT: f64 = 1.0;

/// Updates the trainable variables from their gradients.
pub(super) struct Optimiser {
    trained: BTreeMap<String, Var>,
    moments: BTreeMap<String, [Tensor; 2]>,
    steps: i32,
}

impl Optimiser {
    pub(super) fn new(trained: &BTreeMap<String, Var>) -> candle_core::Result<Self> {
        let mut moments = BTreeMap::new();
        for (name, var) in trained {
            moments.insert(name.clone(), [var.zeros_like()?, var.zeros_like()?]);
        }
        Ok(Optimiser { trained: trained.clone(), moments, steps: 0 })
    }

    pub(super) fn step(&mut self, gradients: &GradStore, rate: f64) -> candle_core::Result<()> {
        self.steps += 1;
        let shrink = self.shrink(gradients)?;
        let mean_bias = 1.0 - MEAN_DECAY.powi(self.steps);
        let square_bias = 1.0 - SQUARE_DECAY.powi(self.steps);
        for (name, var) in &self.trained {
            let (Some(gradient), Some([mean, square])) = (gradients.get(var), self.moments.get_mut(name)) else {
                continue;
            };
            let gradient = (gradient.detach() * shrink)?;
            *mean = ((mean.detach() * MEAN_DECAY)? + (&gradient * (1.0 - MEAN_DECAY))?)?;
            *square = ((square.detach() * SQUARE_DECAY)? + (gradient.sqr()? * (1.0 - SQUARE_DECAY))?)?;
            let spread = ((&*square / square_bias)?.sqrt()? + EPSILON)?;
            let change = ((&*mean / mean_bias)? / spread)?;
            let kept = (var.as_detached_tensor() * (1.0 - rate * WEIGHT_DECAY))?;
            var.set(&(kept - (change * rate)?)?)?;
        }
        Ok(())
    }

    /// The factor that scales all gradients together to the maximum norm.
    fn shrink(&self, gradients: &GradStore) -> candle_core::Result<f64> {
        let mut sum = 0.0;
        for var in self.trained.values() {
            if let Some(gradient) = gradients.get(var) {
                sum += f64::from(gradient.sqr()?.sum_all()?.to_scalar::<f32>()?);
            }
        }
        Ok((LONGEST_GRADIENT / sum.sqrt().max(1e-12)).min(1.0))
    }

    /// Saves the state, completely or not at all, with a number (`note`) that [`Self::resume`] returns.
    pub(super) fn save(&self, path: &Path, note: f64) -> Result<(), AdaptError> {
        let mut all: HashMap<String, Tensor> = HashMap::new();
        for (name, var) in &self.trained {
            all.insert(format!("value {name}"), var.as_detached_tensor());
            let [mean, square] = &self.moments[name];
            all.insert(format!("mean {name}"), mean.clone());
            all.insert(format!("square {name}"), square.clone());
        }
        all.insert("steps".into(), Tensor::new(&[f64::from(self.steps), note], &Device::Cpu)?);
        let partial = path.with_extension("partial");
        candle_core::safetensors::save(&all, &partial)?;
        std::fs::rename(&partial, path).map_err(|error| AdaptError::io(path, error))
    }

    /// Restores a saved state; returns the number of steps done and the note.
    pub(super) fn resume(&mut self, path: &Path) -> Result<(usize, f64), AdaptError> {
        let all = candle_core::safetensors::load(path, &Device::Cpu)?;
        let find = |name: String| {
            all.get(&name)
                .ok_or_else(|| AdaptError::Checkpoint { path: path.to_owned(), problem: format!("has no {name}") })
        };
        for (name, var) in &self.trained {
            var.set(find(format!("value {name}"))?)?;
            let moments = [find(format!("mean {name}"))?.clone(), find(format!("square {name}"))?.clone()];
            self.moments.insert(name.clone(), moments);
        }
        let steps: Vec<f64> = find("steps".into())?.to_vec1()?;
        self.steps = steps.first().copied().unwrap_or_default() as i32;
        Ok((usize::try_from(self.steps).unwrap_or_default(), steps.get(1).copied().unwrap_or_default()))
    }
}
