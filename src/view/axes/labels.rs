//! Ticks, tick labels and names of the axes.

use bevy_egui::egui::{self, Align2, Rect, vec2};
use glam::{Vec2, Vec3, vec3};

use super::BoxAxes;
use crate::view::{
    frame::{Frame, layout::SMALL, stage::Stage},
    text::labels::{Pen, pos, rect},
};

/// Length of a tick in pixels of the 1080-line picture.
const TICK: f32 = 9.0;

impl BoxAxes {
    /// Paints tick labels and names outside the silhouette of the box, avoiding the rectangles in `taken`. The
    /// rectangles that they cover are added to `taken`.
    pub(crate) fn label(
        &self,
        pen: &Pen,
        frame: &Frame,
        names: &[String; 3],
        taken: &mut Vec<Rect>,
    ) {
        let stage = &frame.stage;
        let half = self.half;
        let far = self.far(stage);
        let (near_x, near_z) = (-far.x, -far.z);
        let floor = -half.y;
        let words = taken.len();
        if frame.is_flat() {
            let below = Line {
                axis: 0,
                name: &names[0],
                place: &|x| vec3(x, floor, half.z),
                out: Vec2::Y,
            };
            let left = Line {
                axis: 2,
                name: &names[2],
                place: &|y| vec3(-half.x, floor, -y),
                out: -Vec2::X,
            };
            self.label_axis(pen, frame, &below, words, taken);
            self.label_axis(pen, frame, &left, words, taken);
            return;
        }
        // The projected direction away from the centre of the box.
        let away = |at: Vec3| {
            let outward = stage.project(at).zip(stage.project(vec3(0.0, at.y, 0.0)));
            outward.map_or(Vec2::Y, |(out, inner)| (out - inner).normalize_or(Vec2::Y))
        };
        let below = if stage.forward.y <= 0.0 { 1.0 } else { -1.0 };
        let down =
            |direction: Vec2| (direction + Vec2::new(0.0, 0.9 * below)).normalize_or(Vec2::Y);
        let x = Line {
            axis: 0,
            name: &names[0],
            place: &|x| vec3(x, floor, near_z),
            out: down(away(vec3(0.0, floor, near_z))),
        };
        let z = Line {
            axis: 2,
            name: &names[2],
            place: &|y| vec3(near_x, floor, -y),
            out: down(away(vec3(near_x, floor, 0.0))),
        };
        self.label_axis(pen, frame, &x, words, taken);
        self.label_axis(pen, frame, &z, words, taken);
        // The vertical axis is labelled on the left one of the two vertical silhouette edges.
        let edges = [(far.x, near_z), (near_x, far.z)];
        let left = edges.into_iter().min_by(|a, b| {
            let at = |(x, z): &(f32, f32)| stage.project(vec3(*x, 0.0, *z)).map_or(0.0, |p| p.x);
            at(a).total_cmp(&at(b))
        });
        if let Some((x, z)) = left {
            let up = Line {
                axis: 1,
                name: &names[1],
                place: &|y| vec3(x, y, z),
                out: -Vec2::X,
            };
            self.label_axis(pen, frame, &up, words, taken);
        }
    }

    /// Labels one axis. The first `words` rectangles of `taken` are texts of the picture, which no label may overlap.
    fn label_axis(
        &self,
        pen: &Pen,
        frame: &Frame,
        line: &Line,
        words: usize,
        taken: &mut Vec<Rect>,
    ) {
        let stage = &frame.stage;
        let widest = self.label_ticks(pen, stage, line, taken);
        let color = pen.style.text.color32();
        // The first axis name includes the magnification.
        let name = match line.axis {
            0 => frame.name_with_magnification(line.name, pen.language),
            _ => line.name.into(),
        };
        let galley = pen.line(&name, pen.font(SMALL), color);
        // A vertical axis has its name at its upper end.
        let upright = line.is_labelled_sideways() && (line.axis == 1 || !stage.perspective);
        let covered = if upright {
            self.name_at_end(pen, stage, line, galley.size())
        } else {
            name_beyond(pen, stage, line, galley.size(), widest, taken)
        };
        let is_free = |name: &Rect| !taken[..words].iter().any(|word| word.intersects(*name));
        if let Some(covered) = covered.filter(is_free) {
            pen.painter.galley(covered.min, galley, color);
            taken.push(covered);
        }
    }

