//! The gradient of a landscape as a field of arrows: on the floor, in the plane of the parameters, where the gradient
//! lies; and on the surface, as its tangents of steepest ascent or descent: (fx, fy, |∇f|²) in the drawn world.

use glam::{DVec2, Vec3};

use super::{Arrow, ArrowStyle, Halo, draw};
use crate::{
    math::range::is_constant,
    scene::{ArrowLength, Field, Ground, Look, Toward},
    simulation::Runs,
    view::{
        frame::Frame,
        gpu::RibbonDraw,
        surface::DrawnSurface,
        theme::{Rgb, Role, Style},
    },
};

/// Length of the longest arrow, as a part of the way from one to the next.
const LONGEST: f32 = 0.86;
/// Where the largest norm is this many times the middle one, colours show its logarithm.
const WIDE: f64 = 5.0;
/// A logarithmic scale of colours covers this range at most.
const DEEPEST: f64 = 1e-4;

/// Arrows in the plane.
const FLOOR: ArrowStyle = ArrowStyle {
    width: 2.6,
    head: 10.0,
    shortest: 1.5,
    halo: Halo::None,
    nearer: 0.004,
    behind: false,
};
/// Arrows upon colours, which need to be set apart from them.
const UPON: ArrowStyle = ArrowStyle {
    halo: Halo::Dark,
    nearer: 0.04,
    ..FLOOR
};

/// A field in the world. Made once for a simulation and a look.
pub struct DrawnField {
    /// How it is drawn.
    pub field: Field,
    /// What the norms of its arrows say.
    pub norms: Norms,
    floor: Vec<Placed>,
    surface: Vec<Placed>,
}

/// The norms of a field's gradients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norms {
    /// What the first colour stands for.
    pub low: f64,
    /// The largest; what the last colour and the longest arrow stand for.
    pub high: f64,
    /// Whether colours show the logarithm.
    pub log: bool,
}

/// An arrow from its tail to its tip, and the place of its norm among the colours, 0 to 1.
struct Placed {
    line: [Vec3; 2],
    part: f32,
}

