//! The MP4 container (ISO/IEC 14496-12 and -15): one video track, with the index before the frames.
//!
//! The number of frames is known in advance, so space for the index is reserved at the beginning of the file and
//! encoded frames are written directly after it. Unused space becomes a `free` box.

use super::film::{FilmError, FrameSink};
use super::h264::{EncodeError, H264, ParameterSets, key_frame_interval};
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
    /// The last encoded frame; its buffer is reused.
    sample: Vec<u8>,
    samples: Samples,
    /// The bytes before the first frame, reserved for the index; known once the first frame has given the parameter
    /// sets.
    reserved_bytes: usize,
}

/// The size of each encoded frame in bytes, and the indices of the key frames.
#[derive(Default)]
struct Samples {
    sizes: Vec<u32>,
    key_frames: Vec<u32>,
}

impl Mp4Film {
    /// Starts a film in a temporary file in the folder of `target`.
    pub(super) fn create(target: &Path, settings: FilmSettings) -> Result<Self, FilmError> {
        Ok(Self {
            draft: Draft::create(target)?,
            encoder: H264::new(settings)?,
            settings,
            sample: Vec::new(),
            samples: Samples::default(),
            reserved_bytes: 0,
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

    /// The maximum size in bytes of everything before the frames: the size if every frame were a key frame in a file of
    /// 4 GiB or more.
    fn max_head_bytes(&self) -> Result<usize, EncodeError> {
        let frames = self.settings.frames as u32;
        let samples = Samples {
            sizes: vec![0; frames as usize],
            key_frames: (0..frames).collect(),
        };
        let moov = movie_box(
            self.settings,
            self.parameter_sets()?,
            &samples,
            u64::from(u32::MAX),
        );
        Ok(file_type().len() + moov.len() + BOX_HEADER + LARGE_BOX_HEADER)
    }
}

impl FrameSink for Mp4Film {
    fn push(&mut self, rgba: &[u8]) -> Result<(), FilmError> {
        let key = self.encoder.encode(rgba, &mut self.sample)?;
        if self.samples.sizes.is_empty() {
            self.reserved_bytes = self.max_head_bytes()?;
            self.seek(self.reserved_bytes)?;
        }
        if key {
            self.samples
                .key_frames
                .push(self.samples.sizes.len() as u32);
        }
        self.samples.sizes.push(self.sample.len() as u32);
        let sample = std::mem::take(&mut self.sample);
        self.write(|file| file.write_all(&sample))?;
        self.sample = sample;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<u64, FilmError> {
        let moov = movie_box(
            self.settings,
            self.parameter_sets()?,
            &self.samples,
            self.reserved_bytes as u64,
        );
        let payload: u64 = self.samples.sizes.iter().map(|&size| u64::from(size)).sum();
        let data_header = data_box_header(payload);
        let mut head = file_type();
        head.extend(moov);
        head.extend(free_box(
            self.reserved_bytes - head.len() - data_header.len(),
        ));
        head.extend(data_header);
        self.seek(0)?;
        self.write(|file| file.write_all(&head))?;
        Ok(self.draft.finish()?)
    }
}

/// A box: its size in bytes, its kind and its contents.
fn plain_box(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let size = BOX_HEADER + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(size);
    bytes.extend((size as u32).to_be_bytes());
    bytes.extend(kind);
    parts.iter().for_each(|part| bytes.extend(*part));
    bytes
}

/// A box that begins with a version (0) and flags.
fn full_box(kind: &[u8; 4], flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    let flags = flags.to_be_bytes();
    plain_box(kind, &[&[&flags[..]], parts].concat())
}

/// Numbers in big-endian order.
fn u32s(values: impl IntoIterator<Item = u32>) -> Vec<u8> {
    values.into_iter().flat_map(u32::to_be_bytes).collect()
}

fn file_type() -> Vec<u8> {
    plain_box(
        b"ftyp",
        &[b"isom", &u32s([512]), b"isom", b"iso2", b"avc1", b"mp41"],
    )
}

/// A box of `size` bytes (at least the size of a header) that readers skip.
fn free_box(size: usize) -> Vec<u8> {
    plain_box(b"free", &[&vec![0; size - BOX_HEADER]])
}

/// The header of the `mdat` box, which holds `payload` bytes.
fn data_box_header(payload: u64) -> Vec<u8> {
    match u32::try_from(payload + BOX_HEADER as u64) {
        Ok(size) => [&size.to_be_bytes()[..], b"mdat"].concat(),
        Err(_) => [
            &u32s([1])[..],
            b"mdat",
            &(payload + LARGE_BOX_HEADER as u64).to_be_bytes(),
        ]
        .concat(),
    }
}

/// The identity matrix, in 16.16 and 2.30 fixed point.
const IDENTITY: [u32; 9] = [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30];

/// The `moov` box, which is the index of the film; the first frame begins at byte `start` of the file.
fn movie_box(
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
    let data = plain_box(
        b"dinf",
        &[&full_box(
            b"dref",
            0,
            &[&u32s([1]), &full_box(b"url ", 1, &[])],
        )],
    );
    let information = plain_box(
        b"minf",
        &[
            &full_box(b"vmhd", 1, &[&[0; 8]]),
            &data,
            &sample_table(settings, parameter_sets, samples, start),
        ],
    );
    let media = plain_box(
        b"mdia",
        &[
            &full_box(
                b"mdhd",
                0,
                &[&u32s([0, 0, timescale, duration, undetermined_language])],
            ),
            &full_box(
                b"hdlr",
                0,
                &[&u32s([0]), b"vide", &[0; 12], b"VideoHandler\0"],
            ),
            &information,
        ],
    );
    let enabled_and_shown = 3;
    let track = plain_box(
        b"trak",
        &[
            &full_box(b"tkhd", enabled_and_shown, &[&u32s(track_header)]),
            &media,
        ],
    );
    plain_box(
        b"moov",
        &[&full_box(b"mvhd", 0, &[&u32s(movie_header)]), &track],
    )
}

fn sample_table(
    settings: FilmSettings,
    parameter_sets: &ParameterSets,
    samples: &Samples,
    start: u64,
) -> Vec<u8> {
    let frames = samples.sizes.len() as u32;
    let per_chunk = key_frame_interval(settings.fps).min(frames);
    let (chunks, rest) = (frames.div_ceil(per_chunk), frames % per_chunk);
    let mut runs = vec![1, per_chunk, 1];
    if rest != 0 && chunks > 1 {
        runs.extend([chunks, rest, 1]);
    }
    plain_box(
        b"stbl",
        &[
            &full_box(
                b"stsd",
                0,
                &[&u32s([1]), &visual_sample_entry(settings, parameter_sets)],
            ),
            &full_box(b"stts", 0, &[&u32s([1, frames, TICKS_PER_FRAME])]),
            &full_box(
                b"stss",
                0,
                &[
                    &u32s([samples.key_frames.len() as u32]),
                    &u32s(samples.key_frames.iter().map(|key| key + 1)),
                ],
            ),
            &full_box(b"stsc", 0, &[&u32s([runs.len() as u32 / 3]), &u32s(runs)]),
            &full_box(
                b"stsz",
                0,
                &[&u32s([0, frames]), &u32s(samples.sizes.iter().copied())],
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
    let count = u32s([offsets.len() as u32]);
    if offset < u64::from(u32::MAX) {
        return full_box(
            b"stco",
            0,
            &[
                &count,
                &u32s(offsets.into_iter().map(|offset| offset as u32)),
            ],
        );
    }
    let wide: Vec<u8> = offsets.into_iter().flat_map(u64::to_be_bytes).collect();
    full_box(b"co64", 0, &[&count, &wide])
}

fn visual_sample_entry(
    settings: FilmSettings,
    ParameterSets { sequence, picture }: &ParameterSets,
) -> Vec<u8> {
    let size = (settings.width << 16) | settings.height;
    let dots_per_inch = 72 << 16;
    let entry = u32s([0, 1, 0, 0, 0, 0, size, dots_per_inch, dots_per_inch, 0]);
    let one_frame_of_24_bits = [&[0, 1][..], &[0; 32], &[0, 24, 0xff, 0xff]].concat();
    let length = |unit: &[u8]| (unit.len() as u16).to_be_bytes();
    let lengths_of_four_bytes = 0xfc | 3;
    let configuration = plain_box(
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
    let colour = plain_box(b"colr", &[b"nclx", &[0, 1, 0, 1, 0, 1, 0]]);
    plain_box(
        b"avc1",
        &[&entry, &one_frame_of_24_bits, &configuration, &colour],
    )
}

#[cfg(test)]
#[path = "mp4_tests.rs"]
mod tests;
