//! Ticks, tick labels and names of the axes.

use bevy_egui::egui::{self, Align2, Rect, vec2};
use glam::{Vec2, Vec3, vec3};

use super::BoxAxes;
use crate::view::{
    frame::{Frame, layout::SMALL_TEXT, view_transform::ViewTransform},
    text::labels::{Pen, pos, rect},
};

/// Length of a tick in pixels of the 1080-line picture.
const TICK_LENGTH: f32 = 9.0;

impl BoxAxes {
    /// Paints ticks, tick labels and names outside the silhouette of the box, avoiding the rectangles in `occupied`.
    /// The rectangles that they cover are added to `occupied`.
    pub(crate) fn paint_labels(
        &self,
        pen: &Pen,
        frame: &Frame,
        names: &[String; 3],
        occupied: &mut Vec<Rect>,
    ) {
        let transform = &frame.transform;
        let half_size = self.half_size;
        let far = self.far_walls(transform);
        let (near_x, near_z) = (-far.x, -far.z);
        let floor = -half_size.y;
        let text_count = occupied.len();
        if frame.is_flat() {
            let below = AxisLine {
                axis: 0,
                name: &names[0],
                position: &|x| vec3(x, floor, half_size.z),
                outward: Vec2::Y,
            };
            let left = AxisLine {
                axis: 2,
                name: &names[2],
                position: &|y| vec3(-half_size.x, floor, -y),
                outward: -Vec2::X,
            };
            self.paint_axis_labels(pen, frame, &below, text_count, occupied);
            self.paint_axis_labels(pen, frame, &left, text_count, occupied);
            return;
        }
        // The projected direction away from the centre of the box.
        let away = |at: Vec3| {
            let outward = transform
                .project(at)
                .zip(transform.project(vec3(0.0, at.y, 0.0)));
            outward.map_or(Vec2::Y, |(out, inner)| (out - inner).normalize_or(Vec2::Y))
        };
        let below = if transform.forward.y <= 0.0 {
            1.0
        } else {
            -1.0
        };
        let down =
            |direction: Vec2| (direction + Vec2::new(0.0, 0.9 * below)).normalize_or(Vec2::Y);
        let x = AxisLine {
            axis: 0,
            name: &names[0],
            position: &|x| vec3(x, floor, near_z),
            outward: down(away(vec3(0.0, floor, near_z))),
        };
        let z = AxisLine {
            axis: 2,
            name: &names[2],
            position: &|y| vec3(near_x, floor, -y),
            outward: down(away(vec3(near_x, floor, 0.0))),
        };
        self.paint_axis_labels(pen, frame, &x, text_count, occupied);
        self.paint_axis_labels(pen, frame, &z, text_count, occupied);
        // The vertical axis is labelled on the left one of the two vertical silhouette edges.
        let edges = [(far.x, near_z), (near_x, far.z)];
        let left = edges.into_iter().min_by(|a, b| {
            let at =
                |(x, z): &(f32, f32)| transform.project(vec3(*x, 0.0, *z)).map_or(0.0, |p| p.x);
            at(a).total_cmp(&at(b))
        });
        if let Some((x, z)) = left {
            let up = AxisLine {
                axis: 1,
                name: &names[1],
                position: &|y| vec3(x, y, z),
                outward: -Vec2::X,
            };
            self.paint_axis_labels(pen, frame, &up, text_count, occupied);
        }
    }

    /// Labels one axis. The first `text_count` rectangles of `occupied` are texts of the picture, which the name may
    /// not overlap.
    fn paint_axis_labels(
        &self,
        pen: &Pen,
        frame: &Frame,
        line: &AxisLine,
        text_count: usize,
        occupied: &mut Vec<Rect>,
    ) {
        let transform = &frame.transform;
        let widest = self.paint_ticks(pen, transform, line, occupied);
        let color = pen.style.text.color32();
        // The first axis name includes the magnification.
        let name = match line.axis {
            0 => frame.name_with_magnification(line.name, pen.language),
            _ => line.name.into(),
        };
        let galley = pen.lay_out(&name, pen.body_font(SMALL_TEXT), color);
        // A vertical axis has its name at its upper end.
        let is_at_upper_end =
            line.is_labelled_sideways() && (line.axis == 1 || !transform.perspective);
        let covered = if is_at_upper_end {
            self.name_at_upper_end(pen, transform, line, galley.size())
        } else {
            name_beyond_ticks(pen, transform, line, galley.size(), widest, occupied)
        };
        let covered = covered.map(|name| moved_off(pen, name, occupied));
        let is_free = |name: &Rect| {
            !occupied[..text_count]
                .iter()
                .any(|text| text.intersects(*name))
        };
        if let Some(covered) = covered.filter(is_free) {
            pen.painter.galley(covered.min, galley, color);
            occupied.push(covered);
        }
    }

