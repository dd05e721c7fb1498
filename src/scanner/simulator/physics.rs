//! What matter does to the beam, and what the detector makes of it.
//!
//! Beer–Lambert with one effective energy for each beam end-point. A bremsstrahlung beam of end-point E, hardened by its filter and
//! by the load, is attenuated about like photons of E/2: 6 MV is taken as 3 MeV, 4 MV as 2 MeV. Mass attenuation coefficients µ/ρ are
//! from J. H. Hubbell and S. M. Seltzer, NISTIR 5632 (NIST Standard Reference Database 126), tables 3 and 4.
//!
//! Geometry: parallel rays across the vehicle, as in an image that was rectified to the vehicle's middle plane; no scatter.

use super::random::Random;

/// The level of nothing in the beam, after dark and air correction.
pub const AIR_LEVEL: u16 = 60_000;

/// The dark level that the correction took away; its own noise stays.
pub const DARK_LEVEL: f32 = 200.0;

/// Photons that reach one pixel through air in one column: 0.35 % of noise in air, 11 % behind 28 cm of steel.
pub const PHOTONS_PER_PIXEL: f32 = 80_000.0;

/// What one count of the dark level adds to the noise: electronics, standard deviation in counts.
const ELECTRONIC_NOISE: f32 = 6.0;

/// How much the source wavers from column to column, what the reference detector did not correct.
const SOURCE_WAVER: f32 = 0.004;

/// How much the gains of detector modules differ after calibration.
const GAIN_ERROR: f32 = 0.002;

/// Pixels in a detector module.
const MODULE_PIXELS: usize = 32;

/// What things are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Material {
    /// Iron, 7.87 g/cm³.
    Steel,
    /// Aluminium, 2.70 g/cm³.
    Aluminium,
    /// Water, 1.00 g/cm³; also diesel, foodstuff and plastics by their share of its density.
    Water,
    /// Wood as water of 0.60 g/cm³: both have about one electron for two nucleons, which is what counts at these energies.
    Wood,
    /// Rubber as water of 1.15 g/cm³.
    Rubber,
    /// Lead, 11.35 g/cm³.
    Lead,
}

impl Material {
    /// g/cm³.
    pub fn density(self) -> f32 {
        match self {
            Self::Steel => 7.87,
            Self::Aluminium => 2.70,
            Self::Water => 1.00,
            Self::Wood => 0.60,
            Self::Rubber => 1.15,
            Self::Lead => 11.35,
        }
    }

    /// µ/ρ in cm²/g at 3 MeV and at 2 MeV.
    pub fn mass_attenuation(self) -> [f32; 2] {
        match self {
            Self::Steel => [0.036_21, 0.042_65],
            Self::Aluminium => [0.035_41, 0.043_24],
            Self::Water | Self::Wood | Self::Rubber => [0.039_69, 0.049_42],
            Self::Lead => [0.042_34, 0.046_06],
        }
    }

    /// µ in 1/cm at the high and at the low energy.
    pub fn attenuation(self) -> [f32; 2] {
        self.mass_attenuation().map(|mass| mass * self.density())
    }
}

/// The share of the beam that passes `optical_depth`.
pub fn transmission(optical_depth: f32) -> f32 {
    (-optical_depth.max(0.0)).exp()
}

/// Turns transmissions into corrected readings, with the noise of photons and electronics. `width` pixels to a row.
pub(super) fn detect(transmissions: &[f32], width: usize, random: &mut Random) -> Vec<u16> {
    let waver: Vec<f32> = (0..width).map(|_| 1.0 + SOURCE_WAVER * random.normal()).collect();
    let mut gain = 1.0;
    let mut readings = Vec::with_capacity(transmissions.len());
    for (row, line) in transmissions.chunks(width.max(1)).enumerate() {
        if row % MODULE_PIXELS == 0 {
            gain = 1.0 + GAIN_ERROR * random.normal();
        }
        readings.extend(line.iter().zip(&waver).map(|(share, waver)| reading(share * waver * gain, random)));
    }
    readings
}

fn reading(share: f32, random: &mut Random) -> u16 {
    let air = f32::from(AIR_LEVEL);
    // Photon noise in counts: √(share × photons) photons, each worth air/photons counts.
    let photons = (share / PHOTONS_PER_PIXEL).sqrt() * air;
    let electronics = (ELECTRONIC_NOISE * ELECTRONIC_NOISE + DARK_LEVEL * 0.1).sqrt();
    let noise = (photons * photons + electronics * electronics).sqrt();
    level(share * air + noise * random.normal())
}

fn level(counts: f32) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the type's range"
    )]
    let level = counts.round().clamp(0.0, 65_535.0) as u16;
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_centimetres_of_steel_pass_what_the_tables_say() {
        // 10 cm × 7.87 g/cm³ × 0.03621 cm²/g = 2.850; e^-2.850 = 0.0579. At 2 MeV 3.357 and 0.0349.
        let [high, low] = Material::Steel.attenuation().map(|mu| transmission(10.0 * mu));
        assert!((high - 0.0579).abs() < 0.0002, "{high}");
        assert!((low - 0.0349).abs() < 0.0002, "{low}");
    }

    #[test]
    fn the_heavier_the_material_the_closer_its_two_energies() {
        let ratio = |material: Material| {
            let [high, low] = material.attenuation();
            high / low
        };
        let order = [Material::Water, Material::Aluminium, Material::Steel, Material::Lead];
        assert!(order.windows(2).all(|pair| ratio(pair[0]) < ratio(pair[1])));
    }

    #[test]
    fn readings_have_the_level_and_the_noise_they_are_named_for() {
        let side = 400;
        let readings = detect(&vec![1.0; side * side], side, &mut Random::new(5));
        let mean = readings.iter().map(|r| f64::from(*r)).sum::<f64>() / 160_000.0;
        assert!((mean - 60_000.0).abs() < 60.0, "{mean}");
        let thick = detect(&vec![0.01; side * side], side, &mut Random::new(6));
        let mean = thick.iter().map(|r| f64::from(*r)).sum::<f64>() / 160_000.0;
        let variance = thick.iter().map(|r| (f64::from(*r) - mean).powi(2)).sum::<f64>() / 160_000.0;
        // 800 photons: 3.5 % of 600 counts are 21.2; with electronics (7.5) and waver (2.6) 22.7.
        assert!((variance.sqrt() - 22.7).abs() < 1.0, "{}", variance.sqrt());
        assert!(detect(&[0.0; 64], 8, &mut Random::new(7)).iter().all(|r| *r < 60));
    }
}