impl DrawnField {
    /// The field that a look asks for.
    pub fn new(runs: &Runs, surface: &DrawnSurface, look: &Look) -> Option<Self> {
        let field = look.field?;
        let [floor, upon] = match field.on {
            _ if surface.half.y == 0.0 => [false, true],
            Ground::Floor => [true, false],
            Ground::Surface => [false, true],
            Ground::Both => [true, true],
        };
        let samples = samples(runs, surface, field.density.max(2));
        let norms = Norms::of(samples.iter().map(|sample| sample.norm));
        let cell = 2.0 * surface.half.x / field.density.max(2) as f32;
        let toward = match field.toward {
            Toward::Up => 1.0,
            Toward::Down => -1.0,
        };
        // What has no slope has no direction.
        let sloping = || samples.iter().filter(|sample| sample.norm > 0.0);
        let placed = |middle: Vec3, direction: Vec3, norm: f64| {
            let length = match field.length {
                ArrowLength::Norm => norm / norms.high,
                ArrowLength::Equal => 1.0,
            };
            let half = 0.5 * toward * LONGEST * cell * length as f32;
            let along = half * direction.try_normalize()?;
            Some(Placed {
                line: [middle - along, middle + along],
                part: norms.part(norm),
            })
        };
        let on_floor = |sample: &Sample| {
            let Vec3 { x, z, .. } = surface.point(sample.at);
            let tangent = sample.tangent(surface);
            let along = Vec3::new(tangent.x, 0.0, tangent.z);
            placed(Vec3::new(x, -surface.half.y, z), along, sample.norm)
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
        if floor {
            drawn.floor = sloping().filter_map(on_floor).collect();
        }
        if upon {
            drawn.surface = sloping().filter_map(on_surface).collect();
        }
        Some(drawn)
    }

    /// The colour of an arrow, of the lowest norm (0) to the largest (1). What lies upon colours starts from white.
    pub fn color(&self, style: &Style, part: f32) -> Rgb {
        let lowest = if self.surface.is_empty() {
            style.quiet
        } else {
            style.halo_light
        };
        lowest.mix(style.role(Role::Gradient), part)
    }

    /// The arrows.
    pub fn draw(&self, frame: &Frame, pixels_per_point: f32) -> impl Iterator<Item = RibbonDraw> {
        // White ones are set apart from the background, too.
        let halo = match self.surface.is_empty() {
            true => Halo::None,
            false => Halo::Dark,
        };
        [
            (&self.floor, ArrowStyle { halo, ..FLOOR }),
            (&self.surface, UPON),
        ]
        .into_iter()
        .filter(|(arrows, _)| !arrows.is_empty())
        .map(move |(arrows, style)| {
            let arrows = arrows.iter().map(|arrow| Arrow {
                line: &arrow.line,
                part: 1.0,
                color: match self.field.length {
                    ArrowLength::Equal => self.color(&frame.style, arrow.part),
                    ArrowLength::Norm => frame.style.role(Role::Gradient),
                },
            });
            draw(frame, arrows, &style, pixels_per_point)
        })
    }
}

/// The function at one arrow.
struct Sample {
    at: DVec2,
    value: f64,
    gradient: DVec2,
    norm: f64,
}

impl Sample {
    /// The way of steepest ascent in the world, of any length.
    fn tangent(&self, surface: &DrawnSurface) -> Vec3 {
        surface.along(self.gradient / self.norm, self.value, self.gradient)
    }
}

/// The function at the middles of `density`² cells of the domain, or of one row of them where there is one variable;
/// only where it is drawn and has a gradient.
fn samples(runs: &Runs, surface: &DrawnSurface, density: u32) -> Vec<Sample> {
    let [x, y] = [surface.domain.x, surface.domain.y];
    let middle = |[low, high]: [f64; 2], k: u32, count: u32| {
        low + (high - low) * (f64::from(k) + 0.5) / f64::from(count)
    };
    let rows = if runs.variables == 1 { 1 } else { density };
    let points: Vec<DVec2> = (0..rows)
        .flat_map(|j| {
            (0..density).map(move |i| DVec2::new(middle(x, i, density), middle(y, j, rows)))
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
            // A slope that would change the value across the domain by rounding alone is none.
            let level = is_constant([value, value + (gradient * size).length()]);
            let gradient = if level { DVec2::ZERO } else { gradient };
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

impl Norms {
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
        let log = high > WIDE * ascending[ascending.len() / 2];
        Self {
            low: if log { low.max(DEEPEST * high) } else { 0.0 },
            high,
            log,
        }
    }

    /// The place of a norm among the colours, 0 to 1.
    fn part(&self, norm: f64) -> f32 {
        let part = if self.log {
            (norm / self.low).ln() / (self.high / self.low).ln()
        } else {
            norm / self.high
        };
        part.clamp(0.0, 1.0) as f32
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

    /// The field over the landscape of a scene of the gallery.
    fn field(name: &str, field: Field) -> (Arc<dyn Landscape>, DrawnSurface, DrawnField) {
        let mut source = Source::open(name).unwrap();
        source.scene.look.field = Some(field);
        if let Subject::Landscape(subject) = &mut source.scene.figures[0].subject {
            subject.resolution = 1024;
        }
        let shown = SceneOutcome::new(source.into(), None).unwrap();
        let worked = FigureTables::new(&shown.figures[0], Language::English);
        let drawn = worked.depiction.surface().unwrap();
        let landscape = drawn.runs.landscape.clone();
        let look = shown.figures[0].look();
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

    /// Against central differences of heights of the drawn world, on linear, clamped and logarithmic scales.
    #[test]
    fn arrows_on_the_surface_are_its_tangents_of_steepest_ascent() {
        for name in ["bowl", "saddle", "rosenbrock", "ripples"] {
            let (landscape, surface, field) = field(name, dense(Ground::Surface, Toward::Up));
            assert!(field.surface.len() > 80, "{name}: {}", field.surface.len());
            for Placed { line, .. } in &field.surface {
                let middle = 0.5 * (line[0] + line[1]);
                let at = surface.params_from_plane(vec2(middle.x, middle.z));
                let uphill = landscape.gradient(at).normalize();
                let across = |value: f64, [low, high]: [f64; 2], half: f32| {
                    f64::from(half) * ((value - low) / (high - low) * 2.0 - 1.0)
                };
                let world = |reach: f64| {
                    let there = at + reach * uphill;
                    let shown = surface.scale.shown(landscape.value(there));
                    DVec3::new(
                        across(there.x, surface.domain.x, surface.half.x),
                        shown * f64::from(surface.world_scale()),
                        -across(there.y, surface.domain.y, surface.half.z),
                    )
                };
                let h = 1e-6;
                let seen = (world(h) - world(-h)).normalize();
                let drawn = (line[1] - line[0]).as_dvec3().normalize();
                let angle = drawn.cross(seen).length().asin();
                assert!(
                    drawn.dot(seen) > 0.0 && angle < 1e-3,
                    "{name} {at}: {angle}"
                );
            }
        }
    }

    /// The triangles of the bowl are so fine that a tangent can be told from their differences.
    #[test]
    fn arrows_lie_on_the_drawn_triangles() {
        let (landscape, surface, field) = field("bowl", dense(Ground::Surface, Toward::Down));
        for Placed { line, .. } in &field.surface {
            let middle = 0.5 * (line[0] + line[1]);
            let at = surface.params_from_plane(vec2(middle.x, middle.z));
            let step = 0.02 * landscape.gradient(at).normalize();
            let seen = (surface.point(at - step) - surface.point(at + step)).normalize();
            let angle = (line[1] - line[0]).normalize().cross(seen).length().asin();
            assert!(angle < 1e-3, "{at}: {angle}");
            assert!(line[1].y < line[0].y, "downhill");
        }
    }

    /// 001, figure 2: outward on the bowl, in proportion to the radius; ‖∇f‖ = 2r.
    #[test]
    fn arrows_on_the_floor_point_uphill_and_are_as_long_as_the_gradient() {
        let norm = Field {
            length: ArrowLength::Norm,
            ..dense(Ground::Floor, Toward::Up)
        };
        let (_, surface, field) = field("bowl", norm);
        assert_eq!(field.floor.len(), 144);
        let ratios: Vec<f32> = (field.floor.iter())
            .map(|Placed { line, .. }| {
                let middle = 0.5 * (line[0] + line[1]);
                assert_eq!(middle.y, -surface.half.y);
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
    fn nothing_is_drawn_that_is_no_number() {
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
                let shown = SceneOutcome::new(source.into(), None).unwrap();
                let worked = FigureTables::new(&shown.figures[0], Language::English);
                let drawn = worked.depiction.surface().unwrap();
                let field = drawn.arrows.field.as_ref().unwrap();
                for Placed { line, part } in field.floor.iter().chain(&field.surface) {
                    assert!(line[0].is_finite() && line[1].is_finite() && part.is_finite());
                }
            }
        }
    }
}
