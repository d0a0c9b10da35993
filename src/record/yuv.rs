//! Converts sRGB to Y'CbCr 4:2:0 with the matrix of ITU-R BT.709 in limited range.
//!
//! Y' = 16 + 219·(0.2126 R' + 0.7152 G' + 0.0722 B'), Cb = 128 + 224·(B' − Y')/1.8556, Cr = 128 + 224·(R' − Y')/1.5748
//! with R', G', B' in 0..1 (ITU-R BT.709-6, items 3 and 4). Chroma samples are located at the left pixel of each pair
//! and between the two rows, the default of H.264 (ITU-T H.264, figure E-1, type 0), so each is the mean of 3 by 2
//! pixels with the weights 1 2 1.

use multiversion::multiversion;

/// A frame as three planes; chroma has half the width and half the height.
pub(super) struct Yuv {
    width: usize,
    /// Luma, `width·height` bytes.
    pub(super) y: Vec<u8>,
    /// Blue difference (Cb), `width·height/4` bytes.
    pub(super) u: Vec<u8>,
    /// Red difference (Cr), `width·height/4` bytes.
    pub(super) v: Vec<u8>,
    /// The sums of a pair of rows, with the first column repeated on the left.
    row_sums: Sums,
    /// The sums of the pixels around each chroma sample, with column weights 1 2 1.
    chroma_sums: Sums,
}

/// Sums of colours, one per column: red in the lower and blue in the upper half of a word, so that one addition sums
/// both; and green.
struct Sums {
    red_blue: Vec<u32>,
    green: Vec<u32>,
}

/// Fractional bits of the weights. With 15, weights and sums of eight bytes fit in 16 bits and products in 32, which
/// SIMD instructions multiply eight at a time.
const WEIGHT_BITS: u32 = 15;
/// The weights of a chroma sample sum to eight.
const CHROMA_BITS: u32 = WEIGHT_BITS + 3;

const LUMA_WEIGHTS: [i16; 3] = rounded_weights(
    [
        0.2126 * 219.0 / 255.0,
        0.7152 * 219.0 / 255.0,
        0.0722 * 219.0 / 255.0,
    ],
    219.0 / 255.0,
);
const CB_WEIGHTS: [i16; 3] = rounded_weights(
    [
        -0.2126 / 1.8556 * 224.0 / 255.0,
        -0.7152 / 1.8556 * 224.0 / 255.0,
        0.5 * 224.0 / 255.0,
    ],
    0.0,
);
const CR_WEIGHTS: [i16; 3] = rounded_weights(
    [
        0.5 * 224.0 / 255.0,
        -0.7152 / 1.5748 * 224.0 / 255.0,
        -0.0722 / 1.5748 * 224.0 / 255.0,
    ],
    0.0,
);

/// Weights of red, green and blue in fixed point. Green absorbs the rounding errors, so that greys are exact.
const fn rounded_weights(weights: [f64; 3], sum: f64) -> [i16; 3] {
    let red = to_fixed_point(weights[0]);
    let blue = to_fixed_point(weights[2]);
    [red, to_fixed_point(sum) - red - blue, blue]
}

const fn to_fixed_point(weight: f64) -> i16 {
    let scaled = weight * (1 << WEIGHT_BITS) as f64;
    (if scaled < 0.0 {
        scaled - 0.5
    } else {
        scaled + 0.5
    }) as i16
}

impl Yuv {
    /// An empty frame; both sides must be even.
    pub(super) fn new(width: usize, height: usize) -> Self {
        let quarter = width * height / 4;
        Self {
            width,
            y: vec![0; width * height],
            u: vec![0; quarter],
            v: vec![0; quarter],
            row_sums: Sums::new(width + 1),
            chroma_sums: Sums::new(width / 2),
        }
    }

    /// Fills the planes from `rgba`: `width·height` pixels, rows from top to bottom, tightly packed.
    pub(super) fn read_rgba(&mut self, rgba: &[u8]) {
        convert(self, rgba);
    }
}

/// Compiled for several instruction sets and selected at run time; the results are equal.
#[multiversion(targets("x86_64+avx2"))]
fn convert(yuv: &mut Yuv, rgba: &[u8]) {
    let width = yuv.width;
    let (pixels, _) = rgba.as_chunks::<4>();
    let luma = yuv.y.chunks_exact_mut(2 * width);
    let u = yuv.u.chunks_exact_mut(width / 2);
    let chroma = u.zip(yuv.v.chunks_exact_mut(width / 2));
    for ((rows, luma), (u, v)) in pixels.chunks_exact(2 * width).zip(luma).zip(chroma) {
        luma_from_pixels(rows, luma);
        let (upper, lower) = rows.split_at(width);
        yuv.row_sums.add(upper, lower);
        yuv.row_sums.weigh_columns(&mut yuv.chroma_sums);
        yuv.chroma_sums.chroma(CB_WEIGHTS, u);
        yuv.chroma_sums.chroma(CR_WEIGHTS, v);
    }
}

#[inline(always)]
fn luma_from_pixels(pixels: &[[u8; 4]], luma: &mut [u8]) {
    const OFFSET: i32 = (16 << WEIGHT_BITS) + (1 << (WEIGHT_BITS - 1));
    for (luma, pixel) in luma.iter_mut().zip(pixels) {
        let (red_blue, green) = red_blue_and_green(pixel);
        *luma = (weighted_sum(LUMA_WEIGHTS, red_blue, green, OFFSET) >> WEIGHT_BITS) as u8;
    }
}

