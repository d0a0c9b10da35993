//! Parses exported charts as XML, and converts their points back into values by the ticks of their axes.

use std::time::Instant;

use roxmltree::{Document, Node};

use super::super::tests::{exported, job, landscape_outcome, source};
use crate::{
    record::interrupt::Interrupt,
    scene::Theme,
    simulation::LandscapeOutcome,
    view::{
        request::{ExportKind, ExportRequest},
        style::theme::Style,
    },
    words::{Language, Word},
};

fn svg(scene: &str, language: Language) -> String {
    String::from_utf8(exported(scene, ExportKind::Svg, language).unwrap()).unwrap()
}

fn group<'a>(document: &'a Document, name: &str) -> Node<'a, 'a> {
    let mut all = document.descendants();
    all.find(|node| node.attribute("id") == Some(name))
        .unwrap_or_else(|| panic!("no {name}"))
}

fn children<'a>(group: Node<'a, 'a>, tag: &str) -> Vec<Node<'a, 'a>> {
    group
        .children()
        .filter(|node| node.has_tag_name(tag))
        .collect()
}

fn number(node: Node, key: &str) -> f64 {
    node.attribute(key).unwrap().parse().unwrap()
}

fn points(line: Node) -> Vec<[f64; 2]> {
    let words = line.attribute("points").unwrap().split(' ');
    words
        .map(|word| {
            let (x, y) = word.split_once(',').unwrap();
            [x.parse().unwrap(), y.parse().unwrap()]
        })
        .collect()
}

/// Parses the number of a tick: −2.5·10⁻⁷, 10⁻³, 0.02.
fn tick_value(text: &str) -> f64 {
    let power = |text: &str| -> f64 {
        let digits = text.chars().map(|character| match character {
            '⁻' => '-',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁰' => '0',
            digit => char::from_digit(digit as u32 - '⁰' as u32, 10).unwrap(),
        });
        digits.collect::<String>().parse().unwrap()
    };
    let text = text.replace('−', "-");
    match text.split_once("·10") {
        Some((factor, exponent)) => factor.parse::<f64>().unwrap() * 10f64.powf(power(exponent)),
        None if text.starts_with("10")
            && text.ends_with(|character: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(character)) =>
        {
            10f64.powf(power(&text[2..]))
        }
        None => text.parse().unwrap(),
    }
}

/// The linear map from pixels to numbers through the first and the last tick.
fn axis(ticks: &[(f64, f64)]) -> impl Fn(f64) -> f64 + use<> {
    let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
    assert!(ticks.len() > 1);
    move |at| first.1 + (at - first.0) / (last.0 - first.0) * (last.1 - first.1)
}

/// The pixels and numbers of an axis's ticks.
fn ticks(chart: Node, vertical: bool) -> Vec<(f64, f64)> {
    let [anchor, key] = if vertical {
        ["end", "y1"]
    } else {
        ["middle", "x1"]
    };
    let rules = children(chart, "line");
    let rules = rules
        .iter()
        .filter(|rule| (number(**rule, "y1") == number(**rule, "y2")) == vertical);
    let texts = children(chart, "text");
    let texts = texts
        .iter()
        .filter(|text| text.attribute("text-anchor") == Some(anchor));
    rules
        .zip(texts)
        .map(|(rule, text)| (number(*rule, key), tick_value(text.text().unwrap())))
        .collect()
}

fn compared(
    document: &Document,
    chart: &str,
    log: bool,
    outcome: &LandscapeOutcome,
    values: impl Fn(usize) -> Vec<f64>,
) {
    let group = group(document, chart);
    let lines = children(group, "polyline");
    assert_eq!(lines.len(), outcome.runs.len(), "one line a run");
    let frame = group
        .descendants()
        .find(|node| node.has_tag_name("rect"))
        .unwrap();
    let frame = ["y", "height"].map(|key| number(frame, key));
    let x = axis(&ticks(group, false));
    let heights: Vec<(f64, f64)> = ticks(group, true)
        .into_iter()
        .map(|(at, value)| (at, if log { value.log10() } else { value }))
        .collect();
    let y = axis(&heights);
    let pixel = (y(1.0) - y(0.0)).abs();
    for (line, run) in lines.into_iter().zip(0..) {
        let values = values(run);
        let points = points(line);
        assert!(points.len() <= values.len());
        for [left, top] in points {
            let step = x(left).round();
            assert!((x(left) - step).abs() < 0.05, "{chart}: {step}");
            let value = values[step as usize];
            let height = if log { value.log10() } else { value };
            // Points far below the frame are drawn closer to it.
            if top > frame[0] + 4.9 * frame[1] {
                assert!(height <= y(top));
                continue;
            }
            // Coordinates and ticks are rounded to a hundredth of a pixel.
            assert!(
                (y(top) - height).abs() < 0.05 * pixel,
                "{chart}, run {run}, step {step}: {} {height}",
                y(top)
            );
        }
    }
}

#[test]
fn lines_go_through_the_values() {
    for scene in ["bowl", "learning-rates"] {
        let text = svg(scene, Language::English);
        let document = Document::parse(&text).unwrap();
        let outcome = landscape_outcome(scene, 0);
        let path = |run: usize| outcome.runs[run].trajectory.clone();
        compared(&document, "loss", false, &outcome, |run| {
            path(run).values.clone()
        });
        compared(&document, "loss-log", true, &outcome, |run| {
            path(run).values.clone()
        });
        compared(&document, "gradient-norm", true, &outcome, |run| {
            path(run).gradient_norms.clone()
        });
        let rates = group(&document, "learning-rate");
        assert_eq!(children(rates, "polyline").len(), outcome.runs.len());
    }
}

