//! How fast and how loud something is said.

use super::SpeakError;

/// One step of "sneller" and "langzamer", "harder" and "zachter".
const RATE_STEP: f32 = 0.25;
const VOLUME_STEP: f32 = 25.0;

/// A speed and a volume within the supported ranges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    rate: f32,
    volume: f32,
}

impl Default for Manner {
    fn default() -> Self {
        Manner { rate: 1.0, volume: 100.0 }
    }
}

impl Manner {
    /// The slowest and the fastest speed.
    pub const RATES: std::ops::RangeInclusive<f32> = 0.75..=3.0;
    /// The softest and the loudest volume, in percent.
    pub const VOLUMES: std::ops::RangeInclusive<f32> = 0.0..=200.0;

    /// `rate`: 1.0 is normal, 2.0 twice as fast; `volume` in percent: 100 is the configured loudness.
    pub fn new(rate: f32, volume: f32) -> Result<Self, SpeakError> {
        if !Self::RATES.contains(&rate) {
            return Err(SpeakError::Rate(rate));
        }
        if !Self::VOLUMES.contains(&volume) {
            return Err(SpeakError::Volume(volume));
        }
        Ok(Manner { rate, volume })
    }

    /// The speed.
    #[must_use]
    pub fn rate(self) -> f32 {
        self.rate
    }

    /// The volume in percent.
    #[must_use]
    pub fn volume(self) -> f32 {
        self.volume
    }

    /// One step faster, up to the limit.
    #[must_use]
    pub fn faster(self) -> Self {
        self.at_rate(self.rate + RATE_STEP)
    }

    /// One step slower, down to the limit.
    #[must_use]
    pub fn slower(self) -> Self {
        self.at_rate(self.rate - RATE_STEP)
    }

    /// One step louder, up to the limit.
    #[must_use]
    pub fn louder(self) -> Self {
        self.at_volume(self.volume + VOLUME_STEP)
    }

    /// One step softer; speech always stays audible.
    #[must_use]
    pub fn softer(self) -> Self {
        self.at_volume((self.volume - VOLUME_STEP).max(VOLUME_STEP.min(self.volume)))
    }

    fn at_rate(self, rate: f32) -> Self {
        let rate = rate.clamp(*Self::RATES.start(), *Self::RATES.end());
        Manner { rate, ..self }
    }

    /// At so many percent of this volume, within what voices can do.
    #[must_use]
    pub fn at_part(self, percent: u16) -> Self {
        self.at_volume(self.volume * f32::from(percent) / 100.0)
    }

    fn at_volume(self, volume: f32) -> Self {
        let volume = volume.clamp(*Self::VOLUMES.start(), *Self::VOLUMES.end());
        Manner { volume, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_in_range_and_wrong_values_are_refused() {
        let mut manner = Manner::default();
        (0..20).for_each(|_| manner = manner.faster().louder());
        assert_eq!((manner.rate(), manner.volume()), (3.0, 200.0));
        (0..20).for_each(|_| manner = manner.slower().softer());
        assert_eq!((manner.rate(), manner.volume()), (0.75, 25.0));
        for (rate, volume) in
            [(0.7, 100.0), (3.1, 100.0), (f32::NAN, 100.0), (1.0, -1.0), (1.0, 201.0), (1.0, f32::NAN)]
        {
            assert!(Manner::new(rate, volume).is_err(), "{rate} {volume}");
        }
    }
}
