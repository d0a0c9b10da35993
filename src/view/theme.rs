//! Every colour and every stroke width. No colour is named anywhere else.

#[cfg(feature = "app")]
use bevy_egui::egui;

use crate::{
    math::diagnosis::Severity,
    scene::{Colormap, Theme},
};

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

/// The number of colours of runs and classes.
pub const SERIES_COLORS: usize = 8;
/// The colours of runs and classes, after Okabe and Ito, "Color Universal Design", 2008, in the order of use.
const SERIES: [u32; SERIES_COLORS] = [
    0xE69F00, 0x56B4E9, 0x009E73, 0xD55E00, 0x0072B2, 0xCC79A7, 0xF0E442, 0x999999,
];
/// The colours of the terms of a step, in the order of [`Role`]: as far apart as those of the series are.
const ROLES: [u32; 7] = [
    0xD55E00, 0x0072B2, 0xCC79A7, 0x009E73, 0x999999, 0x56B4E9, 0xF0E442,
];
/// The contrast that a mark has at least against the background (WCAG 2.1, non-text contrast).
const MARK_CONTRAST: f64 = 3.0;

/// A term of an optimizer's step; it has one colour, as an arrow in the picture and where the step is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The gradient, ∇f.
    Gradient,
    /// The first moment or the velocity.
    Momentum,
    /// The second moment, or what else divides the gradient.
    SecondMoment,
    /// The step itself.
    Step,
    /// The tangent line or plane.
    Tangent,
    /// Noise that is added.
    Noise,
    /// Weight decay.
    Decay,
}

impl Role {
    /// All, in the order of their colours.
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

/// What a theme is made of. Widths are pixels of the 1080-line picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Which theme this is.
    pub theme: Theme,
    /// Top of the background.
    pub background_top: Rgb,
    /// Bottom of the background.
    pub background_bottom: Rgb,
    /// Panels.
    pub panel: Rgb,
    /// Fields and buttons on panels.
    pub widget: Rgb,
    /// Lines of the axes.
    pub grid: Rgb,
    /// Text.
    pub text: Rgb,
    /// Text of less weight.
    pub quiet: Rgb,
    /// What is chosen or can be clicked.
    pub accent: Rgb,
    /// Something went wrong.
    pub alarm: Rgb,
    /// Something could go better.
    pub warning: Rgb,
    /// All is well.
    pub good: Rgb,
    /// Inner ring around trails.
    pub halo_dark: Rgb,
    /// Outer ring around trails.
    pub halo_light: Rgb,
    /// What a contour line multiplies the colour beneath by, 0 to 1.
    pub ink: f32,
    /// Multiplies all strokes.
    pub stroke: f32,
    /// Multiplies all text.
    pub text_scale: f32,
    /// Opacity of what lies behind the surface.
    pub behind: f32,
    /// How much of the farthest points of a cloud is lost in the background.
    pub fog: f32,
    series: [Rgb; SERIES_COLORS],
    roles: [Rgb; 7],
}

// The colours of series and roles are found against the background, in `Style::of`.

const DARK: Style = Style {
    theme: Theme::Dark,
    background_top: Rgb::hex(0x0E1116),
    background_bottom: Rgb::hex(0x171B22),
    panel: Rgb::hex(0x12161C),
    widget: Rgb::hex(0x222933),
    grid: Rgb::hex(0x3A4250),
    text: Rgb::hex(0xE6EAF0),
    quiet: Rgb::hex(0x9AA4B2),
    accent: Rgb::hex(0x4CC2FF),
    alarm: Rgb::hex(0xFF8A70),
    warning: Rgb::hex(0xF2C14E),
    good: Rgb::hex(0x4CC38A),
    halo_dark: Rgb::hex(0x0B0D11),
    halo_light: Rgb::hex(0xF4F6F8),
    ink: 0.55,
    stroke: 1.0,
    text_scale: 1.0,
    behind: 0.22,
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
    quiet: Rgb::hex(0x5B6470),
    accent: Rgb::hex(0x0072B2),
    alarm: Rgb::hex(0xB3341B),
    warning: Rgb::hex(0x946200),
    good: Rgb::hex(0x1E7F4F),
    halo_dark: Rgb::hex(0x16191D),
    halo_light: Rgb::hex(0xFFFFFF),
    ink: 0.60,
    stroke: 1.0,
    text_scale: 1.0,
    behind: 0.28,
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
    quiet: Rgb::hex(0x30343A),
    accent: Rgb::hex(0x005A9C),
    alarm: Rgb::hex(0x9C1F00),
    warning: Rgb::hex(0x7A4F00),
    good: Rgb::hex(0x00602F),
    halo_dark: Rgb::hex(0x000000),
    halo_light: Rgb::hex(0xFFFFFF),
    ink: 0.45,
    stroke: 2.0,
    text_scale: 1.7,
    behind: 0.40,
    fog: 0.25,
    series: [Rgb::hex(0); SERIES_COLORS],
    roles: [Rgb::hex(0); 7],
};

impl Style {
    /// The style of a theme.
    pub fn of(theme: Theme) -> Self {
        let mut style = match theme {
            Theme::Dark => DARK,
            Theme::Light => LIGHT,
            Theme::Projector => PROJECTOR,
        };
        let background = style.background_top;
        style.series = SERIES.map(|hex| Rgb::hex(hex).readable_on(background, MARK_CONTRAST));
        let grounds = [background, style.background_bottom, style.panel];
        style.roles = ROLES.map(|hex| {
            (grounds.iter()).fold(Rgb::hex(hex), |color, &ground| {
                color.readable_on(ground, MARK_CONTRAST)
            })
        });
        style
    }

