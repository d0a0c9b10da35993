//! CIELAB colours (CIE 1976, white point D65): lightness L* from 0 for black to 100 for white, and a*, b*.

use super::theme::Rgb;

/// XYZ of the white point D65, with Y = 1.
const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];
/// Rows of the matrix from linear sRGB to XYZ (IEC 61966-2-1).
const XYZ_FROM_SRGB: [[f64; 3]; 3] = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175_0],
    [0.019_333_9, 0.119_192_0, 0.950_304_1],
];
/// Rows of the inverse matrix.
const SRGB_FROM_XYZ: [[f64; 3]; 3] = [
    [3.240_454_2, -1.537_138_5, -0.498_531_4],
    [-0.969_266_0, 1.876_010_8, 0.041_556_0],
    [0.055_643_4, -0.204_025_9, 1.057_225_2],
];
/// The ratio 6/29, below whose cube CIELAB is linear.
const KNEE: f64 = 6.0 / 29.0;
/// Lightness below which colours have too little chroma for a meaningful hue.
const NEARLY_BLACK: f64 = 5.0;

/// Compresses the lightness of colours linearly into a range; ends that are within the range stay. Hues stay, and chroma
/// changes with the cube root of the lightness, as far as sRGB has such colours: lifted colours would look pale with
/// their own chroma, and garish with the same saturation.
pub(super) fn with_lightness_in(colors: &[Rgb; 256], [low, high]: [f64; 2]) -> [Rgb; 256] {
    let colors = colors.map(from_rgb);
    let lightest = colors.iter().map(|color| color[0]).fold(0.0, f64::max);
    let darkest = colors.iter().map(|color| color[0]).fold(100.0, f64::min);
    let (from, to) = (darkest.max(low), lightest.min(high));
    let scale = (to - from) / (lightest - darkest).max(1e-9);
    colors.map(|[lightness, a, b]| {
        let compressed = from + scale * (lightness - darkest);
        let chroma = (compressed / lightness.max(NEARLY_BLACK)).cbrt();
        in_gamut([compressed, chroma * a, chroma * b])
    })
}

/// L*, a* and b* of a colour.
pub(super) fn from_rgb(color: Rgb) -> [f64; 3] {
    let [r, g, b, _] = color.linear(1.0).map(f64::from);
    let xyz = product(&XYZ_FROM_SRGB, [r, g, b]);
    let [x, y, z] = std::array::from_fn(|k| {
        let ratio = xyz[k] / WHITE[k];
        if ratio > KNEE.powi(3) {
            ratio.cbrt()
        } else {
            ratio / (3.0 * KNEE * KNEE) + 4.0 / 29.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The colour of this lightness and hue with the largest chroma that sRGB has, at most that of the argument.
fn in_gamut([lightness, a, b]: [f64; 3]) -> Rgb {
    let with_chroma = |part: f64| linear_srgb([lightness, part * a, part * b]);
    let is_possible = |part: f64| {
        let slack = 1e-4;
        (with_chroma(part).iter()).all(|channel| (-slack..=1.0 + slack).contains(channel))
    };
    let (mut low, mut high) = (0.0, 1.0);
    if is_possible(1.0) {
        low = 1.0;
    }
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        if is_possible(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Rgb(with_chroma(low).map(|channel| {
        let channel = channel.clamp(0.0, 1.0);
        let coded = if channel <= 0.003_130_8 {
            12.92 * channel
        } else {
            1.055 * channel.powf(1.0 / 2.4) - 0.055
        };
        (coded * 255.0).round() as u8
    }))
}

fn linear_srgb([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let y = (lightness + 16.0) / 116.0;
    let ratios = [y + a / 500.0, y, y - b / 200.0].map(|t: f64| {
        if t > KNEE {
            t.powi(3)
        } else {
            3.0 * KNEE * KNEE * (t - 4.0 / 29.0)
        }
    });
    product(
        &SRGB_FROM_XYZ,
        std::array::from_fn(|k| ratios[k] * WHITE[k]),
    )
}

fn product(rows: &[[f64; 3]; 3], [x, y, z]: [f64; 3]) -> [f64; 3] {
    rows.map(|[a, b, c]| a * x + b * y + c * z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lab_of_known_colours() {
        // From the sRGB primaries, by B. Lindbloom's calculator.
        for (hex, expected) in [
            (0xFFFFFF, [100.0, 0.0, 0.0]),
            (0x000000, [0.0, 0.0, 0.0]),
            (0xFF0000, [53.24, 80.09, 67.20]),
            (0x0000FF, [32.30, 79.19, -107.86]),
        ] {
            let found = from_rgb(Rgb::hex(hex));
            for (found, expected) in found.into_iter().zip(expected) {
                assert!((found - expected).abs() < 0.05, "{hex:06X}: {found}");
            }
        }
    }

    #[test]
    fn colours_survive_the_way_there_and_back() {
        for hex in [0x440154, 0xFDE725, 0x123456, 0xFF0000, 0x808080, 0x030201] {
            let color = Rgb::hex(hex);
            assert_eq!(in_gamut(from_rgb(color)), color, "{hex:06X}");
        }
    }

    #[test]
    fn colours_of_any_chroma_become_colours_of_srgb() {
        let vivid = in_gamut([50.0, 150.0, -150.0]);
        let [lightness, a, b] = from_rgb(vivid);
        assert!((lightness - 50.0).abs() < 0.5, "{lightness}");
        assert!((a + b).abs() < 2.0, "{a}, {b}");
    }
}
