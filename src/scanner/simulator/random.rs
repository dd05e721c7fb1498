//! Numbers that look random and are the same for the same seed: `SplitMix64` (Steele, Lea, Flood 2014).

/// A stream of numbers.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next number, of all 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Evenly between `low` and `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        // 24 bits are all that a 32-bit float tells apart.
        let [a, b, c, ..] = self.bits().to_le_bytes();
        let unit = f32::from(a) / 256.0 + f32::from(b) / 65_536.0 + f32::from(c) / 16_777_216.0;
        low + (high - low) * unit
    }

    /// Whether a thing of this probability happens.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.between(0.0, 1.0) < probability
    }

    /// One of `count` choices, counted from 0.
    pub fn pick(&mut self, count: u64) -> u64 {
        self.bits() % count.max(1)
    }

    /// About normal, mean 0, variance 1: four even 16-bit numbers summed. Its tails end at 3.5; noise needs no more, and it costs a
    /// tenth of the exact thing.
    pub fn normal(&mut self) -> f32 {
        let bits = self.bits();
        let sum: u64 = (0..4).map(|part| (bits >> (part * 16)) & 0xFFFF).sum();
        // Mean 2 × 65535; variance 4 × 65536²/12, whose root is 37 837.
        #[expect(clippy::cast_precision_loss, reason = "the sum has 18 bits, the float 24")]
        let sum = sum as f32;
        (sum - 131_070.0) / 37_837.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_have_their_mean_and_variance() {
        let mut random = Random::new(1);
        let numbers: Vec<f32> = (0..20_000).map(|_| random.normal()).collect();
        let mean = numbers.iter().sum::<f32>() / 20_000.0;
        let variance = numbers.iter().map(|n| n * n).sum::<f32>() / 20_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }
}
