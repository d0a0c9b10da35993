//! The gradient field of a landscape, drawn as arrows: on the floor, which is the parameter plane, or on the surface,
//! as tangent vectors (f_x, f_y, |∇f|²) of steepest ascent or the opposite vectors of steepest descent.

use glam::{DVec2, Vec3};

use super::{Arrow, ArrowStyle, Halo, draw};
use crate::{
    math::range::is_constant,
    scene::{ArrowLength, Field, Ground, Look, Toward},
    simulation::Runs,
    view::{
        frame::Frame,
        gpu::RibbonDraw,
        style::theme::{ColorRole, Rgb, Style},
        surface::DrawnSurface,
    },
};

/// Length of the longest arrow, as a fraction of the arrow spacing.
const MAX_LENGTH: f32 = 0.86;
/// Colours show the logarithm of the norm if the largest norm exceeds the median by this factor.
const MAX_LINEAR_RATIO: f64 = 5.0;
/// Smallest norm on a logarithmic colour scale, relative to the largest.
const MIN_RELATIVE_NORM: f64 = 1e-4;

/// Arrows on the floor.
const ON_FLOOR: ArrowStyle = ArrowStyle {
    width: 2.6,
    head_length: 10.0,
    min_length: 1.5,
    halo: Halo::None,
    depth_bias: 0.004,
    show_occluded: false,
};
/// Arrows on the coloured surface, set apart from it by a halo.
const ON_SURFACE: ArrowStyle = ArrowStyle {
    halo: Halo::Dark,
    depth_bias: 0.04,
    ..ON_FLOOR
};

/// A gradient field in world coordinates. Built once per simulation and look.
pub(crate) struct DrawnField {
    /// The settings of the field.
    pub field: Field,
    /// The range of gradient norms.
    pub norms: NormRange,
    floor: Vec<FieldArrow>,
    surface: Vec<FieldArrow>,
}

/// The range of gradient norms that the colours cover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NormRange {
    /// The norm of the first colour.
    pub low: f64,
    /// The largest norm: that of the last colour and of the longest arrow.
    pub high: f64,
    /// Whether colours show the logarithm of the norm.
    pub log: bool,
}

/// An arrow from tail to tip, and its position on the colour scale, 0 to 1.
struct FieldArrow {
    line: [Vec3; 2],
    color_fraction: f32,
}

impl DrawnField {
    /// The field in a look; `None` if the look has none.
    pub(crate) fn new(runs: &Runs, surface: &DrawnSurface, look: &Look) -> Option<Self> {
        let field = look.field?;
        let [draw_floor, draw_surface] = match field.on {
            // A flat picture has only the surface.
            _ if surface.half_size.y == 0.0 => [false, true],
            Ground::Floor => [true, false],
            Ground::Surface => [false, true],
            Ground::Both => [true, true],
        };
        let samples = samples(runs, surface, field.density.max(2));
        let norms = NormRange::of(samples.iter().map(|sample| sample.norm));
        let cell = 2.0 * surface.half_size.x / field.density.max(2) as f32;
        let toward = match field.toward {
            Toward::Up => 1.0,
            Toward::Down => -1.0,
        };
        // A zero gradient has no direction.
        let sloped = || samples.iter().filter(|sample| sample.norm > 0.0);
        let placed = |middle: Vec3, direction: Vec3, norm: f64| {
            let length = match field.length {
                ArrowLength::Norm => norm / norms.high,
                ArrowLength::Equal => 1.0,
            };
            let half = 0.5 * toward * MAX_LENGTH * cell * length as f32;
            let along = half * direction.try_normalize()?;
            Some(FieldArrow {
                line: [middle - along, middle + along],
                color_fraction: norms.fraction(norm),
            })
        };
        let on_floor = |sample: &Sample| {
            let Vec3 { x, z, .. } = surface.point(sample.at);
            let tangent = sample.tangent(surface);
            let along = Vec3::new(tangent.x, 0.0, tangent.z);
            placed(Vec3::new(x, -surface.half_size.y, z), along, sample.norm)
        };
        let on_surface = |sample: &Sample| {
            placed(
                surface.point(sample.at),
                sample.tangent(surface),
                sample.norm,
            )
        };
        let mut drawn = Self {
            field,
            norms,
            floor: Vec::new(),
            surface: Vec::new(),
        };
        if draw_floor {
            drawn.floor = sloped().filter_map(on_floor).collect();
        }
        if draw_surface {
            drawn.surface = sloped().filter_map(on_surface).collect();
        }
        Some(drawn)
    }

    /// The colour at a position on the colour scale, 0 (lowest norm) to 1 (largest). On the surface the scale starts at
    /// white.
    pub(crate) fn color(&self, style: &Style, fraction: f32) -> Rgb {
        let lowest = if self.surface.is_empty() {
            style.secondary_text
        } else {
            style.halo_light
        };
        lowest.mix(style.role(ColorRole::Gradient), fraction)
    }