#[test]
fn names_are_exported_in_both_languages() {
    let scene = r#"(version: 1, title: (en: "A & B <i>", zh: "甲"), caption: "c \" d",
        subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, runs: [
            (optimizer: "gd(lr=0.1)", label: "a \"quoted\", <named> & run"),
            (optimizer: "adam(lr=0.3)", shown: false),
        ]))"#;
    for (language, title) in [(Language::English, "A & B <i>"), (Language::Chinese, "甲")] {
        let text = svg(scene, language);
        let document = Document::parse(&text).unwrap();
        let root = document.root_element();
        assert!(root.attribute("font-family").unwrap().ends_with("serif"));
        assert_eq!(children(root, "title")[0].text(), Some(title));
        let has_text = |text: &str| {
            document
                .descendants()
                .any(|node| node.has_tag_name("text") && node.text() == Some(text))
        };
        assert!(has_text(title) && has_text("a \"quoted\", <named> & run"));
        assert!(has_text(language.say(Word::LearningRate)) && has_text(language.say(Word::Step)));
        let legend = group(&document, "legend");
        assert_eq!(
            children(legend, "polyline").len(),
            1,
            "a run that is not shown has no line"
        );
    }
}

#[test]
fn charts_have_the_colours_of_the_theme() {
    for theme in ["Dark", "Light", "Projector"] {
        let scene = format!(
            r#"(version: 2, title: "t", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5,
                runs: [(optimizer: "gd(lr=0.1)")]), theme: {theme})"#
        );
        let text = svg(&scene, Language::English);
        let document = Document::parse(&text).unwrap();
        let theme = source(&scene).scene.theme;
        let style = Style::of(theme);
        let hex = |color: crate::view::style::theme::Rgb| {
            let [r, g, b] = color.0;
            Some(format!("#{r:02x}{g:02x}{b:02x}"))
        };
        let background = children(document.root_element(), "rect")[0];
        assert_eq!(
            background.attribute("fill").map(str::to_owned),
            hex(style.background_top)
        );
        let line = children(group(&document, "loss"), "polyline")[0];
        assert_eq!(
            line.attribute("stroke").map(str::to_owned),
            hex(style.series(0))
        );
        assert!(number(line, "stroke-width") > if theme == Theme::Projector { 2.5 } else { 1.5 });
    }
}

#[test]
fn everything_is_on_the_page() {
    for scene in ["bowl", "rosenbrock", "step-sizes", "schedules"] {
        for language in Language::ALL {
            let text = svg(scene, language);
            let document = Document::parse(&text).unwrap();
            let root = document.root_element();
            let [width, height] = ["width", "height"].map(|key| number(root, key));
            for node in document.descendants() {
                if node.has_tag_name("text") {
                    let (x, y) = (number(node, "x"), number(node, "y"));
                    assert!(
                        (0.0..=width).contains(&x) && (0.0..=height).contains(&y),
                        "{scene}: {node:?}"
                    );
                }
                if node.has_tag_name("polyline") {
                    // Points outside of a chart are clamped: readers use single precision.
                    assert!(
                        points(node)
                            .iter()
                            .all(|[x, y]| x.abs() < 1e5 && y.abs() < 1e5)
                    );
                }
            }
        }
    }
}

#[test]
fn pixels_match_the_vectors() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("charts.png");
    let request = ExportRequest {
        target: target.clone(),
        charts: true,
        size: Some([900, 600]),
        language: Some(Language::Chinese),
        ..ExportRequest::default()
    };
    let job = job("bowl", request);
    (job.run(Instant::now(), &Interrupt::new(), |_| {})).unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(target).unwrap());
    let mut reader = ::png::Decoder::new(file).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    assert_eq!((info.width, info.height), (900, 600));
    let style = Style::of(job.source.scene.theme);
    let count = |color: crate::view::style::theme::Rgb| {
        rgb.chunks(3).filter(|pixel| **pixel == color.0).count()
    };
    // The background, the lines of the runs and the text are drawn.
    assert!(count(style.background_top) > 300_000);
    assert!(count(style.series(0)) > 300, "{}", count(style.series(0)));
    assert!(count(style.text) > 100);
}

#[test]
fn each_figure_has_its_band() {
    let text = svg(super::super::tests::TWO_FIGURES, Language::English);
    let document = Document::parse(&text).unwrap();
    for (figure, runs) in [("figure-1", 2), ("figure-2", 1)] {
        for chart in ["loss", "loss-log", "learning-rate", "gradient-norm"] {
            let chart = group(&document, &format!("{figure}-{chart}"));
            assert_eq!(children(chart, "polyline").len(), runs);
        }
    }
}

#[test]
fn a_cloud_exports_its_own_charts() {
    let text = svg("iris", Language::English);
    let document = Document::parse(&text).unwrap();
    // One bar for each of four components, and the line of their sums.
    let variance = children(group(&document, "variance"), "polyline");
    assert_eq!(variance.len(), 5);
    let text = svg("kmeans", Language::English);
    let document = Document::parse(&text).unwrap();
    for chart in ["progress", "elbow"] {
        assert_eq!(children(group(&document, chart), "polyline").len(), 1);
    }
    let scene = r#"(version: 1, subject: Cloud(data: "iris", projection: "umap(n_epochs=3)"))"#;
    let refused = exported(scene, ExportKind::Svg, Language::English).unwrap_err();
    assert!(
        refused.contains("no charts") && refused.contains(".csv"),
        "{refused}"
    );
}