    /// Paints the ticks of an axis with their labels, skipping those that overlap `occupied`, and adds the labels to
    /// `occupied`. Returns the width of the widest label.
    fn paint_ticks(
        &self,
        pen: &Pen,
        transform: &ViewTransform,
        line: &AxisLine,
        occupied: &mut Vec<Rect>,
    ) -> f32 {
        let out = line.outward;
        let text_px = SMALL_TEXT * pen.layout.text_scale;
        let secondary = pen.style.secondary_text.color32();
        let anchor = anchor_toward(out);
        let ticks: Vec<_> = (self.ticks[line.axis].iter())
            .filter_map(|(at, label)| {
                let from = transform.project((line.position)(*at))?;
                let end = from + out * pen.scaled(TICK_LENGTH);
                let galley = pen.lay_out(label, pen.body_font(SMALL_TEXT), secondary);
                let covered = anchor.anchor_size(pos(end + out * pen.scaled(5.0)), galley.size());
                Some((label, [from, end], galley, covered))
            })
            .collect();
        let labels: Vec<_> = ticks.iter().map(|tick| (tick.0.as_str(), tick.3)).collect();
        let (first, stride) = label_stride(&labels, 0.2 * text_px);
        let others = occupied.len();
        let mut widest = 0.0f32;
        for (_, [from, end], galley, covered) in ticks.into_iter().skip(first).step_by(stride) {
            // Where two axes meet at a corner, their labels need a larger gap to read as separate.
            let [own, other] = [0.2, 0.55].map(|gap| covered.expand(gap * text_px));
            let clear = !occupied[..others].iter().any(|rect| rect.intersects(other))
                && !occupied[others..].iter().any(|rect| rect.intersects(own));
            if !clear || !rect(transform.area).contains_rect(covered) {
                continue;
            }
            pen.paint_line(from, end, 2.0, secondary);
            pen.painter.galley(covered.min, galley, secondary);
            widest = widest.max(covered.width());
            occupied.push(covered);
        }
        widest
    }

    /// The rectangle of a vertical axis's name: at its upper end, clear of the box and the title.
    fn name_at_upper_end(
        &self,
        pen: &Pen,
        transform: &ViewTransform,
        line: &AxisLine,
        size: egui::Vec2,
    ) -> Option<Rect> {
        let text_px = SMALL_TEXT * pen.layout.text_scale;
        let end =
            (line.position)([self.half_size.x, self.half_size.y, self.half_size.z][line.axis]);
        let at = transform.project(end)? + Vec2::new(0.45, -0.7) * text_px;
        let name = Align2::RIGHT_BOTTOM.anchor_size(pos(at), size);
        let name = clear_of_columns(pen, pen.moved_inside(name), 0.5 * text_px);
        let above = self.moved_above_box(transform, end, name, 0.3 * text_px);
        let title = rect(pen.layout.title);
        Some(match above.intersects(title) {
            true => above.translate(vec2(0.0, title.max.y - above.min.y)),
            false => above,
        })
    }

    /// Moves the name at the upper end of a vertical edge up until it is clear of the box.
    fn moved_above_box(
        &self,
        transform: &ViewTransform,
        corner: Vec3,
        name: Rect,
        gap: f32,
    ) -> Rect {
        if !transform.perspective {
            return name;
        }
        let ends = [
            vec3(-corner.x, corner.y, corner.z),
            vec3(corner.x, corner.y, -corner.z),
        ];
        let Some(from) = transform.project(corner) else {
            return name;
        };
        let highest = ends
            .into_iter()
            .filter_map(|end| transform.project(end))
            .filter(|to| to.x > from.x)
            .map(|to| {
                let fraction = ((name.max.x - from.x) / (to.x - from.x)).clamp(0.0, 1.0);
                from.y + fraction * (to.y - from.y) - gap
            })
            .fold(name.max.y, f32::min);
        name.translate(vec2(0.0, highest - name.max.y))
    }
}

