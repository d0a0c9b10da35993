//! The colours of all themes, their scale factors, and the colormaps. Other modules use only these, black and white.

#[cfg(feature = "app")]
use bevy_egui::egui;

pub use super::colormap::{colormap, fine_colors};
use crate::{math::diagnosis::Severity, scene::Theme};

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

/// The number of colours for runs and classes.
pub const SERIES_COLORS: usize = 8;
/// The colours of runs and classes in order of use, after Okabe and Ito, "Color Universal Design", 2008.
const SERIES: [u32; SERIES_COLORS] = [
    0xE69F00, 0x56B4E9, 0x009E73, 0xD55E00, 0x0072B2, 0xCC79A7, 0xF0E442, 0x999999,
];
/// The colours of the terms of an update, in the order of [`ColorRole`].
const ROLES: [u32; 7] = [
    0xD55E00, 0x0072B2, 0xCC79A7, 0x009E73, 0x999999, 0x56B4E9, 0xF0E442,
];
/// Minimum contrast of marks against the background (WCAG 2.1, non-text contrast).
const MARK_CONTRAST: f64 = 3.0;

/// What a colour in the explanation of a run stands for: a term of the update, or the tangent. The arrow of a term in
/// the picture and its row in an explained step have the same colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorRole {
    /// The gradient of the function, ∇f.
    Gradient,
    /// The first moment or the velocity.
    Momentum,
    /// The second moment, or another divisor of the gradient.
    SecondMoment,
    /// The complete update, Δθ.
    Step,
    /// The tangent line or plane.
    Tangent,
    /// Noise added to the gradient.
    Noise,
    /// The weight decay term.
    Decay,
}

impl ColorRole {
    /// All roles, in the order of their colours.
    pub const ALL: [Self; 7] = [
        Self::Gradient,
        Self::Momentum,
        Self::SecondMoment,
        Self::Step,
        Self::Tangent,
        Self::Noise,
        Self::Decay,
    ];
}

/// The colours of a theme, and its scale factors of strokes and text.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// The theme of this style.
    pub theme: Theme,
    /// Background colour at the top.
    pub background_top: Rgb,
    /// Background colour at the bottom.
    pub background_bottom: Rgb,
    /// Background colour of panels.
    pub panel: Rgb,
    /// Background colour of fields and buttons on panels.
    pub widget: Rgb,
    /// Colour of grid lines.
    pub grid: Rgb,
    /// Colour of primary text.
    pub text: Rgb,
    /// Colour of secondary text.
    pub secondary_text: Rgb,
    /// Colour of selected or clickable items.
    pub accent: Rgb,
    /// Colour of errors and bad results.
    pub error: Rgb,
    /// Colour of warnings and mediocre results.
    pub warning: Rgb,
    /// Colour of good results.
    pub good: Rgb,
    /// Colour of the inner ring of halos.
    pub halo_dark: Rgb,
    /// Colour of the outer ring of halos.
    pub halo_light: Rgb,
    /// Linear light of contour lines relative to the surface beneath, 0 to 1.
    pub contour_brightness: f32,
    /// Scale factor of stroke widths.
    pub stroke_scale: f32,
    /// Scale factor of text.
    pub text_scale: f32,
    /// Opacity of occluded marks, 0 to 1.
    pub occluded_opacity: f32,
    /// Opacity of the shadow of a surface on the floor, 0 to 1.
    pub floor_shadow: f32,
    /// Colour of the side walls of a surface.
    pub side_walls: Rgb,
    /// How much the farthest points of a cloud fade into the background, 0 to 1.
    pub fog: f32,
    series: [Rgb; SERIES_COLORS],
    roles: [Rgb; 7],
}

// `Style::of` derives the series and role colours from the background.

const DARK: Style = Style {
    theme: Theme::Dark,
    background_top: Rgb::hex(0x0E1116),
    background_bottom: Rgb::hex(0x171B22),
    panel: Rgb::hex(0x12161C),
    widget: Rgb::hex(0x222933),
    grid: Rgb::hex(0x3A4250),
    text: Rgb::hex(0xE6EAF0),
    secondary_text: Rgb::hex(0x9AA4B2),
    accent: Rgb::hex(0x4CC2FF),
    error: Rgb::hex(0xFF8A70),
    warning: Rgb::hex(0xF2C14E),
    good: Rgb::hex(0x4CC38A),
    halo_dark: Rgb::hex(0x0B0D11),
    halo_light: Rgb::hex(0xF4F6F8),
    contour_brightness: 0.55,
    stroke_scale: 1.0,
    text_scale: 1.0,
    occluded_opacity: 0.45,
    floor_shadow: 0.55,
    side_walls: Rgb::hex(0x3A4250),
    fog: 0.5,
    series: [Rgb::hex(0); SERIES_COLORS],
    roles: [Rgb::hex(0); 7],
};

