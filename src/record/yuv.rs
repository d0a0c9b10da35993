//! sRGB pixels to Y'CbCr 4:2:0 as video wants it: the matrix of ITU-R BT.709, limited range.
//!
//! Y' = 16 + 219·(0.2126 R' + 0.7152 G' + 0.0722 B'), Cb = 128 + 224·(B' − Y')/1.8556, Cr = 128 + 224·(R' − Y')/1.5748
//! with R', G', B' in 0..1 (ITU-R BT.709-6, items 3 and 4). Chroma samples lie on the left pixel of each pair and
//! between the two rows, where H.264 assumes them unless told otherwise (ITU-T H.264, figure E-1, type 0), so each is
//! the mean of 3 by 2 pixels with the weights 1 2 1.

/// One frame as three planes; chroma has half the width and half the height.
pub struct Yuv {
    width: usize,
    /// Luma, `width·height`.
    pub y: Vec<u8>,
    /// Blue difference, a quarter as many.
    pub u: Vec<u8>,
    /// Red difference, a quarter as many.
    pub v: Vec<u8>,
    sums: ColumnSums,
}

/// Red, green and blue of two rows added, with the first column repeated on the left.
struct ColumnSums {
    red: Vec<u16>,
    green: Vec<u16>,
    blue: Vec<u16>,
}

/// Fractional bits of the weights: with 15, weights and sums of eight bytes fit in 16 bits and products in 32, which
/// processors multiply eight at a time.
const BITS: u32 = 15;
/// A chroma sample weighs eight pixels.
const CHROMA_BITS: u32 = BITS + 3;

const LUMA: [i32; 3] = rounded(
    [
        0.2126 * 219.0 / 255.0,
        0.7152 * 219.0 / 255.0,
        0.0722 * 219.0 / 255.0,
    ],
    219.0 / 255.0,
);
const BLUE: [i32; 3] = rounded(
    [
        -0.2126 / 1.8556 * 224.0 / 255.0,
        -0.7152 / 1.8556 * 224.0 / 255.0,
        0.5 * 224.0 / 255.0,
    ],
    0.0,
);
const RED: [i32; 3] = rounded(
    [
        0.5 * 224.0 / 255.0,
        -0.7152 / 1.5748 * 224.0 / 255.0,
        -0.0722 / 1.5748 * 224.0 / 255.0,
    ],
    0.0,
);

/// Weights in fixed point; the green one takes up the rounding, so that greys come out exact.
const fn rounded(weights: [f64; 3], sum: f64) -> [i32; 3] {
    let red = fixed(weights[0]);
    let blue = fixed(weights[2]);
    [red, fixed(sum) - red - blue, blue]
}

const fn fixed(weight: f64) -> i32 {
    let scaled = weight * (1 << BITS) as f64;
    (if scaled < 0.0 {
        scaled - 0.5
    } else {
        scaled + 0.5
    }) as i32
}

impl Yuv {
    /// A black-to-be-filled frame; both sides are even.
    pub fn new(width: usize, height: usize) -> Self {
        let quarter = width * height / 4;
        let row = || vec![0; width + 1];
        Self {
            width,
            y: vec![0; width * height],
            u: vec![0; quarter],
            v: vec![0; quarter],
            sums: ColumnSums {
                red: row(),
                green: row(),
                blue: row(),
            },
        }
    }

    /// Fills the planes from `rgba`: `width·height` pixels, rows from top to bottom, tightly packed.
    pub fn read_rgba(&mut self, rgba: &[u8]) {
        let width = self.width;
        let (pixels, _) = rgba.as_chunks::<4>();
        let luma = self.y.chunks_exact_mut(2 * width);
        let chroma = self
            .u
            .chunks_exact_mut(width / 2)
            .zip(self.v.chunks_exact_mut(width / 2));
        for ((rows, luma), (u, v)) in pixels.chunks_exact(2 * width).zip(luma).zip(chroma) {
            luma_from_pixels(rows, luma);
            let (upper, lower) = rows.split_at(width);
            self.sums.add(upper, lower);
            self.sums.chroma(u, v);
        }
    }
}

fn luma_from_pixels(pixels: &[[u8; 4]], luma: &mut [u8]) {
    const OFFSET: i32 = (16 << BITS) + (1 << (BITS - 1));
    for (luma, &[red, green, blue, _]) in luma.iter_mut().zip(pixels) {
        *luma = (weigh(LUMA, red.into(), green.into(), blue.into(), OFFSET) >> BITS) as u8;
    }
}

fn weigh(weights: [i32; 3], red: i32, green: i32, blue: i32, offset: i32) -> i32 {
    weights[0] * red + weights[1] * green + weights[2] * blue + offset
}

impl ColumnSums {
    fn add(&mut self, upper: &[[u8; 4]], lower: &[[u8; 4]]) {
        let sums = self.red[1..]
            .iter_mut()
            .zip(&mut self.green[1..])
            .zip(&mut self.blue[1..]);
        for (((red, green), blue), (a, b)) in sums.zip(upper.iter().zip(lower)) {
            *red = u16::from(a[0]) + u16::from(b[0]);
            *green = u16::from(a[1]) + u16::from(b[1]);
            *blue = u16::from(a[2]) + u16::from(b[2]);
        }
        for row in [&mut self.red, &mut self.green, &mut self.blue] {
            row[0] = row[1];
        }
    }

    fn chroma(&self, u: &mut [u8], v: &mut [u8]) {
        const OFFSET: i32 = (128 << CHROMA_BITS) + (1 << (CHROMA_BITS - 1));
        let samples = u.iter_mut().zip(v);
        let columns = triples(&self.red)
            .zip(triples(&self.green))
            .zip(triples(&self.blue));
        for ((u, v), ((red, green), blue)) in samples.zip(columns) {
            *u = (weigh(BLUE, red, green, blue, OFFSET) >> CHROMA_BITS) as u8;
            *v = (weigh(RED, red, green, blue, OFFSET) >> CHROMA_BITS) as u8;
        }
    }
}

/// Left, twice the middle and right neighbour, added, for every second column; `row` starts one column early.
fn triples(row: &[u16]) -> impl Iterator<Item = i32> {
    let (pairs, _) = row.as_chunks::<2>();
    let (right, _) = row[1..].as_chunks::<2>();
    pairs
        .iter()
        .zip(right)
        .map(|(&[left, middle], &[_, right])| i32::from(left + 2 * middle + right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_formula([red, green, blue]: [f64; 3]) -> [f64; 3] {
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
                    let expected = by_formula([red, green, blue].map(f64::from));
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
    fn a_chroma_sample_lies_on_the_left_pixel_between_the_rows() {
        // Six columns, the third (number 2) red above black: only the sample on it and none on column 0 or 4 sees half.
        let mut pixels = [[0, 0, 0, 255]; 12];
        pixels[2] = [255, 0, 0, 255];
        let yuv = converted(6, &pixels);
        let quarter = by_formula([255.0 / 4.0, 0.0, 0.0]);
        assert!((f64::from(yuv.v[1]) - quarter[2]).abs() <= 0.51);
        assert_eq!((yuv.v[0], yuv.v[2]), (128, 128));
        // Column 3, between the samples on 2 and 4, gives each an eighth.
        pixels.swap(2, 3);
        let yuv = converted(6, &pixels);
        let eighth = by_formula([255.0 / 8.0, 0.0, 0.0]);
        assert_eq!(yuv.v[1], yuv.v[2]);
        assert!((f64::from(yuv.v[1]) - eighth[2]).abs() <= 0.51);
    }
}
