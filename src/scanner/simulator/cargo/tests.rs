//! What cargo looks like: sizes, levels, seeds; and pictures for a person to look at.

use super::*;

fn scan(text: &str) -> ScanId {
    ScanId::parse(text).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_image_and_a_repeat_the_same_vehicle() {
    let first = PhantomCargo::coarse(3).next_scan(&scan("1-2-3-1")).unwrap();
    assert_eq!(first, PhantomCargo::coarse(3).next_scan(&scan("1-2-3-1")).unwrap());
    let repeat = PhantomCargo::coarse(3).next_scan(&scan("1-2-3-2")).unwrap();
    let other = PhantomCargo::coarse(3).next_scan(&scan("1-2-4-1")).unwrap();
    let distance = |a: &CargoImage, b: &CargoImage| {
        let pairs = a.planes()[0].iter().zip(&b.planes()[0]);
        pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>() / u64::from(a.width() * a.height())
    };
    assert_ne!(first, repeat);
    assert!(distance(&first, &repeat) < 600, "{}", distance(&first, &repeat));
    assert!(distance(&first, &other) > 1_000, "{}", distance(&first, &other));
}

#[test]
fn a_phantom_has_air_above_and_a_load_that_lets_some_beam_through() {
    for seed in 0..6 {
        let image = PhantomCargo::coarse(seed).next_scan(&scan("1-2-3-1")).unwrap();
        let [high, low] = image.planes() else { panic!("two energies") };
        let width = usize::try_from(image.width()).unwrap();
        let sky = &high[..width * 5];
        let mean = sky.iter().map(|level| u64::from(*level)).sum::<u64>() / u64::try_from(sky.len()).unwrap();
        assert!(mean.abs_diff(60_000) < 600, "{mean}");
        let share = |range: std::ops::Range<u16>| {
            high.iter().filter(|level| range.contains(level)).count() * 100 / high.len()
        };
        assert!(share(0..600) < 15, "not all of it is opaque");
        assert!(share(3_000..45_000) > 15, "much of it can be looked into");
        let sum = |plane: &[u16]| plane.iter().map(|level| u64::from(*level)).sum::<u64>();
        assert!(sum(low) < sum(high), "the low energy is weakened more");
    }
}

#[test]
fn a_preview_is_the_image_made_small() {
    let plane: Vec<u16> = (0..1800 * 512).map(|i| if i % 1800 < 900 { 60_000 } else { 2_560 }).collect();
    let columns = CargoImage::new(1800, 512, vec![plane], 16).unwrap().preview_columns();
    assert_eq!((columns.len(), columns[0].len()), (900, 256));
    assert_eq!((columns[0][0], columns[899][255]), (234, 10));
    let small = CargoImage::new(3, 2, vec![vec![65_535; 6]], 8).unwrap().preview_columns();
    assert_eq!(small, vec![vec![255; 2]; 3]);
}

#[test]
fn what_is_no_image_is_refused() {
    assert!(CargoImage::new(2, 2, vec![vec![0; 3]], 16).is_err());
    assert!(CargoImage::new(2, 2, vec![], 16).is_err());
    assert!(CargoImage::new(0, 2, vec![vec![]], 16).is_err());
    assert!(CargoImage::new(2, 2, vec![vec![0; 4]], 17).is_err());
    assert!(CargoImage::new(MAX_SIDE + 1, 1, vec![vec![0; 8193]], 16).is_err());
}

/// Writes pictures for a person to judge: `INTRASCOPE_PHANTOMS=folder cargo test phantoms_to_look_at -- --ignored`.
#[test]
#[ignore = "writes pictures for a person to judge"]
fn phantoms_to_look_at() {
    let folder = std::path::PathBuf::from(option_env!("INTRASCOPE_PHANTOMS").unwrap_or("."));
    // Logarithmic, as cargo images are looked at.
    let tone = |level: u16| (f32::from(level).max(60.0) / 60.0).ln() / 1000_f32.ln() * 255.0;
    let byte = |tone: f32| (0..=u8::MAX).find(|byte| f32::from(*byte) >= tone).unwrap_or(u8::MAX);
    let table: Vec<u8> = (0..=u16::MAX).map(|level| byte(tone(level))).collect();
    for seed in 0..8_u8 {
        let begun = tokio::time::Instant::now();
        let image = PhantomCargo::new(u64::from(seed)).next_scan(&scan("1-2-3-1")).unwrap();
        println!("seed {seed}: {:?}", begun.elapsed());
        let file = std::fs::File::create(folder.join(format!("phantom-{seed}.png"))).unwrap();
        let mut encoder = png::Encoder::new(file, image.width(), image.height());
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let bytes: Vec<u8> = image.planes()[0].iter().map(|level| table[usize::from(*level)]).collect();
        encoder.write_header().unwrap().write_image_data(&bytes).unwrap();
    }
}