const LIGHT: Style = Style {
    theme: Theme::Light,
    background_top: Rgb::hex(0xFAFAF7),
    background_bottom: Rgb::hex(0xF2F2EE),
    panel: Rgb::hex(0xF1F2F3),
    widget: Rgb::hex(0xFFFFFF),
    grid: Rgb::hex(0xC9CDD3),
    text: Rgb::hex(0x1B1F24),
    secondary_text: Rgb::hex(0x5B6470),
    accent: Rgb::hex(0x0072B2),
    error: Rgb::hex(0xB3341B),
    warning: Rgb::hex(0x946200),
    good: Rgb::hex(0x1E7F4F),
    halo_dark: Rgb::hex(0x16191D),
    halo_light: Rgb::hex(0xFFFFFF),
    contour_brightness: 0.60,
    stroke_scale: 1.0,
    text_scale: 1.0,
    occluded_opacity: 0.45,
    floor_shadow: 0.16,
    side_walls: Rgb::hex(0xB9BEC6),
    fog: 0.3,
    series: [Rgb::hex(0); SERIES_COLORS],
    roles: [Rgb::hex(0); 7],
};

const PROJECTOR: Style = Style {
    theme: Theme::Projector,
    background_top: Rgb::hex(0xFFFFFF),
    background_bottom: Rgb::hex(0xFFFFFF),
    panel: Rgb::hex(0xF4F4F4),
    widget: Rgb::hex(0xFFFFFF),
    grid: Rgb::hex(0xA8ADB4),
    text: Rgb::hex(0x000000),
    secondary_text: Rgb::hex(0x30343A),
    accent: Rgb::hex(0x005A9C),
    error: Rgb::hex(0x9C1F00),
    warning: Rgb::hex(0x7A4F00),
    good: Rgb::hex(0x00602F),
    halo_dark: Rgb::hex(0x000000),
    halo_light: Rgb::hex(0xFFFFFF),
    contour_brightness: 0.45,
    stroke_scale: 2.0,
    text_scale: 1.7,
    occluded_opacity: 0.45,
    floor_shadow: 0.14,
    side_walls: Rgb::hex(0xB0B4BA),
    fog: 0.25,
    series: [Rgb::hex(0); SERIES_COLORS],
    roles: [Rgb::hex(0); 7],
};

impl Style {
    /// The style of a theme, with series and role colours adjusted to its background.
    pub fn of(theme: Theme) -> Self {
        let mut style = match theme {
            Theme::Dark => DARK,
            Theme::Light => LIGHT,
            Theme::Projector => PROJECTOR,
        };
        let background = style.background_top;
        style.series = SERIES.map(|hex| Rgb::hex(hex).readable_on(background, MARK_CONTRAST));
        let backgrounds = [background, style.background_bottom, style.panel];
        style.roles = ROLES.map(|hex| {
            (backgrounds.iter()).fold(Rgb::hex(hex), |color, &background| {
                color.readable_on(background, MARK_CONTRAST)
            })
        });
        style
    }

    /// The colour of a term of an update or of the tangent; it has sufficient contrast to background and panels.
    pub fn role(&self, role: ColorRole) -> Rgb {
        self.roles[role as usize]
    }

    /// The colour of a run or class by index; colours repeat after [`SERIES_COLORS`].
    pub fn series(&self, index: usize) -> Rgb {
        self.series[index % self.series.len()]
    }

    /// The colour of a verdict of this severity.
    pub fn severity(&self, severity: Severity) -> Rgb {
        match severity {
            Severity::Good => self.good,
            Severity::Warning => self.warning,
            Severity::Bad => self.error,
        }
    }
}

impl Rgb {
    /// Converts a colour from 0xRRGGBB.
    pub const fn hex(hex: u32) -> Self {
        Self([(hex >> 16) as u8, (hex >> 8) as u8, hex as u8])
    }

    /// sRGB components from 0 to 1 with an opacity, the format of the picture.
    pub fn srgb(self, alpha: f32) -> [f32; 4] {
        let [r, g, b] = self.0.map(|channel| f32::from(channel) / 255.0);
        [r, g, b, alpha]
    }