    /// The draw calls of the arrows.
    pub(crate) fn draw(
        &self,
        frame: &Frame,
        pixels_per_point: f32,
    ) -> impl Iterator<Item = RibbonDraw> {
        // White arrows need a halo on the background, too.
        let halo = match self.surface.is_empty() {
            true => Halo::None,
            false => Halo::Dark,
        };
        [
            (&self.floor, ArrowStyle { halo, ..ON_FLOOR }),
            (&self.surface, ON_SURFACE),
        ]
        .into_iter()
        .filter(|(arrows, _)| !arrows.is_empty())
        .map(move |(arrows, style)| {
            let arrows = arrows.iter().map(|arrow| Arrow {
                line: &arrow.line,
                fraction: 1.0,
                color: match self.field.length {
                    ArrowLength::Equal => self.color(&frame.style, arrow.color_fraction),
                    ArrowLength::Norm => frame.style.role(ColorRole::Gradient),
                },
            });
            draw(frame, arrows, &style, pixels_per_point)
        })
    }
}

/// Value and gradient of the function at the position of an arrow.
struct Sample {
    at: DVec2,
    value: f64,
    gradient: DVec2,
    /// The norm of the gradient.
    norm: f64,
}

impl Sample {
    /// The direction of steepest ascent in world coordinates, not normalized.
    fn tangent(&self, surface: &DrawnSurface) -> Vec3 {
        surface.along(self.gradient / self.norm, self.value, self.gradient)
    }
}

/// Samples the function at the centres of `density`² cells of the domain, or of one row of cells for a function of one
/// variable. Points outside the drawn surface or without a finite gradient are left out.
fn samples(runs: &Runs, surface: &DrawnSurface, density: u32) -> Vec<Sample> {
    let [x, y] = [surface.domain.x, surface.domain.y];
    let cell_center = |[low, high]: [f64; 2], k: u32, count: u32| {
        low + (high - low) * (f64::from(k) + 0.5) / f64::from(count)
    };
    let rows = if runs.variables == 1 { 1 } else { density };
    let points: Vec<DVec2> = (0..rows)
        .flat_map(|j| {
            (0..density)
                .map(move |i| DVec2::new(cell_center(x, i, density), cell_center(y, j, rows)))
        })
        .filter(|&at| surface.shows(at))
        .collect();
    let mut gradients = vec![DVec2::ZERO; points.len()];
    runs.landscape.gradients_into(&points, &mut gradients);
    let size = surface.domain.size();
    let samples = points.into_iter().zip(gradients);
    samples
        .map(|(at, gradient)| {
            let value = runs.landscape.value(at);
            // A slope that changes the value across the domain by no more than rounding counts as zero.
            let is_level = is_constant([value, value + (gradient * size).length()]);
            let gradient = if is_level { DVec2::ZERO } else { gradient };
            Sample {
                at,
                value,
                gradient,
                norm: gradient.length(),
            }
        })
        .filter(|sample| sample.norm.is_finite() && sample.value.is_finite())
        .collect()
}

impl NormRange {
    fn of(norms: impl Iterator<Item = f64>) -> Self {
        let mut ascending: Vec<f64> = norms.filter(|&norm| norm > 0.0).collect();
        ascending.sort_by(f64::total_cmp);
        let (Some(&low), Some(&high)) = (ascending.first(), ascending.last()) else {
            return Self {
                low: 0.0,
                high: 1.0,
                log: false,
            };
        };
        let log = high > MAX_LINEAR_RATIO * ascending[ascending.len() / 2];
        Self {
            low: if log {
                low.max(MIN_RELATIVE_NORM * high)
            } else {
                0.0
            },
            high,
            log,
        }
    }

