//! The points whose names are drawn.

use std::collections::HashMap;

use super::CloudOutcome;
use crate::{
    math::excerpt::excerpt,
    scene::{MAX_POINT_NAMES, PointNames},
};

/// Points far from those with a name are searched among about this many.
const MAX_CANDIDATES: usize = 20_000;

impl CloudOutcome {
    /// The points whose names are drawn, at most 300; where names overlap, earlier ones take precedence. None if there is
    /// no column of names. The choice does not change from step to step.
    pub fn named_points(&self, names: &PointNames) -> Vec<usize> {
        if !self.has_names() {
            return Vec::new();
        }
        let most = MAX_POINT_NAMES as usize;
        match names {
            PointNames::None => Vec::new(),
            PointNames::Chosen(count) => self.chosen_points((*count as usize).min(most)),
            PointNames::All => self.chosen_points(most),
            PointNames::Named(names) => {
                let points = self.points_by_name();
                let known = names.iter().filter_map(|name| points.get(name.as_str()));
                known.copied().take(most).collect()
            }
        }
    }

    /// Whether a column of the data names the rows.
    pub fn has_names(&self) -> bool {
        self.name_column().is_some()
    }

    /// The name of a point from the column of names; none for a new sample, or if its name is missing.
    pub fn point_name(&self, point: usize) -> Option<&str> {
        let (_, words) = self.name_column()?;
        Some(words.get(self.row(point)?)).filter(|name| !name.is_empty())
    }

    /// Checks that there are points of the given names.
    ///
    /// # Errors
    /// The first unknown name, or that there is no column of names.
    pub(super) fn check_names(&self, names: &PointNames) -> Result<(), String> {
        let PointNames::Named(names) = names else {
            return Ok(());
        };
        if names.is_empty() {
            return Ok(());
        }
        if !self.has_names() {
            return Err(
                "has no column of names: of more than half of its rows, the text must be distinct (look.points.names)"
                    .to_owned(),
            );
        }
        let points = self.points_by_name();
        match names
            .iter()
            .find(|name| !points.contains_key(name.as_str()))
        {
            Some(name) => Err(format!(
                "has no point named {} (look.points.names)",
                excerpt(name)
            )),
            None => Ok(()),
        }
    }

    /// The first point of each name.
    fn points_by_name(&self) -> HashMap<&str, usize> {
        let Some((_, words)) = self.name_column() else {
            return HashMap::new();
        };
        let points = (0..self.data_count()).rev();
        points
            .filter_map(|point| Some((words.get(self.row(point)?), point)))
            .collect()
    }

    /// Points to name: the one nearest to the mean of each class or final cluster, then, one by one, the point that is
    /// farthest from all before it.
    fn chosen_points(&self, count: usize) -> Vec<usize> {
        let total = self.data_count();
        let stride = total.div_ceil(MAX_CANDIDATES).max(1);
        let (_, words) = match self.name_column() {
            Some(column) => column,
            None => return Vec::new(),
        };
        let is_named = |&point: &usize| {
            self.row(point)
                .is_some_and(|row| !words.get(row).is_empty())
        };
        let candidates: Vec<usize> = (0..total).step_by(stride).filter(is_named).collect();
        let mut chosen = self.central_points(&candidates);
        chosen.truncate(count.div_ceil(2));
        let mut nearest = vec![f64::INFINITY; candidates.len()];
        let mut measured = 0;
        while chosen.len() < count.min(candidates.len()) {
            for &named in &chosen[measured..] {
                for (nearest, &candidate) in nearest.iter_mut().zip(&candidates) {
                    *nearest = nearest.min(self.squared_distance(named, candidate));
                }
            }
            measured = chosen.len();
            // Without classes or clusters, the first is the point nearest to the mean of all.
            let best =
                (nearest.iter().enumerate()).max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
            match best {
                Some((index, &distance)) if distance > 0.0 => chosen.push(candidates[index]),
                _ => break,
            }
        }
        chosen
    }