    /// Linear components from 0 to 1 with an opacity, for shading.
    pub fn linear(self, alpha: f32) -> [f32; 4] {
        let [r, g, b] = self.0.map(linear_from_srgb);
        [r, g, b, alpha]
    }

    /// Converts to egui's colour type.
    #[cfg(feature = "app")]
    pub fn color32(self) -> egui::Color32 {
        let [r, g, b] = self.0;
        egui::Color32::from_rgb(r, g, b)
    }

    /// Converts to egui's colour type with an opacity from 0 to 1.
    #[cfg(feature = "app")]
    pub fn with_alpha(self, alpha: f32) -> egui::Color32 {
        self.color32().gamma_multiply(alpha)
    }

    /// Relative luminance (WCAG 2.1), 0 to 1.
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(linear_from_srgb).map(f64::from);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio (WCAG 2.1), 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Interpolates towards another colour in sRGB, by a fraction from 0 to 1.
    pub fn mix(self, other: Self, fraction: f32) -> Self {
        let mut mixed = self.0;
        for (channel, &target) in mixed.iter_mut().zip(&other.0) {
            let value = f32::from(*channel) + (f32::from(target) - f32::from(*channel)) * fraction;
            *channel = value.round().clamp(0.0, 255.0) as u8;
        }
        Self(mixed)
    }

    /// The colour mixed with as little black or white as gives it this contrast to the background.
    fn readable_on(self, background: Self, contrast: f64) -> Self {
        let extreme = if background.luminance() > 0.18 {
            Self::hex(0x000000)
        } else {
            Self::hex(0xFFFFFF)
        };
        (0..=50)
            .map(|k| self.mix(extreme, k as f32 / 50.0))
            .find(|color| color.contrast(background) >= contrast)
            .unwrap_or(extreme)
    }
}

/// The factor by which an sRGB component c, shifted to c + 0.055, is multiplied when its light is multiplied by
/// `factor`; exact except for the darkest tones (IEC 61966-2-1).
pub fn lightness(factor: f32) -> f32 {
    factor.powf(1.0 / 2.4)
}

fn linear_from_srgb(channel: u8) -> f32 {
    let value = f32::from(channel) / 255.0;
    if value <= 0.040_45 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [Theme; 3] = [Theme::Dark, Theme::Light, Theme::Projector];

    #[test]
    fn text_is_readable_in_every_theme() {
        for theme in THEMES {
            let style = Style::of(theme);
            let least = if theme == Theme::Projector { 7.0 } else { 4.5 };
            for text in [style.text, style.secondary_text] {
                for background in [style.background_top, style.background_bottom, style.panel] {
                    assert!(text.contrast(background) >= least, "{theme:?}");
                }
            }
        }
    }

    #[test]
    fn marks_stand_out_in_every_theme() {
        for theme in THEMES {
            let style = Style::of(theme);
            for index in 0..SERIES_COLORS {
                let contrast = style.series(index).contrast(style.background_top);
                assert!(contrast >= MARK_CONTRAST, "{theme:?} {index}: {contrast}");
            }
        }
    }

    #[test]
    fn terms_of_an_update_are_distinct_and_have_contrast() {
        for theme in THEMES {
            let style = Style::of(theme);
            for (index, &role) in ColorRole::ALL.iter().enumerate() {
                assert_eq!(role as usize, index);
                let color = style.role(role);
                for ground in [style.background_top, style.background_bottom, style.panel] {
                    let contrast = color.contrast(ground);
                    assert!(contrast >= MARK_CONTRAST, "{theme:?} {role:?}: {contrast}");
                }
                for &other in &ColorRole::ALL[..index] {
                    let apart: i32 = (color.0.iter().zip(style.role(other).0))
                        .map(|(&a, b)| (i32::from(a) - i32::from(b)).pow(2))
                        .sum();
                    assert!(apart >= 50 * 50, "{theme:?} {role:?} {other:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn verdicts_are_distinct_and_have_contrast_in_every_theme() {
        for theme in THEMES {
            let style = Style::of(theme);
            let colors = [Severity::Good, Severity::Warning, Severity::Bad]
                .map(|severity| style.severity(severity));
            for color in colors {
                for background in [style.background_top, style.background_bottom, style.panel] {
                    let contrast = color.contrast(background);
                    assert!(contrast >= MARK_CONTRAST, "{theme:?} {color:?}: {contrast}");
                }
            }
            assert!(colors[0] != colors[1] && colors[1] != colors[2] && colors[0] != colors[2]);
        }
    }
}
