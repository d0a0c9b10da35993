//! The MP4 container (ISO/IEC 14496-12 and -15): one video track, with the index before the frames.
//!
//! The number of frames is known in advance, so space for the index is reserved at the beginning of the file and
//! encoded frames are written directly after it. Unused space becomes a `free` box.

use super::film::{FilmError, Sink};
use super::h264::{EncodeError, H264, ParameterSets, key_interval};
use crate::{
    files::{Draft, WriteError},
    view::request::FilmSettings,
};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// Ticks per frame; the timescale is this times the frame rate, which is exact for any integer rate.
const TICKS_PER_FRAME: u32 = 1000;
/// Header sizes in bytes: of a box, and of an `mdat` box of 4 GiB or more.
const BOX_HEADER: usize = 8;
const LARGE_BOX_HEADER: usize = 16;

/// A film as MP4.
pub(super) struct Mp4Film {
    draft: Draft,
    encoder: H264,
    settings: FilmSettings,
    sample: Vec<u8>,
    samples: Samples,
    /// The bytes reserved for the index; known once the first frame has given the parameter sets.
    reserved: usize,
}

/// The size of every frame, and the indices of the key frames.
#[derive(Default)]
struct Samples {
    sizes: Vec<u32>,
    keys: Vec<u32>,
}

impl Mp4Film {
    /// Starts a film in a temporary file beside `target`.
    pub(super) fn create(target: &Path, settings: FilmSettings) -> Result<Self, FilmError> {
        Ok(Self {
            draft: Draft::create(target)?,
            encoder: H264::new(settings)?,
            settings,
            sample: Vec::new(),
            samples: Samples::default(),
            reserved: 0,
        })
    }

    fn parameter_sets(&self) -> Result<&ParameterSets, EncodeError> {
        self.encoder.parameter_sets().ok_or(EncodeError::NoPicture)
    }

    fn write(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        write(self.draft.file()).map_err(|error| self.draft.error(error))
    }

    fn seek(&mut self, to: usize) -> Result<(), WriteError> {
        self.draft
            .file()
            .seek(SeekFrom::Start(to as u64))
            .map_err(|error| self.draft.error(error))
            .map(drop)
    }

    /// The maximum size of everything before the frames.
    fn largest_head(&self) -> Result<usize, EncodeError> {
        let frames = self.settings.frames as u32;
        let samples = Samples {
            sizes: vec![0; frames as usize],
            keys: (0..frames).collect(),
        };
        let moov = movie(
            self.settings,
            self.parameter_sets()?,
            &samples,
            u64::from(u32::MAX),
        );
        Ok(file_type().len() + moov.len() + BOX_HEADER + LARGE_BOX_HEADER)
    }
}

impl Sink for Mp4Film {
    fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError> {
        let key = self.encoder.encode(rgba, &mut self.sample)?;
        if self.samples.sizes.is_empty() {
            self.reserved = self.largest_head()?;
            self.seek(self.reserved)?;
        }
        if key {
            self.samples.keys.push(self.samples.sizes.len() as u32);
        }
        self.samples.sizes.push(self.sample.len() as u32);
        let sample = std::mem::take(&mut self.sample);
        self.write(|file| file.write_all(&sample))?;
        self.sample = sample;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<u64, FilmError> {
        let moov = movie(
            self.settings,
            self.parameter_sets()?,
            &self.samples,
            self.reserved as u64,
        );
        let payload: u64 = self.samples.sizes.iter().map(|&size| u64::from(size)).sum();
        let data_header = data_header(payload);
        let mut head = file_type();
        head.extend(moov);
        head.extend(free(self.reserved - head.len() - data_header.len()));
        head.extend(data_header);
        self.seek(0)?;
        self.write(|file| file.write_all(&head))?;
        Ok(self.draft.finish()?)
    }
}

/// A box: its size, its kind and its contents.
fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let size = BOX_HEADER + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(size);
    bytes.extend((size as u32).to_be_bytes());
    bytes.extend(kind);
    parts.iter().for_each(|part| bytes.extend(*part));
    bytes
}

/// A box with version 0 and flags.
fn full(kind: &[u8; 4], flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    let flags = flags.to_be_bytes();
    boxed(kind, &[&[&flags[..]], parts].concat())
}

fn words(values: impl IntoIterator<Item = u32>) -> Vec<u8> {
    values.into_iter().flat_map(u32::to_be_bytes).collect()
}

fn file_type() -> Vec<u8> {
    boxed(
        b"ftyp",
        &[b"isom", &words([512]), b"isom", b"iso2", b"avc1", b"mp41"],
    )
}

/// A box of `size` bytes (at least the size of a header) that readers skip.
fn free(size: usize) -> Vec<u8> {
    boxed(b"free", &[&vec![0; size - BOX_HEADER]])
}

fn data_header(payload: u64) -> Vec<u8> {
    match u32::try_from(payload + BOX_HEADER as u64) {
        Ok(size) => [&size.to_be_bytes()[..], b"mdat"].concat(),
        Err(_) => [
            &words([1])[..],
            b"mdat",
            &(payload + LARGE_BOX_HEADER as u64).to_be_bytes(),
        ]
        .concat(),
    }
}

/// The identity matrix, in 16.16 and 2.30 fixed point.
const IDENTITY: [u32; 9] = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30];