    /// Of each class or final cluster, the candidate nearest to its mean, the largest group first.
    fn central_points(&self, candidates: &[usize]) -> Vec<usize> {
        let classes = self.classes_at(self.steps());
        let mut groups: HashMap<i32, (usize, [f64; 3])> = HashMap::new();
        for &point in candidates {
            if classes[point] >= 0 {
                let (count, sum) = groups.entry(classes[point]).or_default();
                *count += 1;
                for (sum, value) in sum.iter_mut().zip(self.points[point]) {
                    *sum += value;
                }
            }
        }
        let mut nearest: HashMap<i32, (f64, usize)> = HashMap::new();
        for &point in candidates {
            let Some((count, sum)) = groups.get(&classes[point]) else {
                continue;
            };
            let mean = sum.map(|sum| sum / *count as f64);
            let distance = squared_distance(mean, self.points[point]);
            let best = nearest.entry(classes[point]).or_insert((distance, point));
            if distance < best.0 {
                *best = (distance, point);
            }
        }
        let mut order: Vec<(usize, i32)> = (groups.iter())
            .map(|(class, (count, _))| (*count, *class))
            .collect();
        order.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        order.iter().map(|(_, class)| nearest[class].1).collect()
    }

    fn squared_distance(&self, a: usize, b: usize) -> f64 {
        squared_distance(self.points[a], self.points[b])
    }
}

fn squared_distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use super::*;
    use crate::{
        scene::Source,
        simulation::{Simulation, simulate},
    };

    fn cloud(names: &str) -> Result<Arc<CloudOutcome>, String> {
        let folder = tempfile::tempdir().unwrap();
        let rows =
            "city,land,x,y\nbern,a,0,0\noslo,a,1,0\nrome,a,2,0\nlima,b,9,0\npisa,b,9,1\n,b,9,40\n";
        fs::write(folder.path().join("t.csv"), rows).unwrap();
        let text = format!(
            r#"(version: 2, subject: Cloud(data: "t.csv", label: "land", axes: Columns),
                look: (points: (names: {names})))"#
        );
        let source = Source::parse(&text, folder.path()).map_err(|error| error.to_string())?;
        match simulate(&source, 0, None).map_err(|error| error.to_string())? {
            Simulation::Cloud(cloud) => Ok(cloud),
            _ => panic!("a cloud"),
        }
    }

    fn named(names: PointNames) -> Vec<&'static str> {
        let cloud = cloud("None").unwrap();
        let points = cloud.named_points(&names).into_iter();
        points
            .map(|point| match cloud.point_name(point).unwrap() {
                "bern" => "bern",
                "oslo" => "oslo",
                "rome" => "rome",
                "lima" => "lima",
                _ => "pisa",
            })
            .collect()
    }

    #[test]
    fn names_of_the_middle_of_each_class_come_first_then_those_far_apart() {
        assert_eq!(named(PointNames::Chosen(3)), ["oslo", "lima", "bern"]);
        assert_eq!(named(PointNames::All).len(), 5, "one row has no name");
        assert!(named(PointNames::None).is_empty());
    }

    #[test]
    fn listed_names_keep_their_order_and_must_exist() {
        let list = ["pisa", "bern"].map(str::to_owned).to_vec();
        assert_eq!(named(PointNames::Named(list)), ["pisa", "bern"]);
        assert_eq!(
            cloud(r#"Named(["bern", "ulm"])"#).unwrap_err(),
            "t.csv: has no point named ulm (look.points.names)"
        );
        let count = cloud("Chosen(0)").unwrap_err();
        assert_eq!(count, "look.points.names: Chosen is 0; it must be 1 to 300");
    }

    #[test]
    fn data_without_a_column_of_names_have_none() {
        let source = Source::open("iris").unwrap();
        let Simulation::Cloud(iris) = simulate(&source, 0, None).unwrap() else {
            panic!("a cloud");
        };
        assert!(!iris.has_names() && iris.named_points(&PointNames::All).is_empty());
    }
}