/// The rectangle of an axis name: beyond the tick labels (the widest is `widest` points wide), at the middle of the
/// axis; farther outward, lower or higher where that is occupied or outside the picture.
fn name_beyond_ticks(
    pen: &Pen,
    transform: &ViewTransform,
    line: &AxisLine,
    size: egui::Vec2,
    widest: f32,
    occupied: &[Rect],
) -> Option<Rect> {
    let out = line.outward;
    let text_px = SMALL_TEXT * pen.layout.text_scale;
    let beyond = if line.is_labelled_sideways() {
        widest + 1.1 * text_px
    } else {
        1.5 * text_px + 0.35 * widest * out.x.abs()
    };
    let middle = transform.project((line.position)(0.0))?;
    let nearest = middle + out * (pen.scaled(TICK_LENGTH) + pen.scaled(6.0) + beyond);
    let places = [out, Vec2::Y].into_iter().flat_map(|direction| {
        (0..8).map(move |k| nearest + direction * (0.3 * text_px * k as f32))
    });
    let placed = |at: Vec2| {
        let name = pen.moved_inside(anchor_toward(out).anchor_size(pos(at), size));
        clear_of_columns(pen, name, 0.3 * text_px)
    };
    let is_clear_by = |name: &Rect, gap: f32| {
        let room = name.expand2(vec2(0.8, gap) * text_px);
        !occupied.iter().any(|other| other.intersects(room))
    };
    // At the edge of the picture only higher is left.
    let mut higher =
        (0..8).map(|k| placed(nearest).translate(vec2(0.0, -0.3 * text_px * k as f32)));
    let clear = (places.map(placed).find(|name| is_clear_by(name, -0.1)))
        .or_else(|| higher.find(|name| is_clear_by(name, 0.1)));
    Some(clear.unwrap_or_else(|| placed(nearest)))
}

/// Moves a name by as little as possible off the rectangles in `occupied`; leaves it where it is if there is no room near.
fn moved_off(pen: &Pen, name: Rect, occupied: &[Rect]) -> Rect {
    const STEPS: u8 = 8;
    let step = 0.3 * SMALL_TEXT * pen.layout.text_scale;
    let picture = rect(pen.layout.area);
    // Line boxes are higher than their letters.
    let letters = |covered: Rect| covered.shrink2(vec2(0.0, 0.15 * covered.height()));
    let is_clear = |name: &Rect| {
        picture.contains_rect(*name)
            && !occupied
                .iter()
                .any(|other| letters(*other).intersects(letters(*name)))
    };
    let directions = [
        vec2(0.0, -1.0),
        vec2(0.0, 1.0),
        vec2(-1.0, 0.0),
        vec2(1.0, 0.0),
    ];
    let near = (0..STEPS)
        .flat_map(|k| directions.map(|direction| name.translate(f32::from(k) * step * direction)));
    near.into_iter().find(is_clear).unwrap_or(name)
}

/// Moves a name sideways, clear of the insets on the left and the legend on the right.
fn clear_of_columns(pen: &Pen, name: Rect, gap: f32) -> Rect {
    let mut name = name;
    let insets = pen.layout.insets.map(|area| rect(area).expand(gap));
    if let Some(insets) = insets.filter(|insets| insets.intersects(name)) {
        name = name.translate(vec2(insets.max.x - name.min.x, 0.0));
    }
    let legend = rect(pen.layout.legend).expand(gap);
    if legend.intersects(name) && legend.min.x > pen.layout.room.area.min.x {
        name = name.translate(vec2((legend.min.x - name.max.x).min(0.0), 0.0));
    }
    name
}

/// An edge of the box that is labelled as an axis.
struct AxisLine<'a> {
    /// 0 for world x, 1 for y, 2 for −z.
    axis: usize,
    name: &'a str,
    /// The world position at a coordinate of the axis.
    position: &'a dyn Fn(f32) -> Vec3,
    /// Direction from a tick to its label in the picture.
    outward: Vec2,
}

impl AxisLine<'_> {
    /// Whether its labels are to its left or right rather than above or below it.
    fn is_labelled_sideways(&self) -> bool {
        self.outward.x.abs() > self.outward.y.abs()
    }
}

/// The first label to draw and the stride to the next ones, so that labels keep a distance of `gap` and stay evenly
/// spaced. 0 is kept if it is a label; of a 1-2-5 series the powers of ten are kept.
fn label_stride(labels: &[(&str, Rect)], gap: f32) -> (usize, usize) {
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
    let is_1_2_5_series = digits.len() > 3 && digits.windows(2).all(follows);
    let (anchor, step) = if is_1_2_5_series {
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

    /// The labels that remain of labels 20 wide whose left edges are `apart` apart.
    fn thinned_texts<'a>(texts: &[&'a str], apart: f32) -> Vec<&'a str> {
        let labels: Vec<_> = (texts.iter().enumerate())
            .map(|(k, &text)| {
                let left = pos2(apart * k as f32, 0.0);
                (text, Rect::from_min_size(left, vec2(20.0, 10.0)))
            })
            .collect();
        let (first, stride) = label_stride(&labels, 4.0);
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