#[inline(always)]
fn red_blue_and_green(pixel: &[u8; 4]) -> (u32, u32) {
    let pixel = u32::from_le_bytes(*pixel);
    (pixel & 0x00ff_00ff, pixel >> 8 & 0xff)
}

#[inline(always)]
fn weighted_sum(weights: [i16; 3], red_blue: u32, green: u32, offset: i32) -> i32 {
    // Masking to 15 bits lets the compiler use 16-bit multiplications.
    let [red, green, blue] = [red_blue, green, red_blue >> 16].map(|sum| (sum & 0x7fff) as i32);
    let [for_red, for_green, for_blue] = weights.map(i32::from);
    for_red * red + for_green * green + for_blue * blue + offset
}

impl Sums {
    fn new(columns: usize) -> Self {
        Self {
            red_blue: vec![0; columns],
            green: vec![0; columns],
        }
    }

    #[inline(always)]
    fn add(&mut self, upper: &[[u8; 4]], lower: &[[u8; 4]]) {
        let sums = self.red_blue[1..].iter_mut().zip(&mut self.green[1..]);
        for ((red_blue, green), (upper, lower)) in sums.zip(upper.iter().zip(lower)) {
            let (upper, lower) = (red_blue_and_green(upper), red_blue_and_green(lower));
            *red_blue = upper.0 + lower.0;
            *green = upper.1 + lower.1;
        }
        self.red_blue[0] = self.red_blue[1];
        self.green[0] = self.green[1];
    }

    #[inline(always)]
    fn weigh_columns(&self, around: &mut Self) {
        weigh_columns(&self.red_blue, &mut around.red_blue);
        weigh_columns(&self.green, &mut around.green);
    }

    #[inline(always)]
    fn chroma(&self, weights: [i16; 3], samples: &mut [u8]) {
        const OFFSET: i32 = (128 << CHROMA_BITS) + (1 << (CHROMA_BITS - 1));
        let columns = self.red_blue.iter().zip(&self.green);
        for (sample, (&red_blue, &green)) in samples.iter_mut().zip(columns) {
            *sample = (weighted_sum(weights, red_blue, green, OFFSET) >> CHROMA_BITS) as u8;
        }
    }
}

/// Left + 2·middle + right for every second column; `sums` starts one column early.
#[inline(always)]
fn weigh_columns(sums: &[u32], around: &mut [u32]) {
    let (pairs, _) = sums.as_chunks::<2>();
    let (right, _) = sums[1..].as_chunks::<2>();
    for (around, (&[left, middle], &[_, right])) in around.iter_mut().zip(pairs.iter().zip(right)) {
        *around = left + 2 * middle + right;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected_by_formula([red, green, blue]: [f64; 3]) -> [f64; 3] {
        let [red, green, blue] = [red / 255.0, green / 255.0, blue / 255.0];
        let luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        [
            16.0 + 219.0 * luma,
            128.0 + 224.0 * (blue - luma) / 1.8556,
            128.0 + 224.0 * (red - luma) / 1.5748,
        ]
    }

    fn converted(width: usize, pixels: &[[u8; 4]]) -> Yuv {
        let mut yuv = Yuv::new(width, pixels.len() / width);
        yuv.read_rgba(pixels.as_flattened());
        yuv
    }

    #[test]
    fn flat_colours_follow_the_formula() {
        for red in (0..=255).step_by(15) {
            for green in (0..=255).step_by(15) {
                for blue in (0..=255).step_by(15) {
                    let yuv = converted(4, &[[red, green, blue, 7]; 8]);
                    let expected = expected_by_formula([red, green, blue].map(f64::from));
                    for (found, expected) in
                        [yuv.y[3], yuv.u[0], yuv.v[1]].into_iter().zip(expected)
                    {
                        assert!(
                            (f64::from(found) - expected).abs() <= 0.51,
                            "{red} {green} {blue}: {found} for {expected}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn greys_have_no_colour_and_the_range_is_limited() {
        for grey in 0..=255 {
            let yuv = converted(2, &[[grey, grey, grey, 255]; 4]);
            assert_eq!((yuv.u[0], yuv.v[0]), (128, 128));
        }
        assert_eq!(
            (
                converted(2, &[[0; 4]; 4]).y[0],
                converted(2, &[[255; 4]; 4]).y[0]
            ),
            (16, 235)
        );
    }

    #[test]
    fn chroma_samples_are_at_the_left_pixel_between_the_rows() {
        // Six columns; column 2 is red in the upper row, black below. Only the sample at column 2 is affected, by a
        // quarter.
        let mut pixels = [[0, 0, 0, 255]; 12];
        pixels[2] = [255, 0, 0, 255];
        let yuv = converted(6, &pixels);
        let quarter = expected_by_formula([255.0 / 4.0, 0.0, 0.0]);
        assert!((f64::from(yuv.v[1]) - quarter[2]).abs() <= 0.51);
        assert_eq!((yuv.v[0], yuv.v[2]), (128, 128));
        // Column 3, between the samples at 2 and 4, contributes an eighth to each.
        pixels.swap(2, 3);
        let yuv = converted(6, &pixels);
        let eighth = expected_by_formula([255.0 / 8.0, 0.0, 0.0]);
        assert_eq!(yuv.v[1], yuv.v[2]);
        assert!((f64::from(yuv.v[1]) - eighth[2]).abs() <= 0.51);
    }
}
