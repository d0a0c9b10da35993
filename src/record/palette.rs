//! A palette of 255 colours for a whole film, with ordered dithering between two of them.
//!
//! Boxes of the colour cube are split at their mean, along the axis of largest variance, starting with the box with the
//! largest sum of squares (after X. Wu, "Color quantization by dynamic programming and principal analysis", ACM TOG
//! 11(4), 1992, with axes instead of principal directions). Cells are weighted by the square root of their pixel
//! counts, so that a small red ball keeps its colour on a large dark background.

/// The bits per channel of a cell of the colour cube.
const BITS: u32 = 6;
/// One of 256 indices is reserved for transparency.
const COLOURS: usize = 255;
/// Errors below this many levels are not dithered, so that a flat background stays flat.
const FLAT: f64 = 1.0;

/// The histogram of a film's colours.
pub(super) struct Histogram {
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    pixels: u64,
    sum: [u64; 3],
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            cells: vec![Cell::default(); 1 << (3 * BITS)],
        }
    }
}

fn cell(rgb: [u8; 3]) -> usize {
    rgb.into_iter().fold(0, |index, channel| {
        index << BITS | usize::from(channel >> (8 - BITS))
    })
}

impl Cell {
    fn mean(&self) -> [f64; 3] {
        self.sum.map(|sum| sum as f64 / self.pixels as f64)
    }

    fn weight(&self) -> f64 {
        (self.pixels as f64).sqrt()
    }
}

impl Histogram {
    /// Counts the pixels of a frame, three bytes each.
    pub(super) fn add(&mut self, rgb: &[u8]) {
        for &pixel in rgb.as_chunks::<3>().0 {
            let cell = &mut self.cells[cell(pixel)];
            cell.pixels += 1;
            for (sum, channel) in cell.sum.iter_mut().zip(pixel) {
                *sum += u64::from(channel);
            }
        }
    }

    /// The palette of this film.
    pub(super) fn palette(&self) -> Palette {
        let occupied: Vec<usize> = (0..self.cells.len())
            .filter(|&cell| self.cells[cell].pixels > 0)
            .collect();
        let mut boxes = vec![self.group(occupied)];
        while boxes.len() < COLOURS {
            let widest =
                (0..boxes.len()).max_by(|&a, &b| boxes[a].spread.total_cmp(&boxes[b].spread));
            let Some(widest) = widest.filter(|&index| boxes[index].spread > 0.0) else {
                break;
            };
            let Group {
                cells, axis, mean, ..
            } = boxes.swap_remove(widest);
            let (low, high): (Vec<_>, Vec<_>) = cells
                .into_iter()
                .partition(|&cell| self.cells[cell].mean()[axis] <= mean);
            boxes.extend([self.group(low), self.group(high)]);
        }
        let colours: Vec<[f64; 3]> = boxes
            .iter()
            .map(|group| self.colour(&group.cells))
            .collect();
        let mixes = self.cells.iter().map(|cell| {
            if cell.pixels == 0 {
                Mix::default()
            } else {
                Mix::of(cell.mean(), &colours)
            }
        });
        Palette {
            mixes: mixes.collect(),
            colours: colours
                .iter()
                .map(|colour| colour.map(|channel| channel as u8))
                .collect(),
        }
    }

    fn group(&self, cells: Vec<usize>) -> Group {
        let moments = |axis: usize| {
            let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
            for cell in cells.iter().map(|&cell| &self.cells[cell]) {
                weight += cell.weight();
                first += cell.weight() * cell.mean()[axis];
                second += cell.weight() * cell.mean()[axis].powi(2);
            }
            (axis, first / weight, second - first * first / weight)
        };
        let axes = [0, 1, 2].map(moments);
        let widest = axes
            .into_iter()
            .max_by(|a, b| a.2.total_cmp(&b.2))
            .unwrap_or((0, 0.0, 0.0));
        // A single cell cannot be split, even if rounding leaves some variance.
        let spread = if cells.len() > 1 {
            axes.iter().map(|axis| axis.2).sum()
        } else {
            0.0
        };
        Group {
            cells,
            axis: widest.0,
            mean: widest.1,
            spread,
        }
    }

    /// The mean colour of all pixels in `cells`, rounded.
    fn colour(&self, cells: &[usize]) -> [f64; 3] {
        let mut total = Cell::default();
        for cell in cells.iter().map(|&cell| &self.cells[cell]) {
            total.pixels += cell.pixels;
            total.sum = std::array::from_fn(|channel| total.sum[channel] + cell.sum[channel]);
        }
        if total.pixels == 0 {
            [0.0; 3]
        } else {
            total.mean().map(f64::round)
        }
    }
}

/// Cells that share a colour, and where to split them.
struct Group {
    cells: Vec<usize>,
    axis: usize,
    mean: f64,
    spread: f64,
}

/// The colours of a film, and the mix for each of its cells.
pub(super) struct Palette {
    colours: Vec<[u8; 3]>,
    mixes: Vec<Mix>,
}

/// A colour as a mix of two palette colours: `share` of 64 pixels take the second.
#[derive(Clone, Copy, Default)]
struct Mix {
    first: u8,
    second: u8,
    share: u8,
}

