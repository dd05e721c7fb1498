//! Error diffusion: few greys made to look like many, for cells that have two or four.

/// Sixteenths of the error handed on by Floyd and Steinberg's filter: ahead, then below behind, below, below
/// ahead.
const WEIGHTS: [i32; 4] = [7, 3, 5, 1];
const WEIGHTS_SUM: i32 = 16;

/// For every pixel the place in `levels` of the grey to show, so that the mean over a neighbourhood is kept.
///
/// Rows run to and fro (serpentine): run one way only, the error walks and draws worms into an even field.
pub(super) fn diffuse(grey: &[u8], width: usize, levels: &[u8]) -> Vec<u8> {
    let mut shown = vec![0; grey.len()];
    // One spare place at each end takes the error that leaves the picture.
    let mut here = vec![0_i32; width + 2];
    let mut below = vec![0_i32; width + 2];
    for (y, row) in grey.chunks(width).enumerate() {
        let forward = y % 2 == 0;
        for step in 0..row.len() {
            let x = if forward { step } else { row.len() - 1 - step };
            let place = x + 1;
            let (ahead, behind) = if forward { (place + 1, place - 1) } else { (place - 1, place + 1) };
            let wanted = i32::from(row[x]) + here[place] / WEIGHTS_SUM;
            let (level, error) = nearest(wanted, levels);
            shown[y * width + x] = level;
            here[ahead] += error * WEIGHTS[0];
            below[behind] += error * WEIGHTS[1];
            below[place] += error * WEIGHTS[2];
            below[ahead] += error * WEIGHTS[3];
        }
        std::mem::swap(&mut here, &mut below);
        below.fill(0);
    }
    shown
}

/// The place of the level nearest to `wanted`, and what is left over.
fn nearest(wanted: i32, levels: &[u8]) -> (u8, i32) {
    (0_u8..)
        .zip(levels)
        .map(|(place, &level)| (place, wanted - i32::from(level)))
        .min_by_key(|(_, error)| error.abs())
        .unwrap_or((0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_an_even_field_is_kept() {
        for grey in [0_u8, 10, 64, 128, 200, 255] {
            let shown = diffuse(&vec![grey; 64 * 64], 64, &[0, 255]);
            let lit: usize = shown.into_iter().map(usize::from).sum();
            let mean = lit * 255 / (64 * 64);
            assert!(mean.abs_diff(usize::from(grey)) <= 4, "{grey} became {mean}");
        }
    }

    #[test]
    fn a_grey_that_is_a_level_stays_itself() {
        let levels = [0, 85, 170, 255];
        let shown = diffuse(&levels, 4, &levels);
        assert_eq!(shown, [0, 1, 2, 3]);
    }

    #[test]
    fn the_second_row_runs_back() {
        // From the right: 100 is shown dark, 7/16 of it make the left one 143, which is shown lit.
        assert_eq!(diffuse(&[0, 0, 100, 100], 2, &[0, 255]), [0, 0, 1, 0]);
    }
}
