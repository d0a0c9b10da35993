//! A palette of 255 colours for a whole film, with ordered dithering between two of them.
//!
//! Boxes of the colour cube are split at their mean, along the axis of largest variance, starting with the box with the
//! largest sum of squares (after X. Wu, "Color quantization by dynamic programming and principal analysis", ACM TOG
//! 11(4), 1992, with axes instead of principal directions). Cells are weighted by the square root of their pixel
//! counts, so that a small red ball keeps its colour on a large dark background.

/// The bits per channel of a cell of the colour cube.
const CELL_BITS: u32 = 6;
/// The maximum number of colours: one of 256 indices is reserved for transparency.
const MAX_COLORS: usize = 255;
/// Smaller distances to the nearest colour, in levels of a channel, are not dithered, so that a flat background stays
/// flat.
const MIN_DITHERED_ERROR: f64 = 1.0;

/// The histogram of a film's colours, in cells of the colour cube.
pub(super) struct Histogram {
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    pixels: u64,
    /// The sum of the pixels' colours, by channel.
    sum: [u64; 3],
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            cells: vec![Cell::default(); 1 << (3 * CELL_BITS)],
        }
    }
}

/// The index of the cell of a colour.
fn cell_of(rgb: [u8; 3]) -> usize {
    rgb.into_iter().fold(0, |index, channel| {
        index << CELL_BITS | usize::from(channel >> (8 - CELL_BITS))
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
            let cell = &mut self.cells[cell_of(pixel)];
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
        let mut boxes = vec![self.color_box(occupied)];
        while boxes.len() < MAX_COLORS {
            let widest = (0..boxes.len())
                .max_by(|&a, &b| boxes[a].sum_of_squares.total_cmp(&boxes[b].sum_of_squares));
            let Some(widest) = widest.filter(|&index| boxes[index].sum_of_squares > 0.0) else {
                break;
            };
            let ColorBox {
                cells, axis, mean, ..
            } = boxes.swap_remove(widest);
            let (low, high): (Vec<_>, Vec<_>) = cells
                .into_iter()
                .partition(|&cell| self.cells[cell].mean()[axis] <= mean);
            boxes.extend([self.color_box(low), self.color_box(high)]);
        }
        let colors: Vec<[f64; 3]> = boxes
            .iter()
            .map(|color_box| self.color(&color_box.cells))
            .collect();
        let mixes = self.cells.iter().map(|cell| {
            if cell.pixels == 0 {
                Mix::default()
            } else {
                Mix::of(cell.mean(), &colors)
            }
        });
        Palette {
            mixes: mixes.collect(),
            colors: colors
                .iter()
                .map(|color| color.map(|channel| channel as u8))
                .collect(),
        }
    }

    fn color_box(&self, cells: Vec<usize>) -> ColorBox {
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
        let sum_of_squares = if cells.len() > 1 {
            axes.iter().map(|axis| axis.2).sum()
        } else {
            0.0
        };
        ColorBox {
            cells,
            axis: widest.0,
            mean: widest.1,
            sum_of_squares,
        }
    }

    /// The mean colour of all pixels in `cells`, rounded.
    fn color(&self, cells: &[usize]) -> [f64; 3] {
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

/// Cells that share a colour, and how to split them: along `axis` at `mean`.
struct ColorBox {
    cells: Vec<usize>,
    axis: usize,
    mean: f64,
    /// The weighted sum of squared distances of the cells from their mean.
    sum_of_squares: f64,
}

/// The colours of a film, and the mix of two of them for each cell of the colour cube.
pub(super) struct Palette {
    colors: Vec<[u8; 3]>,
    mixes: Vec<Mix>,
}

/// A colour as a mix of two palette colours: of 64 pixels, `share` have the second colour and the others the first.
#[derive(Clone, Copy, Default)]
struct Mix {
    first: u8,
    second: u8,
    share: u8,
}

impl Mix {
    fn of(color: [f64; 3], colors: &[[f64; 3]]) -> Self {
        let first = nearest(color, colors, None);
        let error = difference(color, colors[first]);
        if square(error) < MIN_DITHERED_ERROR * MIN_DITHERED_ERROR || colors.len() == 1 {
            return Self {
                first: first as u8,
                second: first as u8,
                share: 0,
            };
        }
        let mirrored = std::array::from_fn(|channel| color[channel] + error[channel]);
        let second = nearest(mirrored, colors, Some(first));
        let step = difference(colors[second], colors[first]);
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

/// The index of the palette colour nearest to a colour, other than `except`.
fn nearest(color: [f64; 3], colors: &[[f64; 3]], except: Option<usize>) -> usize {
    let (mut best, mut min_distance) = (0, f64::INFINITY);
    for (index, &candidate) in colors.iter().enumerate() {
        let distance = square(difference(candidate, color));
        if distance < min_distance && Some(index) != except {
            (best, min_distance) = (index, distance);
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
        self.colors
            .iter()
            .copied()
            .chain([[0; 3]])
            .flatten()
            .collect()
    }

    /// The index of transparency: the one after the last colour.
    pub(super) fn transparent(&self) -> u8 {
        self.colors.len() as u8
    }

    /// The palette index of every pixel of a frame with rows of `width` pixels. The frame must have been added to the
    /// histogram.
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
                        let mix = self.mixes[cell_of(pixel)];
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
    fn few_colors_are_exact() {
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
        assert!(histogram.palette().colors.len() <= MAX_COLORS);
    }

    #[test]
    fn dithering_keeps_the_mean_color_of_a_gradient() {
        // 4096 colours of a smooth gradient, each in a block of 8 by 8 pixels.
        let color = |block: usize| {
            [
                (block % 64 * 4) as u8,
                (block / 64 * 4) as u8,
                (block % 64 * 2 + block / 64 * 2) as u8,
            ]
        };
        let side = 64 * 8;
        let rgb: Vec<u8> = (0..side * side)
            .flat_map(|at| color(at / side / 8 * 64 + at % side / 8))
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
                color(block).map(f64::from),
            ))
            .sqrt()
                / 4096.0;
        }
        assert!(error < 4.0, "mean error of {error} levels");
    }
}