    /// The colour of a term of a step; it stands out from the background and from panels.
    pub fn role(&self, role: Role) -> Rgb {
        self.roles[role as usize]
    }

    /// The colour of the run or class of an index; the colours repeat after [`SERIES_COLORS`].
    pub fn series(&self, index: usize) -> Rgb {
        self.series[index % self.series.len()]
    }

    /// The colour of a verdict.
    pub fn severity(&self, severity: Severity) -> Rgb {
        match severity {
            Severity::Good => self.good,
            Severity::Warning => self.warning,
            Severity::Bad => self.alarm,
        }
    }
}

impl Rgb {
    /// From 0xRRGGBB.
    pub const fn hex(hex: u32) -> Self {
        Self([(hex >> 16) as u8, (hex >> 8) as u8, hex as u8])
    }

    /// Components from 0 to 1 and an opacity, as pictures hold them: in sRGB.
    pub fn srgb(self, alpha: f32) -> [f32; 4] {
        let [r, g, b] = self.0.map(|channel| f32::from(channel) / 255.0);
        [r, g, b, alpha]
    }

    /// Linear components and an opacity, for light to play on.
    pub fn linear(self, alpha: f32) -> [f32; 4] {
        let [r, g, b] = self.0.map(linear_from_srgb);
        [r, g, b, alpha]
    }

    /// For egui.
    #[cfg(feature = "app")]
    pub fn color32(self) -> egui::Color32 {
        let [r, g, b] = self.0;
        egui::Color32::from_rgb(r, g, b)
    }

    /// For egui, with an opacity from 0 to 1.
    #[cfg(feature = "app")]
    pub fn with_alpha(self, alpha: f32) -> egui::Color32 {
        self.color32().gamma_multiply(alpha)
    }

    /// Relative luminance (WCAG 2.1).
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(linear_from_srgb).map(f64::from);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio (WCAG 2.1), 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour mixed with another, in sRGB.
    pub fn mix(self, other: Self, part: f32) -> Self {
        let mut mixed = self.0;
        for (channel, &target) in mixed.iter_mut().zip(&other.0) {
            let value = f32::from(*channel) + (f32::from(target) - f32::from(*channel)) * part;
            *channel = value.round().clamp(0.0, 255.0) as u8;
        }
        Self(mixed)
    }

    /// This colour, shifted away from the background's lightness as little as gives the contrast.
    fn readable_on(self, background: Self, contrast: f64) -> Self {
        let away = if background.luminance() > 0.18 {
            Self::hex(0x000000)
        } else {
            Self::hex(0xFFFFFF)
        };
        (0..=50)
            .map(|k| self.mix(away, k as f32 / 50.0))
            .find(|color| color.contrast(background) >= contrast)
            .unwrap_or(away)
    }
}

/// By how much an sRGB colour c, shifted to c + 0.055, is multiplied when `factor` times the light falls on it; exact but
/// for the darkest tones (IEC 61966-2-1).
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

/// The 256 colours of a colormap, from the lowest value to the highest.
pub fn colormap(map: Colormap) -> [Rgb; 256] {
    let bytes: &[u8; 768] = match map {
        Colormap::Viridis => include_bytes!("../../assets/colormaps/viridis.rgb"),
        Colormap::Magma => include_bytes!("../../assets/colormaps/magma.rgb"),
        Colormap::Cividis => include_bytes!("../../assets/colormaps/cividis.rgb"),
        Colormap::Turbo => include_bytes!("../../assets/colormaps/turbo.rgb"),
        Colormap::Coolwarm => include_bytes!("../../assets/colormaps/coolwarm.rgb"),
    };
    std::array::from_fn(|k| Rgb([bytes[3 * k], bytes[3 * k + 1], bytes[3 * k + 2]]))
}

/// 1024 colours between the 256 of a colormap.
pub fn fine_colors(colors: &[Rgb; 256]) -> Vec<[f32; 4]> {
    (0..1024)
        .map(|k| {
            let place = k as f32 / 1023.0 * 255.0;
            let low = (place as usize).min(254);
            let (a, b) = (colors[low].srgb(1.0), colors[low + 1].srgb(1.0));
            let part = place - low as f32;
            std::array::from_fn(|c| a[c] + (b[c] - a[c]) * part)
        })
        .collect()
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
            for text in [style.text, style.quiet] {
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
    fn terms_of_a_step_stand_out_from_picture_and_panel_and_from_one_another() {
        for theme in THEMES {
            let style = Style::of(theme);
            for (index, &role) in Role::ALL.iter().enumerate() {
                assert_eq!(role as usize, index);
                let color = style.role(role);
                for ground in [style.background_top, style.background_bottom, style.panel] {
                    let contrast = color.contrast(ground);
                    assert!(contrast >= MARK_CONTRAST, "{theme:?} {role:?}: {contrast}");
                }
                for &other in &Role::ALL[..index] {
                    let apart: i32 = (color.0.iter().zip(style.role(other).0))
                        .map(|(&a, b)| (i32::from(a) - i32::from(b)).pow(2))
                        .sum();
                    assert!(apart >= 50 * 50, "{theme:?} {role:?} {other:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn verdicts_stand_out_and_differ_in_every_theme() {
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

    #[test]
    fn perceptual_colormaps_grow_lighter_all_the_way() {
        for map in [Colormap::Viridis, Colormap::Magma, Colormap::Cividis] {
            let colors = colormap(map);
            let pairs = colors.windows(2);
            assert!(
                pairs
                    .into_iter()
                    .all(|pair| pair[1].luminance() >= pair[0].luminance() - 2e-3)
            );
        }
    }
}
