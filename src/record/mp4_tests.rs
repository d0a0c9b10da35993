use super::*;
use crate::record::film::Film;
use openh264::decoder::Decoder;
use openh264::formats::YUVSource;
use std::fs;
use std::path::PathBuf;

const SETTINGS: FilmSettings = FilmSettings {
    width: 98,
    height: 70,
    fps: 3,
    frames: 20,
};

/// The left half has a constant colour, the right half one that changes with the frame.
fn frame(settings: FilmSettings, number: u64) -> Vec<u8> {
    let width = settings.width as usize;
    let pixel = |x: usize| {
        if x < width / 2 {
            [200, 60, 30, 255]
        } else {
            [20, 90, 10 * number as u8, 255]
        }
    };
    (0..settings.pixels())
        .flat_map(|index| pixel(index % width))
        .collect()
}

fn film(folder: &Path) -> (PathBuf, Vec<u8>) {
    let target = folder.join("a.mp4");
    let mut film = Film::create(&target, SETTINGS).unwrap();
    (0..SETTINGS.frames).for_each(|number| film.push(&frame(SETTINGS, number)).unwrap());
    let size = film.finish().unwrap();
    let bytes = fs::read(&target).unwrap();
    assert_eq!(size, bytes.len() as u64);
    (target, bytes)
}

fn word(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

/// The kind and contents of each box, in order.
fn boxes(bytes: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let size = word(bytes, at);
        found.push((
            bytes[at + 4..at + 8].try_into().unwrap(),
            &bytes[at + 8..at + size],
        ));
        at += size;
    }
    found
}

fn inside<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> &'a [u8] {
    path.iter().fold(bytes, |bytes, kind| {
        boxes(bytes)
            .into_iter()
            .find(|found| found.0 == **kind)
            .unwrap()
            .1
    })
}

const TABLE: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];

/// The bits of a parameter set, without emulation prevention bytes.
struct Bits(Vec<bool>, usize);

impl Bits {
    fn of(unit: &[u8]) -> Self {
        let kept =
            (0..unit.len()).filter(|&at| at < 2 || unit[at] != 3 || unit[at - 2..at] != [0, 0]);
        Self(
            kept.flat_map(|at| (0..8).rev().map(move |bit| unit[at] >> bit & 1 == 1))
                .collect(),
            0,
        )
    }

    fn take(&mut self, count: usize) -> u32 {
        self.1 += count;
        self.0[self.1 - count..self.1]
            .iter()
            .fold(0, |value, &bit| value << 1 | u32::from(bit))
    }

    fn golomb(&mut self) -> u32 {
        let zeros = self.0[self.1..].iter().take_while(|&&bit| !bit).count();
        self.take(2 * zeros + 1) - 1
    }
}

#[test]
fn the_index_precedes_the_frames_and_they_decode() {
    let folder = tempfile::tempdir().unwrap();
    let (_, bytes) = film(folder.path());
    let kinds: Vec<[u8; 4]> = boxes(&bytes).iter().map(|found| found.0).collect();
    assert_eq!(kinds, [*b"ftyp", *b"moov", *b"free", *b"mdat"]);

    let table = inside(&bytes, &TABLE);
    let sizes = inside(table, &[b"stsz"]);
    assert_eq!(word(sizes, 8), 20);
    assert_eq!(inside(table, &[b"stts"])[4..], u32s([1, 20, 1000]));
    assert_eq!(
        word(inside(&bytes, &TABLE[..3]), 8 + 12),
        3000,
        "ticks per second"
    );
    assert_eq!(
        inside(table, &[b"stss"])[4..],
        u32s([4, 1, 7, 13, 19]),
        "a key frame every two seconds"
    );
    assert_eq!(inside(table, &[b"stsc"])[4..], u32s([2, 1, 6, 1, 4, 2, 1]));

    let entry = &inside(table, &[b"stsd"])[8..];
    let avc = &inside(&entry[8 + 78..], &[b"avcC"]);
    assert_eq!(avc[1], 100, "High profile");
    let sequence = &avc[8..8 + usize::from(avc[7])];
    let picture = &avc[8 + sequence.len() + 3..avc.len() - 4];
    let start_code = [0, 0, 0, 1];
    let mut decoder = Decoder::new().unwrap();
    decoder
        .decode(&[&start_code, sequence, &start_code, picture].concat())
        .unwrap();
    let chunk_starts = inside(table, &[b"stco"]);
    let mut at = 0;
    for number in 0..20 {
        if number % 6 == 0 {
            at = word(chunk_starts, 8 + 4 * (number / 6));
        }
        let size = word(sizes, 12 + 4 * number);
        let (sample, mut stream) = (&bytes[at..at + size], Vec::new());
        let mut unit = 0;
        while unit < size {
            stream.extend(start_code);
            stream.extend(&sample[unit + 4..unit + 4 + word(sample, unit)]);
            unit += 4 + word(sample, unit);
        }
        at += size;
        let decoded = decoder
            .decode(&stream)
            .unwrap()
            .expect("every sample is a frame");
        assert_eq!(decoded.dimensions(), (98, 70));
        let mut expected = crate::record::yuv::Yuv::new(98, 70);
        expected.read_rgba(&frame(SETTINGS, number as u64));
        for x in [10, 80] {
            let (chroma, stride) = (35 / 2 * decoded.strides().1 + x / 2, decoded.strides().0);
            let found = [
                decoded.y()[35 * stride + x],
                decoded.u()[chroma],
                decoded.v()[chroma],
            ];
            let expected = [
                expected.y[35 * 98 + x],
                expected.u[17 * 49 + x / 2],
                expected.v[17 * 49 + x / 2],
            ];
            let close = found
                .iter()
                .zip(expected)
                .all(|(&found, expected)| found.abs_diff(expected) <= 2);
            assert!(close, "frame {number} at {x}: {found:?} for {expected:?}");
        }
    }
    assert_eq!(at, bytes.len(), "the last frame ends the file");
}