/// The `moov` box of a film whose first frame begins at byte `start`.
fn movie(
    settings: FilmSettings,
    parameter_sets: &ParameterSets,
    samples: &Samples,
    start: u64,
) -> Vec<u8> {
    let timescale = settings.fps * TICKS_PER_FRAME;
    let duration = samples.sizes.len() as u32 * TICKS_PER_FRAME;
    // No dates, so that equal films are equal files.
    let movie_header = [0, 0, timescale, duration, 1 << 16, 0x0100 << 16, 0, 0]
        .into_iter()
        .chain(IDENTITY)
        .chain([0; 6])
        .chain([2]);
    let size = [settings.width << 16, settings.height << 16];
    let track_header = [0, 0, 1, 0, duration, 0, 0, 0, 0]
        .into_iter()
        .chain(IDENTITY)
        .chain(size);
    let undetermined_language = 0x55c4 << 16;
    let data = boxed(
        b"dinf",
        &[&full(b"dref", 0, &[&words([1]), &full(b"url ", 1, &[])])],
    );
    let information = boxed(
        b"minf",
        &[
            &full(b"vmhd", 1, &[&[0; 8]]),
            &data,
            &sample_table(settings, parameter_sets, samples, start),
        ],
    );
    let media = boxed(
        b"mdia",
        &[
            &full(
                b"mdhd",
                0,
                &[&words([0, 0, timescale, duration, undetermined_language])],
            ),
            &full(
                b"hdlr",
                0,
                &[&words([0]), b"vide", &[0; 12], b"VideoHandler\0"],
            ),
            &information,
        ],
    );
    let enabled_and_shown = 3;
    let track = boxed(
        b"trak",
        &[
            &full(b"tkhd", enabled_and_shown, &[&words(track_header)]),
            &media,
        ],
    );
    boxed(
        b"moov",
        &[&full(b"mvhd", 0, &[&words(movie_header)]), &track],
    )
}

fn sample_table(
    settings: FilmSettings,
    parameter_sets: &ParameterSets,
    samples: &Samples,
    start: u64,
) -> Vec<u8> {
    let frames = samples.sizes.len() as u32;
    let per_chunk = key_interval(settings.fps).min(frames);
    let (chunks, rest) = (frames.div_ceil(per_chunk), frames % per_chunk);
    let mut runs = vec![1, per_chunk, 1];
    if rest != 0 && chunks > 1 {
        runs.extend([chunks, rest, 1]);
    }
    boxed(
        b"stbl",
        &[
            &full(
                b"stsd",
                0,
                &[&words([1]), &visual_sample_entry(settings, parameter_sets)],
            ),
            &full(b"stts", 0, &[&words([1, frames, TICKS_PER_FRAME])]),
            &full(
                b"stss",
                0,
                &[
                    &words([samples.keys.len() as u32]),
                    &words(samples.keys.iter().map(|key| key + 1)),
                ],
            ),
            &full(b"stsc", 0, &[&words([runs.len() as u32 / 3]), &words(runs)]),
            &full(
                b"stsz",
                0,
                &[&words([0, frames]), &words(samples.sizes.iter().copied())],
            ),
            &chunk_offsets(&samples.sizes, per_chunk, start),
        ],
    )
}

fn chunk_offsets(sizes: &[u32], per_chunk: u32, start: u64) -> Vec<u8> {
    let mut offset = start;
    let offsets: Vec<u64> = sizes
        .chunks(per_chunk as usize)
        .map(|chunk| {
            let here = offset;
            offset += chunk.iter().map(|&size| u64::from(size)).sum::<u64>();
            here
        })
        .collect();
    let count = words([offsets.len() as u32]);
    if offset < u64::from(u32::MAX) {
        return full(
            b"stco",
            0,
            &[
                &count,
                &words(offsets.into_iter().map(|offset| offset as u32)),
            ],
        );
    }
    let wide: Vec<u8> = offsets.into_iter().flat_map(u64::to_be_bytes).collect();
    full(b"co64", 0, &[&count, &wide])
}

fn visual_sample_entry(
    settings: FilmSettings,
    ParameterSets { sequence, picture }: &ParameterSets,
) -> Vec<u8> {
    let size = (settings.width << 16) | settings.height;
    let dots_per_inch = 72 << 16;
    let entry = words([0, 1, 0, 0, 0, 0, size, dots_per_inch, dots_per_inch, 0]);
    let one_frame_of_24_bits = [&[0, 1][..], &[0; 32], &[0, 24, 0xff, 0xff]].concat();
    let length = |unit: &[u8]| (unit.len() as u16).to_be_bytes();
    let lengths_of_four_bytes = 0xfc | 3;
    let configuration = boxed(
        b"avcC",
        &[
            &[
                1,
                sequence[1],
                sequence[2],
                sequence[3],
                lengths_of_four_bytes,
                0xe0 | 1,
            ],
            &length(sequence),
            sequence,
            &[1],
            &length(picture),
            picture,
            // Required again for the High profile: 4:2:0, eight bits of luma and of chroma, no further sets.
            &[0xfc | 1, 0xf8, 0xf8, 0],
        ],
    );
    // BT.709 primaries, transfer and matrix in limited range (ISO/IEC 14496-12, 12.1.5).
    let colour = boxed(b"colr", &[b"nclx", &[0, 1, 0, 1, 0, 1, 0]]);
    boxed(
        b"avc1",
        &[&entry, &one_frame_of_24_bits, &configuration, &colour],
    )
}

#[cfg(test)]
#[path = "mp4_tests.rs"]
mod tests;
