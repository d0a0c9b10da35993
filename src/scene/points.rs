use serde::{Deserialize, Serialize};

use super::defaults::{is_default, is_one};

/// The maximum number of names of points in a picture.
pub(crate) const MAX_POINT_NAMES: u32 = 300;

/// How the points of a cloud are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Points {
    /// A factor for the size of points, 0.1 to 10. Default 1: the fewer points, the larger they are.
    #[serde(skip_serializing_if = "is_one")]
    pub size: f64,
    /// The radius in units of the axes, above 0, in place of a size in pixels. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<f64>,
    /// The shape of a point. Default `Disc`.
    #[serde(skip_serializing_if = "is_default")]
    pub shape: PointShape,
    /// The numeric column that determines the colours, by name or by number from 1. Default: the classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The numeric column that determines the sizes; the maximum is drawn three times as large as the minimum. Default
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_by: Option<String>,
    /// Names of classes whose points are not drawn; with clusters, their numbers from 1, or `noise`. Hidden points
    /// still take part in all computations. Unknown names have no effect. Default: none are hidden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<String>,
    /// The points whose names are drawn, if a column of the data has names. Default `Chosen(12)`.
    #[serde(skip_serializing_if = "is_default")]
    pub names: PointNames,
    /// Whether points are projected on the two rear walls as well as on the floor. Default false.
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
            names: PointNames::default(),
            walls: false,
        }
    }
}

impl Points {
    /// Hides a class, or shows it if it is hidden.
    pub fn toggle_class(&mut self, class: &str) {
        let before = self.hide.len();
        self.hide.retain(|hidden| hidden != class);
        if self.hide.len() == before {
            self.hide.push(class.to_owned());
        }
    }

    /// Hides all classes except one, or shows all if this is so already.
    pub fn isolate_class(&mut self, class: &str, all: &[String]) {
        let others: Vec<String> = (all.iter().filter(|other| *other != class).cloned()).collect();
        let is_alone = !self.hide.iter().any(|hidden| hidden == class)
            && others.iter().all(|other| self.hide.contains(other));
        self.hide = if is_alone { Vec::new() } else { others };
    }
}

/// The shape of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PointShape {
    /// A flat disc that faces the viewer.
    #[default]
    Disc,
    /// A shaded sphere.
    Sphere,
}

/// The points whose names are drawn. A name column is a text column of which more than half of the values are distinct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PointNames {
    /// No names.
    None,
    /// At most this many, 1 to 300: first the point nearest to the mean of each class or cluster, then points far from
    /// those with a name.
    Chosen(u32),
    /// As many as fit.
    All,
    /// The points with these names; where they overlap, the first in the list takes precedence.
    Named(Vec<String>),
}

impl Default for PointNames {
    fn default() -> Self {
        Self::Chosen(12)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_can_be_hidden_isolated_and_shown_again() {
        let all = ["a", "b", "c"].map(String::from);
        let mut points = Points::default();
        points.toggle_class("b");
        points.toggle_class("a");
        assert_eq!(points.hide, ["b", "a"]);
        points.toggle_class("b");
        assert_eq!(points.hide, ["a"]);
        // Isolating a hidden class shows it.
        points.isolate_class("a", &all);
        assert_eq!(points.hide, ["b", "c"]);
        points.isolate_class("c", &all);
        assert_eq!(points.hide, ["a", "b"]);
        points.isolate_class("c", &all);
        assert_eq!(points, Points::default());
    }
}
