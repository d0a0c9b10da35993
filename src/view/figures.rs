//! Several figures side by side: how a picture is divided among them, and what each is given of it.

use glam::{UVec2, Vec2};

use super::{
    Canvas, Moment, Shown, Viewpoint, Worked,
    frame::Frame,
    layout::{BODY, Contents, Layout, Measure, estimated_width},
    stage::Area,
    theme::Style,
};

/// Strokes and text of a figure beside one other, and among more, against those of a figure that stands alone.
const SHARES: [f32; 2] = [0.85, 0.72];
/// A figure has use for a width of this many times its height.
const ASPECT: f32 = 1.3;

/// One figure with everything it is drawn from.
pub struct Figure<'a> {
    /// What it shows.
    pub shown: &'a Shown,
    /// Its tables.
    pub worked: &'a Worked,
    /// Where it is seen from.
    pub viewpoint: Viewpoint,
    /// Its part of the picture.
    pub canvas: Canvas,
}

impl Figure<'_> {
    /// Its frame at a moment.
    pub fn frame(&self, moment: Moment) -> Frame {
        Frame::new(
            self.shown,
            self.worked,
            moment,
            &self.viewpoint,
            &self.canvas,
        )
    }
}

/// The figures of a picture, in their order.
pub fn of<'a>(
    shown: &'a Shown,
    tables: &'a [Worked],
    viewpoint: &Viewpoint,
    canvas: &Canvas,
) -> impl Iterator<Item = Figure<'a>> {
    let canvases = canvases(shown, canvas).into_iter();
    let figures = shown.figures().iter().zip(tables);
    let viewpoint = *viewpoint;
    (figures.zip(canvases).enumerate()).map(move |(number, ((shown, worked), canvas))| Figure {
        shown,
        worked,
        viewpoint: viewpoint.figure(number),
        canvas,
    })
}

/// The number of the figure that a place of the picture belongs to.
pub fn at(shown: &Shown, canvas: &Canvas, place: Vec2) -> Option<usize> {
    let holds = |canvas: &Canvas| canvas.area.contains(place);
    canvases(shown, canvas).iter().position(holds)
}

/// The part of each figure.
pub fn canvases(shown: &Shown, canvas: &Canvas) -> Vec<Canvas> {
    if shown.figures().len() == 1 {
        return vec![*canvas];
    }
    let layout = outer_layout(shown, canvas);
    let top = layout.title.max().y + 0.6 * BODY * layout.text;
    let room = Area {
        min: Vec2::new(layout.title.min.x, top),
        size: Vec2::new(layout.caption.size.x, layout.caption.min.y - top),
    };
    let share = SHARES[usize::from(shown.figures().len() > 2)];
    let gap = 0.02 * room.size.x;
    let grid = grid(shown.figures().len() as u32, room.size, ASPECT);
    let cell = (room.size + Vec2::splat(gap)) / grid.as_vec2();
    (0..shown.figures().len() as u32)
        .map(|k| {
            let place = UVec2::new(k % grid.x, k / grid.x).as_vec2();
            let area = Area {
                min: room.min + place * cell,
                size: cell - Vec2::splat(gap),
            };
            Canvas {
                area,
                pointer: canvas.pointer.filter(|&pointer| area.contains(pointer)),
                measure: Some(Measure {
                    unit: share * layout.unit,
                    text: share * layout.text,
                }),
                ..*canvas
            }
        })
        .collect()
}

/// Title and caption of a picture of several figures.
pub fn outer_layout(shown: &Shown, canvas: &Canvas) -> Layout {
    let scene = shown.scene();
    let widest =
        |text: &crate::scene::Text| estimated_width(text.en()).max(estimated_width(text.zh()));
    let contents = Contents {
        title_width: widest(&scene.title),
        caption_width: widest(&scene.caption),
        ..Contents::default()
    };
    let style = Style::of(scene.look.theme);
    Layout::new(canvas.area, contents, &scene.look, &style, None)
}

/// Columns and rows that leave each part as large as can be, where it has use for a width of `aspect` times its height.
pub fn grid(count: u32, room: Vec2, aspect: f32) -> UVec2 {
    let size = |columns: u32| {
        let rows = count.div_ceil(columns);
        let cell = room / Vec2::new(columns as f32, rows as f32);
        cell.x.min(aspect * cell.y)
    };
    // Of equals, the fewest columns.
    let columns = (1..=count)
        .rev()
        .max_by(|&a, &b| size(a).total_cmp(&size(b)));
    let columns = columns.unwrap_or(1);
    UVec2::new(columns, count.div_ceil(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_pictures_have_columns_and_tall_ones_rows() {
        let wide = Vec2::new(1600.0, 700.0);
        assert_eq!(grid(2, wide, ASPECT), UVec2::new(2, 1));
        assert_eq!(grid(3, wide, ASPECT), UVec2::new(3, 1));
        assert_eq!(grid(4, wide, ASPECT), UVec2::new(2, 2));
        assert_eq!(grid(6, wide, ASPECT), UVec2::new(3, 2));
        assert_eq!(grid(3, Vec2::new(600.0, 1500.0), ASPECT), UVec2::new(1, 3));
    }
}