    /// Paints the ticks of an axis with their labels, skipping those that overlap `taken`, and adds the labels to
    /// `taken`. Returns the width of the widest label.
    fn label_ticks(&self, pen: &Pen, stage: &Stage, line: &Line, taken: &mut Vec<Rect>) -> f32 {
        let out = line.out;
        let text_px = SMALL * pen.layout.text;
        let quiet = pen.style.quiet.color32();
        let anchor = anchor_toward(out);
        let ticks: Vec<_> = (self.ticks[line.axis].iter())
            .filter_map(|(at, label)| {
                let from = stage.project((line.place)(*at))?;
                let end = from + out * pen.px(TICK);
                let galley = pen.line(label, pen.font(SMALL), quiet);
                let covered = anchor.anchor_size(pos(end + out * pen.px(5.0)), galley.size());
                Some((label, [from, end], galley, covered))
            })
            .collect();
        let labels: Vec<_> = ticks.iter().map(|tick| (tick.0.as_str(), tick.3)).collect();
        let (first, stride) = thinned(&labels, 0.2 * text_px);
        let others = taken.len();
        let mut widest = 0.0f32;
        for (_, [from, end], galley, covered) in ticks.into_iter().skip(first).step_by(stride) {
            // Where two axes meet at a corner, their labels need a larger gap to read as separate.
            let [own, other] = [0.2, 0.55].map(|gap| covered.expand(gap * text_px));
            let clear = !taken[..others].iter().any(|rect| rect.intersects(other))
                && !taken[others..].iter().any(|rect| rect.intersects(own));
            if !clear || !rect(stage.area).contains_rect(covered) {
                continue;
            }
            pen.stroke(from, end, 2.0, quiet);
            pen.painter.galley(covered.min, galley, quiet);
            widest = widest.max(covered.width());
            taken.push(covered);
        }
        widest
    }

    /// The rectangle of a vertical axis's name: at its upper end, clear of the box and the title.
    fn name_at_end(&self, pen: &Pen, stage: &Stage, line: &Line, size: egui::Vec2) -> Option<Rect> {
        let text_px = SMALL * pen.layout.text;
        let end = (line.place)([self.half.x, self.half.y, self.half.z][line.axis]);
        let at = stage.project(end)? + Vec2::new(0.45, -0.7) * text_px;
        let name = Align2::RIGHT_BOTTOM.anchor_size(pos(at), size);
        let name = clear_of_columns(pen, pen.inside(name), 0.5 * text_px);
        let above = self.above_the_box(stage, end, name, 0.3 * text_px);
        let title = rect(pen.layout.title);
        Some(match above.intersects(title) {
            true => above.translate(vec2(0.0, title.max.y - above.min.y)),
            false => above,
        })
    }

    /// Moves the name at the upper end of a vertical edge up until it is clear of the box.
    fn above_the_box(&self, stage: &Stage, corner: Vec3, name: Rect, gap: f32) -> Rect {
        if !stage.perspective {
            return name;
        }
        let ends = [
            vec3(-corner.x, corner.y, corner.z),
            vec3(corner.x, corner.y, -corner.z),
        ];
        let Some(from) = stage.project(corner) else {
            return name;
        };
        let highest = ends
            .into_iter()
            .filter_map(|end| stage.project(end))
            .filter(|to| to.x > from.x)
            .map(|to| {
                let part = ((name.max.x - from.x) / (to.x - from.x)).clamp(0.0, 1.0);
                from.y + part * (to.y - from.y) - gap
            })
            .fold(name.max.y, f32::min);
        name.translate(vec2(0.0, highest - name.max.y))
    }
}

/// The rectangle of an axis name: beyond the tick labels (the widest is `widest` points wide), at the middle of the
/// axis; farther outward, lower or higher where that is taken or outside the picture.
fn name_beyond(
    pen: &Pen,
    stage: &Stage,
    line: &Line,
    size: egui::Vec2,
    widest: f32,
    taken: &[Rect],
) -> Option<Rect> {
    let out = line.out;
    let text_px = SMALL * pen.layout.text;
    let beyond = if line.is_labelled_sideways() {
        widest + 1.1 * text_px
    } else {
        1.5 * text_px + 0.35 * widest * out.x.abs()
    };
    let middle = stage.project((line.place)(0.0))?;
    let nearest = middle + out * (pen.px(TICK) + pen.px(6.0) + beyond);
    let places = [out, Vec2::Y].into_iter().flat_map(|direction| {
        (0..8).map(move |k| nearest + direction * (0.3 * text_px * k as f32))
    });
    let placed = |at: Vec2| {
        let name = pen.inside(anchor_toward(out).anchor_size(pos(at), size));
        clear_of_columns(pen, name, 0.3 * text_px)
    };
    let is_clear_by = |name: &Rect, gap: f32| {
        let room = name.expand2(vec2(0.8, gap) * text_px);
        !taken.iter().any(|other| other.intersects(room))
    };
    // At the edge of the picture only higher is left.
    let mut higher =
        (0..8).map(|k| placed(nearest).translate(vec2(0.0, -0.3 * text_px * k as f32)));
    let clear = (places.map(placed).find(|name| is_clear_by(name, -0.1)))
        .or_else(|| higher.find(|name| is_clear_by(name, 0.1)));
    Some(clear.unwrap_or_else(|| placed(nearest)))
}

