//! A parser of mp4 files: their boxes (ISO/IEC 14496-12) and, with a decoder, their frames.

use openh264::{decoder::Decoder, formats::YUVSource};

use crate::program::Picture;

const TABLE: [&str; 5] = ["moov", "trak", "mdia", "minf", "stbl"];
const START_CODE: [u8; 4] = [0, 0, 0, 1];

pub struct Mp4(pub Vec<u8>);

impl Mp4 {
    /// The kinds of the top-level boxes, in order.
    pub fn boxes(&self) -> Vec<String> {
        boxes(&self.0).into_iter().map(|(kind, _)| kind).collect()
    }

    /// Frames per second: the timescale of the track, divided by the duration of each frame.
    pub fn fps(&self) -> f64 {
        let timescale = word(inside(&self.0, &["moov", "trak", "mdia", "mdhd"]), 12);
        let durations = inside(self.table(), &["stts"]);
        assert_eq!(word(durations, 4), 1, "all frames last equally long");
        timescale as f64 / word(durations, 12) as f64
    }

    /// The codes of the colour primaries, transfer and matrix, and whether the range is full.
    pub fn colours(&self) -> (Vec<u16>, bool) {
        let colours = inside(self.sample_entry(), &["colr"]);
        assert_eq!(&colours[..4], b"nclx");
        let codes = colours[4..10].chunks(2);
        let codes = codes.map(|code| u16::from_be_bytes([code[0], code[1]]));
        (codes.collect(), colours[10] & 0x80 != 0)
    }

    /// All frames, decoded.
    pub fn frames(&self) -> Vec<Picture> {
        let mut decoder = Decoder::new().unwrap();
        let sets = self.parameter_sets();
        decoder.decode(&sets).unwrap();
        self.samples()
            .map(|sample| {
                let stream = annex_b(sample);
                let decoded = decoder.decode(&stream).unwrap();
                picture(&decoded.expect("every sample is a frame"))
            })
            .collect()
    }

    fn table(&self) -> &[u8] {
        inside(&self.0, &TABLE)
    }

    /// The boxes after the fixed fields of the only sample entry, `avc1`.
    fn sample_entry(&self) -> &[u8] {
        &inside(self.table(), &["stsd"])[8 + 8 + 78..]
    }

    fn parameter_sets(&self) -> Vec<u8> {
        let record = inside(self.sample_entry(), &["avcC"]);
        let length = |at: usize| usize::from(u16::from_be_bytes([record[at], record[at + 1]]));
        let sequence = 8..8 + length(6);
        let picture = sequence.end + 3..sequence.end + 3 + length(sequence.end + 1);
        [
            &START_CODE,
            &record[sequence],
            &START_CODE,
            &record[picture],
        ]
        .concat()
    }

    /// The bytes of each frame: the chunks of the only track are contiguous, and so are their samples.
    fn samples(&self) -> impl Iterator<Item = &[u8]> {
        let (table, bytes) = (self.table(), &self.0);
        let sizes = inside(table, &["stsz"]);
        let mut at = word(inside(table, &["stco"]), 8);
        (0..word(sizes, 8)).map(move |number| {
            let size = word(sizes, 12 + 4 * number);
            at += size;
            &bytes[at - size..at]
        })
    }
}

/// Replaces length prefixes by start codes, as the decoder expects.
fn annex_b(sample: &[u8]) -> Vec<u8> {
    let (mut stream, mut at) = (Vec::new(), 0);
    while at < sample.len() {
        let size = word(sample, at);
        stream.extend(START_CODE);
        stream.extend(&sample[at + 4..at + 4 + size]);
        at += 4 + size;
    }
    stream
}

/// Converts Y'CbCr in limited range to R'G'B' with the matrix of ITU-R BT.709.
fn picture(yuv: &impl YUVSource) -> Picture {
    let (width, height) = yuv.dimensions();
    let (luma, chroma, _) = yuv.strides();
    let mut rgb = Vec::with_capacity(3 * width * height);
    for row in 0..height {
        for column in 0..width {
            let at = row / 2 * chroma + column / 2;
            let y = (f64::from(yuv.y()[row * luma + column]) - 16.0) / 219.0;
            let cb = (f64::from(yuv.u()[at]) - 128.0) / 224.0;
            let cr = (f64::from(yuv.v()[at]) - 128.0) / 224.0;
            let channels = [
                y + 1.5748 * cr,
                y - 0.187_324 * cb - 0.468_124 * cr,
                y + 1.8556 * cb,
            ];
            rgb.extend(channels.map(|channel| (channel * 255.0).round().clamp(0.0, 255.0) as u8));
        }
    }
    Picture {
        size: [width, height],
        rgb,
    }
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn boxes(bytes: &[u8]) -> Vec<(String, &[u8])> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let size = word(bytes, at);
        let kind = String::from_utf8(bytes[at + 4..at + 8].to_vec()).unwrap();
        found.push((kind, &bytes[at + 8..at + size]));
        at += size;
    }
    found
}

fn inside<'a>(bytes: &'a [u8], path: &[&str]) -> &'a [u8] {
    path.iter().fold(bytes, |bytes, kind| {
        let found = boxes(bytes).into_iter().find(|found| found.0 == *kind);
        found.unwrap_or_else(|| panic!("there is no {kind}")).1
    })
}