    /// The position of a norm on the colour scale, 0 to 1.
    fn fraction(&self, norm: f64) -> f32 {
        let fraction = if self.log {
            (norm / self.low).ln() / (self.high / self.low).ln()
        } else {
            norm / self.high
        };
        fraction.clamp(0.0, 1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use glam::{DVec3, vec2};

    use super::*;
    use crate::{
        math::landscape::Landscape,
        scene::{Source, Subject, formula_spec},
        view::{FigureTables, SceneOutcome},
        words::Language,
    };

    /// The gradient field on the landscape of a gallery scene.
    fn field(name: &str, field: Field) -> (Arc<dyn Landscape>, DrawnSurface, DrawnField) {
        let mut source = Source::open(name).unwrap();
        source.scene.look.field = Some(field);
        if let Subject::Landscape(subject) = &mut source.scene.figures[0].subject {
            subject.resolution = 1024;
        }
        let outcome = SceneOutcome::new(source.into(), None).unwrap();
        let tables = FigureTables::new(&outcome.figures[0], Language::English);
        let drawn = tables.depiction.surface().unwrap();
        let landscape = drawn.runs.landscape.clone();
        let look = outcome.figures[0].look();
        let field = DrawnField::new(&drawn.runs, &drawn.surface, look).unwrap();
        (landscape, drawn.surface.clone(), field)
    }

    fn dense(on: Ground, toward: Toward) -> Field {
        Field {
            on,
            toward,
            density: 12,
            ..Field::default()
        }
    }

    /// Compares with central differences of the drawn heights, on linear, clamped and logarithmic scales.
    #[test]
    fn arrows_on_the_surface_are_its_tangents_of_steepest_ascent() {
        for name in ["bowl", "saddle", "rosenbrock", "ripples"] {
            let (landscape, surface, field) = field(name, dense(Ground::Surface, Toward::Up));
            assert!(field.surface.len() > 80, "{name}: {}", field.surface.len());
            for FieldArrow { line, .. } in &field.surface {
                let middle = 0.5 * (line[0] + line[1]);
                let at = surface.params_from_plane(vec2(middle.x, middle.z));
                let uphill = landscape.gradient(at).normalize();
                let across = |value: f64, [low, high]: [f64; 2], half: f32| {
                    f64::from(half) * ((value - low) / (high - low) * 2.0 - 1.0)
                };
                let world = |distance: f64| {
                    let there = at + distance * uphill;
                    let height = surface.scale.normalized(landscape.value(there));
                    DVec3::new(
                        across(there.x, surface.domain.x, surface.half_size.x),
                        height * f64::from(surface.world_scale()),
                        -across(there.y, surface.domain.y, surface.half_size.z),
                    )
                };
                let h = 1e-6;
                let tangent = (world(h) - world(-h)).normalize();
                let drawn = (line[1] - line[0]).as_dvec3().normalize();
                let angle = drawn.cross(tangent).length().asin();
                assert!(
                    drawn.dot(tangent) > 0.0 && angle < 1e-3,
                    "{name} {at}: {angle}"
                );
            }
        }
    }

    /// The mesh of the bowl is fine enough to compare tangents with finite differences of its points.
    #[test]
    fn arrows_follow_the_triangles() {
        let (landscape, surface, field) = field("bowl", dense(Ground::Surface, Toward::Down));
        for FieldArrow { line, .. } in &field.surface {
            let middle = 0.5 * (line[0] + line[1]);
            let at = surface.params_from_plane(vec2(middle.x, middle.z));
            let step = 0.02 * landscape.gradient(at).normalize();
            let tangent = (surface.point(at - step) - surface.point(at + step)).normalize();
            let angle = (line[1] - line[0])
                .normalize()
                .cross(tangent)
                .length()
                .asin();
            assert!(angle < 1e-3, "{at}: {angle}");
            assert!(line[1].y < line[0].y, "downhill");
        }
    }

    /// On the bowl x² + y² arrows point outward, and their length is proportional to the radius r, since ‖∇f‖ = 2r.
    #[test]
    fn arrows_on_the_floor_point_uphill_and_are_as_long_as_the_gradient() {
        let norm = Field {
            length: ArrowLength::Norm,
            ..dense(Ground::Floor, Toward::Up)
        };
        let (_, surface, field) = field("bowl", norm);
        assert_eq!(field.floor.len(), 144);
        let ratios: Vec<f32> = (field.floor.iter())
            .map(|FieldArrow { line, .. }| {
                let middle = 0.5 * (line[0] + line[1]);
                assert_eq!(middle.y, -surface.half_size.y);
                let radius = vec2(middle.x, middle.z);
                let along = vec2(line[1].x - line[0].x, line[1].z - line[0].z);
                assert!(radius.angle_to(along).abs() < 1e-3);
                along.length() / radius.length()
            })
            .collect();
        let spread = ratios.iter().map(|ratio| (ratio / ratios[0] - 1.0).abs());
        assert!(spread.fold(0.0, f32::max) < 1e-3);
    }

    #[test]
    fn non_finite_values_are_not_drawn() {
        for formula in [
            "ln(x) + sqrt(y)",
            "1/(x*y)",
            "0*x*y",
            "1e300*x*y",
            "sqrt(x^2 + y^2)",
        ] {
            for on in [Ground::Floor, Ground::Surface] {
                let mut source = Source::open("bowl").unwrap();
                source.scene.look.field = Some(dense(on, Toward::Up));
                if let Subject::Landscape(subject) = &mut source.scene.figures[0].subject {
                    subject.landscape = formula_spec(formula);
                    subject.runs.clear();
                }
                let outcome = SceneOutcome::new(source.into(), None).unwrap();
                let tables = FigureTables::new(&outcome.figures[0], Language::English);
                let drawn = tables.depiction.surface().unwrap();
                let field = drawn.arrows.field.as_ref().unwrap();
                for FieldArrow {
                    line,
                    color_fraction,
                } in field.floor.iter().chain(&field.surface)
                {
                    assert!(
                        line[0].is_finite() && line[1].is_finite() && color_fraction.is_finite()
                    );
                }
            }
        }
    }
}
