//! The colours of a surface by value.

use std::sync::OnceLock;

use super::{lab, theme::Rgb};
use crate::scene::Colormap;

/// The CIELAB lightness of colormaps. It leaves room for shadow below and for light above, and the darkest colour still
/// stands out from a dark background.
const LIGHTNESS: [f64; 2] = [35.0, 88.0];

/// The 256 colours of a colormap, from the lowest value to the highest, with their lightness between 35 and 88 (CIELAB).
pub fn colormap(map: Colormap) -> [Rgb; 256] {
    static COMPRESSED: [OnceLock<[Rgb; 256]>; 5] = [const { OnceLock::new() }; 5];
    *COMPRESSED[map as usize].get_or_init(|| lab::with_lightness_in(&published(map), LIGHTNESS))
}

/// The colours of a colormap as its authors define it.
fn published(map: Colormap) -> [Rgb; 256] {
    let bytes: &[u8; 768] = match map {
        Colormap::Viridis => include_bytes!("../../../assets/colormaps/viridis.rgb"),
        Colormap::Magma => include_bytes!("../../../assets/colormaps/magma.rgb"),
        Colormap::Cividis => include_bytes!("../../../assets/colormaps/cividis.rgb"),
        Colormap::Turbo => include_bytes!("../../../assets/colormaps/turbo.rgb"),
        Colormap::Coolwarm => include_bytes!("../../../assets/colormaps/coolwarm.rgb"),
    };
    std::array::from_fn(|k| Rgb([bytes[3 * k], bytes[3 * k + 1], bytes[3 * k + 2]]))
}

/// Interpolates the 256 colours of a colormap to 1024.
pub fn fine_colors(colors: &[Rgb; 256]) -> Vec<[f32; 4]> {
    (0..1024)
        .map(|k| {
            let place = k as f32 / 1023.0 * 255.0;
            let low = (place as usize).min(254);
            let (a, b) = (colors[low].srgb(1.0), colors[low + 1].srgb(1.0));
            let fraction = place - low as f32;
            std::array::from_fn(|c| a[c] + (b[c] - a[c]) * fraction)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPS: [Colormap; 5] = [
        Colormap::Viridis,
        Colormap::Magma,
        Colormap::Cividis,
        Colormap::Turbo,
        Colormap::Coolwarm,
    ];

    #[test]
    fn colormaps_leave_room_for_light_and_shadow_and_keep_their_hues() {
        for map in MAPS {
            let [low, high] = LIGHTNESS;
            for (published, used) in published(map).into_iter().zip(colormap(map)) {
                let [lightness, a, b] = lab::from_rgb(used);
                assert!(
                    (low - 0.5..=high + 0.5).contains(&lightness),
                    "{map:?}: {lightness}"
                );
                let [_, published_a, published_b] = lab::from_rgb(published);
                let turn = (b.atan2(a) - published_b.atan2(published_a)).sin();
                assert!(
                    turn.abs() < 0.1 || a.hypot(b) < 10.0,
                    "{map:?}: {published:?} became {used:?}"
                );
            }
        }
    }

    #[test]
    fn perceptual_colormaps_get_lighter_up_to_rounding() {
        for map in [Colormap::Viridis, Colormap::Magma, Colormap::Cividis] {
            let lightness = colormap(map).map(|color| lab::from_rgb(color)[0]);
            let pairs = lightness.windows(2);
            for (k, pair) in pairs.enumerate() {
                assert!(pair[1] >= pair[0] - 0.35, "{map:?}, {k}: {pair:?}");
            }
        }
    }
}