impl Mix {
    fn of(colour: [f64; 3], colours: &[[f64; 3]]) -> Self {
        let first = nearest(colour, colours, None);
        let error = difference(colour, colours[first]);
        if square(error) < FLAT * FLAT || colours.len() == 1 {
            return Self {
                first: first as u8,
                second: first as u8,
                share: 0,
            };
        }
        let beyond = std::array::from_fn(|channel| colour[channel] + error[channel]);
        let second = nearest(beyond, colours, Some(first));
        let step = difference(colours[second], colours[first]);
        let along: f64 = error
            .iter()
            .zip(step)
            .map(|(error, step)| error * step)
            .sum();
        let share = (along / square(step)).clamp(0.0, 0.5);
        Self {
            first: first as u8,
            second: second as u8,
            share: (share * 64.0).round() as u8,
        }
    }
}

fn nearest(colour: [f64; 3], colours: &[[f64; 3]], except: Option<usize>) -> usize {
    let (mut best, mut least) = (0, f64::INFINITY);
    for (index, &candidate) in colours.iter().enumerate() {
        let distance = square(difference(candidate, colour));
        if distance < least && Some(index) != except {
            (best, least) = (index, distance);
        }
    }
    best
}

fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|channel| a[channel] - b[channel])
}

fn square(vector: [f64; 3]) -> f64 {
    vector.iter().map(|channel| channel * channel).sum()
}

/// The Bayer matrix with thresholds 0 to 63 (B. E. Bayer, 1973). Thresholds depend only on the pixel's position, so
/// that still areas do not flicker.
const BAYER: [[u8; 8]; 8] = {
    let mut matrix = [[0; 8]; 8];
    let mut at = 0;
    while at < 64 {
        let (x, y) = (at % 8, at / 8);
        let (mut bit, mut value) = (0, 0);
        while bit < 3 {
            value |= ((((x ^ y) >> bit & 1) << 1) | (y >> bit & 1)) << (2 * (2 - bit));
            bit += 1;
        }
        matrix[y][x] = value as u8;
        at += 1;
    }
    matrix
};

impl Palette {
    /// The colour table of the GIF, followed by black for [`Palette::transparent`].
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.colours
            .iter()
            .copied()
            .chain([[0; 3]])
            .flatten()
            .collect()
    }

    /// The index of transparency: the one after the last colour.
    pub(super) fn transparent(&self) -> u8 {
        self.colours.len() as u8
    }

    /// The palette index of every pixel of a counted frame with rows of `width` pixels.
    pub(super) fn indices(&self, rgb: &[u8], width: usize, indices: &mut Vec<u8>) {
        indices.clear();
        for (y, row) in rgb.chunks_exact(3 * width).enumerate() {
            let thresholds = BAYER[y % 8];
            indices.extend(
                row.as_chunks::<3>()
                    .0
                    .iter()
                    .zip((0..8).cycle())
                    .map(|(&pixel, x)| {
                        let mix = self.mixes[cell(pixel)];
                        if mix.share > thresholds[x] {
                            mix.second
                        } else {
                            mix.first
                        }
                    }),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_threshold_occurs_once() {
        let mut all = BAYER.as_flattened().to_vec();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..64));
    }

    #[test]
    fn few_colours_are_exact() {
        let rgb: Vec<u8> = (0..64 * 200u32)
            .flat_map(|at| [(at % 200) as u8, 90, 255 - (at % 8 * 16) as u8])
            .collect();
        let flat: Vec<u8> = [[13, 17, 23]; 4096]
            .into_iter()
            .chain([[250, 80, 30]; 3])
            .flatten()
            .collect();
        let mut histogram = Histogram::default();
        histogram.add(&flat);
        let palette = histogram.palette();
        let mut indices = Vec::new();
        palette.indices(&flat, 4099, &mut indices);
        let bytes = palette.bytes();
        assert!(
            indices
                .iter()
                .flat_map(|&index| &bytes[3 * usize::from(index)..][..3])
                .eq(&flat)
        );
        histogram.add(&rgb);
        assert!(histogram.palette().colours.len() <= COLOURS);
    }

    #[test]
    fn dithering_keeps_the_mean_colour_of_a_gradient() {
        // 4096 colours of a smooth gradient, each in a block of 8 by 8 pixels.
        let colour = |block: usize| {
            [
                (block % 64 * 4) as u8,
                (block / 64 * 4) as u8,
                (block % 64 * 2 + block / 64 * 2) as u8,
            ]
        };
        let side = 64 * 8;
        let rgb: Vec<u8> = (0..side * side)
            .flat_map(|at| colour(at / side / 8 * 64 + at % side / 8))
            .collect();
        let mut histogram = Histogram::default();
        histogram.add(&rgb);
        let palette = histogram.palette();
        let mut indices = Vec::new();
        palette.indices(&rgb, side, &mut indices);
        let (bytes, mut error) = (palette.bytes(), 0.0);
        for block in 0..4096 {
            let (left, top) = (block % 64 * 8, block / 64 * 8);
            let mut sum = [0.0; 3];
            for at in (0..64).map(|at| (top + at / 8) * side + left + at % 8) {
                (0..3).for_each(|channel| {
                    sum[channel] += f64::from(bytes[3 * usize::from(indices[at]) + channel])
                });
            }
            error += square(difference(
                sum.map(|sum| sum / 64.0),
                colour(block).map(f64::from),
            ))
            .sqrt()
                / 4096.0;
        }
        assert!(error < 4.0, "mean error of {error} levels");
    }
}
