//! Runs the program in a temporary folder and reads the pictures that it wrote.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

/// A temporary folder for the files of a test.
pub struct Workspace(TempDir);

impl Workspace {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `fallline render` with this folder as the current one.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fallline"));
        command
            .arg("render")
            .args(arguments.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn start(&self, arguments: &str) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Renders, and checks that nothing is printed.
    pub fn render(&self, arguments: &str) {
        let output = self.command(arguments).output().unwrap();
        assert_eq!(
            (
                output.status.code(),
                text(&output.stdout),
                text(&output.stderr)
            ),
            (Some(0), "", ""),
            "{arguments}"
        );
    }

    /// The names of all files in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        names(self.0.path())
    }

    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    pub fn picture(&self, name: &str) -> Picture {
        Picture::open(&self.path(name))
    }
}

pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Checks that a command failed with an exit code and one line, and returns the line.
pub fn failure(output: &Output, code: i32) -> &str {
    let stderr = text(&output.stderr);
    assert_eq!(
        (output.status.code(), stderr.lines().count()),
        (Some(code), 1),
        "{stderr}"
    );
    assert!(stderr.starts_with("error: "), "{stderr}");
    stderr.trim_end()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A picture with RGB pixels, from the top left.
#[derive(Clone, PartialEq)]
pub struct Picture {
    pub size: [usize; 2],
    pub rgb: Vec<u8>,
}

impl Picture {
    pub fn open(path: &Path) -> Self {
        let file = std::io::BufReader::new(fs::File::open(path).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgb);
        Self {
            size: [info.width as usize, info.height as usize],
            rgb,
        }
    }

    /// The mean absolute difference per channel, 0 to 255.
    pub fn difference(&self, other: &Self) -> f64 {
        assert_eq!(self.size, other.size);
        let pairs = self.rgb.iter().zip(&other.rgb);
        let sum: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        sum as f64 / self.rgb.len() as f64
    }
}
