use serde::{Deserialize, Serialize};

use super::defaults::{is_default, is_one};

/// How the points of a cloud are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Points {
    /// Multiplies their size, 0.1 to 10. Default 1: large where there are few, small where there are many.
    #[serde(skip_serializing_if = "is_one")]
    pub size: f64,
    /// Their radius in the units of the axes, above 0, in place of a size in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<f64>,
    /// Flat or round.
    #[serde(skip_serializing_if = "is_default")]
    pub shape: PointShape,
    /// The column of numbers that gives them their colour, by name or by number from 1. Default: their classes do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The column of numbers that gives them their size: the highest is drawn three times as large as the lowest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_by: Option<String>,
    /// Classes whose points are not drawn, by name; where the scene finds clusters, those by number from 1, or `noise`.
    /// Everything is still computed from all points. Names that there are not hide nothing. Default: all are drawn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<String>,
    /// Whether points are seen on the two walls behind the cloud as well as on the floor. Default false.
    #[serde(skip_serializing_if = "is_default")]
    pub walls: bool,
}

impl Default for Points {
    fn default() -> Self {
        Self {
            size: 1.0,
            radius: None,
            shape: PointShape::default(),
            color: None,
            size_by: None,
            hide: Vec::new(),
            walls: false,
        }
    }
}

impl Points {
    /// Hides a class, or shows it again.
    pub fn toggle(&mut self, class: &str) {
        let before = self.hide.len();
        self.hide.retain(|hidden| hidden != class);
        if self.hide.len() == before {
            self.hide.push(class.to_owned());
        }
    }

    /// Hides all classes but one, or shows all where that is so already.
    pub fn isolate(&mut self, class: &str, all: &[String]) {
        let others: Vec<String> = (all.iter().filter(|other| *other != class).cloned()).collect();
        let is_alone = !self.hide.iter().any(|hidden| hidden == class)
            && others.iter().all(|other| self.hide.contains(other));
        self.hide = if is_alone { Vec::new() } else { others };
    }
}

/// What a point looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PointShape {
    /// A disc facing the viewer.
    #[default]
    Disc,
    /// A ball in the light.
    Sphere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_hidden_and_isolated_and_shown_again() {
        let all = ["a", "b", "c"].map(String::from);
        let mut points = Points::default();
        points.toggle("b");
        points.toggle("a");
        assert_eq!(points.hide, ["b", "a"]);
        points.toggle("b");
        assert_eq!(points.hide, ["a"]);
        // One that is hidden itself comes forth alone.
        points.isolate("a", &all);
        assert_eq!(points.hide, ["b", "c"]);
        points.isolate("c", &all);
        assert_eq!(points.hide, ["a", "b"]);
        points.isolate("c", &all);
        assert_eq!(points, Points::default());
    }
}