#[test]
fn stream_and_container_declare_bt_709_in_limited_range() {
    let folder = tempfile::tempdir().unwrap();
    let (_, bytes) = film(folder.path());
    let table = inside(&bytes, &TABLE);
    let entry = &inside(table, &[b"stsd"])[8 + 8 + 78..];
    assert_eq!(
        inside(entry, &[b"colr"]),
        [&b"nclx"[..], &[0, 1, 0, 1, 0, 1, 0]].concat()
    );
    let avc = inside(entry, &[b"avcC"]);
    let mut bits = Bits::of(&avc[8..8 + usize::from(avc[7])]);
    // Syntax of ITU-T H.264, 7.3.2.1.1 and E.1.1.
    assert_eq!(bits.take(8) & 31, 7);
    assert_eq!(bits.take(24) >> 16, 100);
    assert_eq!(
        (
            bits.golomb(),
            bits.golomb(),
            bits.golomb(),
            bits.golomb(),
            bits.take(2)
        ),
        (0, 1, 0, 0, 0)
    );
    assert_eq!(
        (bits.golomb() + 4, bits.golomb()),
        (15, 2),
        "frame numbers; shown in the order of coding"
    );
    let (_references, _gaps) = (bits.golomb(), bits.take(1));
    assert_eq!(
        (bits.golomb() + 1, bits.golomb() + 1),
        (7, 5),
        "macroblocks"
    );
    let (_frames_only, _direct) = (bits.take(1), bits.take(1));
    let crop = (bits.take(1), [(); 4].map(|()| bits.golomb()));
    assert_eq!(crop, (1, [0, 7, 0, 5]), "112x80 cropped to 98x70");
    assert_eq!(
        (bits.take(1), bits.take(1), bits.take(1)),
        (1, 0, 0),
        "usability information without aspect and overscan"
    );
    assert_eq!(
        (bits.take(1), bits.take(3), bits.take(1), bits.take(1)),
        (1, 5, 0, 1),
        "signal type, limited range"
    );
    assert_eq!(
        [bits.take(8), bits.take(8), bits.take(8)],
        [1, 1, 1],
        "BT.709 primaries, transfer, matrix"
    );
}

#[test]
fn the_same_film_is_the_same_file() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    assert!(film(folders[0].path()).1 == film(folders[1].path()).1);
}

#[test]
fn a_film_that_fails_or_is_dropped_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.mp4");
    fs::write(&target, "old").unwrap();
    let mut short = Film::create(&target, SETTINGS).unwrap();
    short.push(&frame(SETTINGS, 0)).unwrap();
    assert!(matches!(
        short.push(&[0; 4]),
        Err(FilmError::FrameSize { .. })
    ));
    assert!(matches!(
        short.finish(),
        Err(FilmError::FrameCount {
            found: 1,
            expected: 20
        })
    ));
    let mut dropped = Film::create(&target, SETTINGS).unwrap();
    dropped.push(&frame(SETTINGS, 0)).unwrap();
    drop(dropped);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(target).unwrap(), "old");
}

#[test]
fn films_beyond_four_gigabytes_have_wide_offsets() {
    let wide = chunk_offsets(&[u32::MAX / 2; 4], 2, 100);
    assert_eq!(&wide[4..8], b"co64");
    assert_eq!(
        wide[16..],
        [100u64, 100 + 2 * u64::from(u32::MAX / 2)]
            .map(u64::to_be_bytes)
            .concat()
    );
    assert_eq!(data_box_header(u64::from(u32::MAX)).len(), LARGE_BOX_HEADER);
    assert_eq!(data_box_header(92), [&[0, 0, 0, 100][..], b"mdat"].concat());
}
