//! The signs of runs: letters or numbers on their balls, and in the legend, that tell runs apart where their colours do
//! not.

use bevy_egui::egui::{self, Align2, Color32, Rect};
use glam::Vec2;

use super::labels::{Pen, pos};
use crate::{
    simulation::{RunOutcome, Runs},
    view::{
        frame::Frame,
        style::theme::Rgb,
        surface::{
            SurfaceContent,
            balls::{FRONT, PlacedBall},
        },
    },
    words::Language,
};

/// The maximum number of characters of a sign.
const MAX_LENGTH: usize = 2;
/// Radius of the white disc under a sign, in radii of the ball.
const DISC_RADIUS: f32 = 0.68;
/// Text size of signs of one and of two characters, in radii of the ball.
const TEXT_SIZES: [f32; MAX_LENGTH] = [1.15, 0.92];
/// The smallest text size of signs, in points.
const MIN_TEXT_SIZE: f32 = 6.5;
/// Text sizes of signs are multiples of this, in points.
const SIZE_STEP: f32 = 0.5;
/// How far a sign moves on its ball to where no nearer ball covers it, in radii of the ball.
const MAX_SHIFT: f32 = 0.5;

/// The centre and the radius of a ball on the screen, in points.
type Disc = (Vec2, f32);

/// The signs of the runs in the legend.
pub(crate) struct RunSigns(Vec<(usize, String)>);

impl RunSigns {
    /// The signs of these runs: first letters of their names, or initials if those are the same, or the numbers of the
    /// runs. A single run needs none.
    pub(crate) fn new(runs: &Runs, language: Language) -> Self {
        let indices: Vec<usize> = runs.legend().map(|run| run.index).collect();
        if indices.len() < 2 {
            return Self(Vec::new());
        }
        let letters = |length: usize| -> Vec<String> {
            let name = |run: &RunOutcome| initials(language.text(&run.label), length);
            runs.legend().map(name).collect()
        };
        let numbers = indices.iter().map(|index| (index + 1).to_string());
        let signs = (1..=MAX_LENGTH)
            .map(letters)
            .find(|signs| are_distinct(signs))
            .unwrap_or_else(|| numbers.collect());
        Self(indices.into_iter().zip(signs).collect())
    }

    /// The sign of a run, which all its starts share.
    pub(crate) fn of(&self, run: &RunOutcome) -> Option<&str> {
        let sign = self.0.iter().find(|(index, _)| *index == run.index);
        sign.map(|(_, sign)| &**sign)
    }
}

/// The first letters of the words of a name and its further capitals, such as GD for "Gradient descent" and AG for
/// "AdaGrad", up to a length; the first character of a Chinese name.
fn initials(name: &str, length: usize) -> String {
    let mut initials = String::new();
    let mut before = ' ';
    for character in name.chars() {
        let is_ideograph = ('\u{2E80}'..'\u{FF00}').contains(&character);
        let is_first = !before.is_alphanumeric();
        if is_ideograph && initials.is_empty() {
            return character.to_string();
        }
        if character.is_alphabetic() && (is_first || character.is_uppercase()) && !is_ideograph {
            initials.extend(character.to_uppercase());
        }
        before = character;
    }
    initials.chars().take(length).collect()
}

fn are_distinct(signs: &[String]) -> bool {
    let mut seen = std::collections::HashSet::new();
    signs
        .iter()
        .all(|sign| !sign.is_empty() && seen.insert(sign))
}

/// Paints the signs on the balls: faintly on a ball behind the surface, and neither under a nearer ball nor over the
/// rectangles of other texts.
pub(crate) fn paint(pen: &Pen, frame: &Frame, content: &SurfaceContent, text_rects: &[Rect]) {
    let signs = RunSigns::new(content.runs, pen.language);
    let mut seen: Vec<(&PlacedBall, Disc)> = (content.balls.iter())
        .filter_map(|ball| Some((ball, ball.on_screen(frame)?)))
        .collect();
    let distance = |ball: &PlacedBall| ball.center().distance(frame.transform.eye);
    seen.sort_by(|(one, _), (other, _)| distance(one).total_cmp(&distance(other)));
    let (balls, discs): (Vec<&PlacedBall>, Vec<Disc>) = seen.into_iter().unzip();
    let mut painted: Vec<Vec2> = Vec::new();
    for (order, (ball, &disc)) in balls.into_iter().zip(&discs).enumerate() {
        let Some(sign) = signs.of(ball.run) else {
            continue;
        };
        let (_, radius) = disc;
        let Some(center) = uncovered(disc, &discs[..order]) else {
            continue;
        };
        let covered = Rect::from_center_size(pos(center), egui::Vec2::splat(2.0 * radius));
        if text_rects.iter().any(|text| text.intersects(covered)) {
            continue;
        }
        // Signs of nearer balls stay legible.
        if painted
            .iter()
            .any(|other| other.distance(center) < 1.4 * radius)
        {
            continue;
        }
        painted.push(center);
        let opacity = if is_occluded(ball, frame, content) {
            frame.style.occluded_opacity
        } else {
            content.strength(ball.run)
        };
        paint_sign(pen, center, radius, sign, opacity);
    }
}

