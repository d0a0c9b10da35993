//! Golden images: a dozen pictures that cover everything that is drawn.
//!
//! After an intended change, `GOLDEN=write make test` replaces them; look at them before committing. Drivers draw
//! edges differently, so pictures are compared on software drivers only.

use std::{env, fs::File, io::BufReader, path::Path};

use png::{BitDepth, ColorType, Decoder, Encoder};
use wgpu::{DeviceType, PowerPreference, RequestAdapterOptions};

use crate::drawing::*;

/// Scene names and what the pictures show.
const SCENES: [(&str, &str); 12] = [
    ("advertising", "a plot of the data behind a loss"),
    ("contour-descent", "contours from above, with their numbers"),
    ("dbscan-sweep", "clusters over a setting, charts, noise"),
    ("decaying-rate", "a function of one variable"),
    (
        "gradient-field",
        "two figures, a field of arrows, the tangent plane",
    ),
    ("kmeans", "regions of clusters, charts side by side"),
    ("l2-morph", "a surface between two shapes"),
    ("lr-heatmap", "the loss over steps and a setting"),
    (
        "one-step-explained",
        "the terms of an update, arrows at the ball",
    ),
    (
        "pca-projection",
        "points on their way to their principal components",
    ),
    ("rosenbrock", "trails, balls, names, a logarithmic height"),
    ("scaling", "four figures with tables"),
];
/// The playback time of all pictures.
const SECONDS: f64 = 3.0;
const SIZE: [u32; 2] = [480, 270];
/// The largest accepted difference of a channel. Software drivers differ by up to 3 between processors.
const MAX_DIFFERENCE: u8 = 4;

#[test]
fn pictures_match_their_golden_images() {
    if !draws_in_software() {
        eprintln!("skipped: graphics cards draw edges differently from the software driver");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/picture/golden");
    let writes = env::var_os("GOLDEN").is_some_and(|value| value == "write");
    let mut studio = studio(&simulated(SCENES[0].0, |_| {}), SIZE);
    let mut failures = Vec::new();
    for (name, what) in SCENES {
        studio.show(simulated(name, |_| {}));
        let picture = Picture::of(&mut studio, SIZE, SECONDS);
        let file = folder.join(format!("{name}.png"));
        if writes {
            write(&file, &picture);
            continue;
        }
        let difference = picture.difference(&read(&file));
        if difference.max_channel > MAX_DIFFERENCE {
            let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
            write(&made, &picture);
            failures.push(format!(
                "{name} ({what}): {difference:?}, see {}",
                made.display()
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Whether pictures are drawn by a software driver.
fn draws_in_software() -> bool {
    let instance =
        wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let adapter = bevy::tasks::block_on(instance.request_adapter(&RequestAdapterOptions {
        power_preference: PowerPreference::HighPerformance,
        ..RequestAdapterOptions::default()
    }));
    adapter.is_ok_and(|adapter| adapter.get_info().device_type == DeviceType::Cpu)
}

fn read(file: &Path) -> Picture {
    let open = File::open(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut reader = Decoder::new(BufReader::new(open)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let opaque: Vec<u8> = match info.color_type {
        ColorType::Rgba => bytes,
        ColorType::Rgb => bytes
            .chunks_exact(3)
            .flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255])
            .collect(),
        other => panic!("{}: {other:?}", file.display()),
    };
    Picture::new([info.width, info.height], &opaque)
}

fn write(file: &Path, picture: &Picture) {
    let [width, height] = picture.size;
    let mut encoder = Encoder::new(File::create(file).unwrap(), width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let rgb: Vec<u8> = picture
        .pixels
        .iter()
        .flat_map(|&[r, g, b, _]| [r, g, b])
        .collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&rgb).unwrap();
}