/// Moves a name sideways, clear of the insets on the left and the legend on the right.
fn clear_of_columns(pen: &Pen, name: Rect, gap: f32) -> Rect {
    let mut name = name;
    let insets = pen.layout.insets.map(|area| rect(area).expand(gap));
    if let Some(insets) = insets.filter(|insets| insets.intersects(name)) {
        name = name.translate(vec2(insets.max.x - name.min.x, 0.0));
    }
    let legend = rect(pen.layout.legend).expand(gap);
    if legend.intersects(name) && legend.min.x > pen.layout.subject.min.x {
        name = name.translate(vec2((legend.min.x - name.max.x).min(0.0), 0.0));
    }
    name
}

/// An axis as it is drawn.
struct Line<'a> {
    /// 0 for world x, 1 for y, 2 for −z.
    axis: usize,
    name: &'a str,
    /// The world position of a tick.
    place: &'a dyn Fn(f32) -> Vec3,
    /// Direction from a tick to its label on the screen.
    out: Vec2,
}

impl Line<'_> {
    /// Whether its labels are to its left or right rather than above or below it.
    fn is_labelled_sideways(&self) -> bool {
        self.out.x.abs() > self.out.y.abs()
    }
}

/// The first label to draw and the stride, such that labels keep a distance of `gap` and stay evenly spaced. 0 is kept
/// if it is a label, and of a 1-2-5 series the powers of ten.
fn thinned(labels: &[(&str, Rect)], gap: f32) -> (usize, usize) {
    let crowded = |first: usize, stride: usize| {
        let drawn: Vec<_> = labels.iter().skip(first).step_by(stride).collect();
        (drawn.windows(2)).any(|pair| pair[0].1.expand(gap).intersects(pair[1].1))
    };
    let zero = labels.iter().position(|(text, _)| text.parse() == Ok(0.0));
    let digit = |text: &str| text.chars().find(|c| ('1'..='9').contains(c));
    let digits: Vec<_> = labels.iter().map(|(text, _)| digit(text)).collect();
    let follows = |pair: &[Option<char>]| {
        matches!(
            pair,
            [Some('1'), Some('2')] | [Some('2'), Some('5')] | [Some('5'), Some('1')]
        )
    };
    let in_threes = digits.len() > 3 && digits.windows(2).all(follows);
    let (anchor, step) = if in_threes {
        (digits.iter().position(|&digit| digit == Some('1')), 3)
    } else {
        (zero, 1)
    };
    let anchor = anchor.unwrap_or(0);
    let wider = (1..labels.len()).map(|k| k * step);
    let strides = std::iter::once(1).chain(wider.filter(|&stride| stride < labels.len()));
    let mut fitting = strides.map(|stride| (anchor % stride, stride));
    fitting
        .find(|&(first, stride)| !crowded(first, stride))
        .unwrap_or((0, 1))
}

/// The anchor of a text placed in direction `out` from a point.
fn anchor_toward(out: Vec2) -> Align2 {
    use bevy_egui::egui::Align::{Center, Max, Min};
    let side = |value: f32| match value {
        v if v > 0.38 => Min,
        v if v < -0.38 => Max,
        _ => Center,
    };
    Align2([side(out.x), side(out.y)])
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::pos2;

    use super::*;

    /// The labels left of labels 20 wide and `apart` apart.
    fn thinned_texts<'a>(texts: &[&'a str], apart: f32) -> Vec<&'a str> {
        let labels: Vec<_> = (texts.iter().enumerate())
            .map(|(k, &text)| {
                let left = pos2(apart * k as f32, 0.0);
                (text, Rect::from_min_size(left, vec2(20.0, 10.0)))
            })
            .collect();
        let (first, stride) = thinned(&labels, 4.0);
        texts.iter().skip(first).step_by(stride).copied().collect()
    }

    #[test]
    fn crowded_labels_are_thinned_evenly_and_keep_zero() {
        let numbers = ["−3", "−2", "−1", "0", "1", "2", "3"];
        assert_eq!(thinned_texts(&numbers, 30.0), numbers);
        assert_eq!(thinned_texts(&numbers, 13.0), ["−2", "0", "2"]);
        assert_eq!(thinned_texts(&numbers, 9.0), ["−3", "0", "3"]);
        assert_eq!(thinned_texts(&["10", "20", "30", "40"], 13.0), ["10", "30"]);
    }

    #[test]
    fn a_1_2_5_series_keeps_its_powers_of_ten() {
        let numbers = ["5", "10", "20", "50", "100", "200", "500", "10³"];
        assert_eq!(thinned_texts(&numbers, 13.0), ["10", "100", "10³"]);
        let powers = ["1", "10", "100", "10³", "10⁴"];
        assert_eq!(thinned_texts(&powers, 13.0), ["1", "100", "10⁴"]);
    }
}