/// Where on a ball its sign is not covered by `nearer` balls; `None` if there is no such place.
fn uncovered((center, radius): Disc, nearer: &[Disc]) -> Option<Vec2> {
    let reach = DISC_RADIUS * radius;
    let mut moved = center;
    for &(other, other_radius) in nearer {
        let away = moved - other;
        let covered = other_radius + reach - away.length();
        if covered > 0.0 {
            moved += covered.min(MAX_SHIFT * radius) * away.normalize_or_zero();
        }
    }
    let moved = center + (moved - center).clamp_length_max(MAX_SHIFT * radius);
    let is_free =
        |&(other, other_radius): &Disc| moved.distance(other) > other_radius + 0.3 * reach;
    nearer.iter().all(is_free).then_some(moved)
}

/// Whether the surface hides the middle of a ball.
fn is_occluded(ball: &PlacedBall, frame: &Frame, content: &SurfaceContent) -> bool {
    if frame.is_flat() {
        return false;
    }
    let center = ball.center();
    let to_eye = frame.transform.to_eye(center);
    let from = center + FRONT * ball.radius * to_eye;
    content.surface.ray_hit(from, to_eye).is_some()
}

/// Paints a sign on a white disc, like that on a billiard ball of this radius.
pub(crate) fn paint_sign(pen: &Pen, center: Vec2, radius: f32, sign: &str, opacity: f32) {
    let length = sign.chars().count().clamp(1, MAX_LENGTH);
    let size = TEXT_SIZES[length - 1] * radius;
    if size < MIN_TEXT_SIZE {
        return;
    }
    let (ink, ground) = (Rgb::hex(0x101318), Rgb::hex(0xFFFFFF));
    pen.painter.circle_filled(
        pos(center),
        DISC_RADIUS * radius,
        ground.with_alpha(0.94 * opacity),
    );
    // One of few sizes, since every other size adds characters to the font texture.
    let size = (size / SIZE_STEP).round() * SIZE_STEP;
    let font = pen.heading_font(size / pen.layout.text_scale);
    let galley = pen.lay_out(sign, font, ink.with_alpha(opacity));
    let rect = Align2::CENTER_CENTER.anchor_size(pos(center), galley.size());
    pen.painter.galley(rect.min, galley, Color32::PLACEHOLDER);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{scene::Source, view::SceneOutcome};

    /// The signs of the runs of a bowl.
    fn signs(runs: &str, language: Language) -> Vec<String> {
        let text = format!(
            r#"(version: 2, subject: Landscape(landscape: "bowl", start: (1, 1), steps: 3, runs: [{runs}]))"#
        );
        let source = Source::parse(&text, "".as_ref()).unwrap();
        let outcome = SceneOutcome::new(source.into(), None).unwrap();
        let runs = outcome.figures[0].simulation.runs().unwrap();
        let signs = RunSigns::new(runs, language);
        let sign = |run| signs.of(run).unwrap_or("").to_owned();
        runs.iter().map(sign).collect()
    }

    #[test]
    fn signs_are_the_shortest_distinct_initials_or_numbers() {
        let [gd, momentum, adagrad, adam] = ["gd", "momentum", "adagrad", "adam"]
            .map(|optimizer| format!(r#"(optimizer: "{optimizer}"),"#));
        let of = |runs: &[&str]| signs(&runs.concat(), Language::English);
        assert_eq!(of(&[&gd, &momentum]), ["G", "M"]);
        assert_eq!(
            of(&[&gd, &momentum, &adagrad, &adam]),
            ["GD", "M", "AG", "A"]
        );
        let rates = r#"(optimizer: "gd(lr=0.1)"), (optimizer: "gd(lr=0.2)")"#;
        assert_eq!(of(&[rates]), ["1", "2"]);
        assert_eq!(of(&[&gd]), [""]);
        let chinese = signs(&[gd, momentum].concat(), Language::Chinese);
        assert_eq!(chinese, ["梯", "动"]);
    }

    #[test]
    fn starts_share_a_sign_and_hidden_runs_have_none() {
        let starts = r#"(optimizer: "gd", starts: (count: 3)), (optimizer: "adam"),"#;
        assert_eq!(signs(starts, Language::English), ["G", "G", "G", "A"]);
        let hidden =
            r#"(optimizer: "gd"), (optimizer: "adam"), (optimizer: "gd(lr=0.2)", shown: false)"#;
        assert_eq!(signs(hidden, Language::English), ["G", "A", ""]);
    }

    #[test]
    fn a_sign_moves_off_nearer_balls_while_there_is_room() {
        let place = |x: f32| uncovered((Vec2::ZERO, 10.0), &[(Vec2::new(x, 0.0), 10.0)]);
        assert_eq!(place(40.0), Some(Vec2::ZERO));
        let beside = place(14.0).unwrap();
        assert!(beside.x < -2.0 && beside.x >= -5.0, "{beside}");
        assert_eq!(place(3.0), None);
    }
}
