//! Encodes frames as H.264 with the built-in OpenH264.

use super::yuv::Yuv;
use crate::view::request::FilmSettings;
use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Complexity, Encoder, EncoderConfig, FrameRate, IntraFramePeriod, Level, Profile,
    QpRange, RateControlMode, VuiConfig,
};
use openh264::formats::YUVSlices;

/// The quantizer of all blocks. It is constant, so that quality does not pulse at key frames, and low enough for thin
/// lines and gradients.
const QUANTIZER: u8 = 18;
/// Pixels per bit, from which the level of the stream is derived; with a constant quantizer it has no other effect.
const NOMINAL_PIXELS_PER_BIT: u64 = 10;
/// The maximum frame rate for which OpenH264 derives the level; above it, the level is chosen here.
const MAX_ENCODER_FPS: u32 = 60;

/// An H.264 encoder for one film: High profile; BT.709 in limited range, declared in the stream; a key frame every two
/// seconds. It runs on one thread, so equal frames give equal bytes.
pub(super) struct H264 {
    encoder: Encoder,
    yuv: Yuv,
    settings: FilmSettings,
    parameter_sets: Option<ParameterSets>,
}

/// The parameter sets, which a decoder needs before the first frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ParameterSets {
    /// The sequence parameter set (ITU-T H.264, 7.3.2.1), without start code.
    pub(super) sequence: Vec<u8>,
    /// The picture parameter set (7.3.2.2), without start code.
    pub(super) picture: Vec<u8>,
}

/// The error of the H.264 encoder.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The library reported an error.
    #[error("the H.264 encoder failed: {0}")]
    Library(#[from] openh264::Error),
    /// The library returned no data for a frame.
    #[error("the H.264 encoder returned no data for a frame")]
    NoPicture,
}

impl H264 {
    /// An encoder for frames of `settings`, which have passed [`FilmSettings::check`].
    pub(super) fn new(settings: FilmSettings) -> Result<Self, EncodeError> {
        let pixels_per_second = settings.pixels() as u64 * u64::from(settings.fps);
        let bits_per_second = (pixels_per_second / NOMINAL_PIXELS_PER_BIT).min(200_000_000) as u32;
        let mut config = EncoderConfig::new()
            .profile(Profile::High)
            // The only mode that keeps the quantizer in its range and never drops a frame.
            .rate_control_mode(RateControlMode::Bufferbased)
            .qp(QpRange::new(QUANTIZER, QUANTIZER))
            .skip_frames(false)
            .adaptive_quantization(false)
            .background_detection(false)
            .scene_change_detect(false)
            .complexity(Complexity::Low)
            .intra_frame_period(IntraFramePeriod::from_num_frames(key_frame_interval(
                settings.fps,
            )))
            .max_frame_rate(FrameRate::from_hz(settings.fps as f32))
            .bitrate(BitRate::from_bps(bits_per_second))
            .num_threads(1)
            .vui(VuiConfig::bt709());
        if settings.fps > MAX_ENCODER_FPS {
            config = config.level(level(settings));
        }
        Ok(Self {
            encoder: Encoder::with_api_config(OpenH264API::from_source(), config)?,
            yuv: Yuv::new(settings.width as usize, settings.height as usize),
            settings,
            parameter_sets: None,
        })
    }

    /// Encodes the next frame (see [`Film::push`](super::film::Film::push)) into `sample` in the form of MP4: each NAL
    /// unit preceded by its length in four bytes, without parameter sets. Returns whether it is a key frame.
    pub(super) fn encode(
        &mut self,
        rgba: &[u8],
        sample: &mut Vec<u8>,
    ) -> Result<bool, EncodeError> {
        self.yuv.read_rgba(rgba);
        let (width, height) = (self.settings.width as usize, self.settings.height as usize);
        let planes = (&self.yuv.y[..], &self.yuv.u[..], &self.yuv.v[..]);
        let picture = YUVSlices::new(planes, (width, height), (width, width / 2, width / 2));
        let stream = self.encoder.encode(&picture)?;
        let (mut sequence, mut picture_parameters, mut is_key_frame) = (None, None, false);
        sample.clear();
        for layer in (0..stream.num_layers()).filter_map(|layer| stream.layer(layer)) {
            for unit in (0..layer.nal_count()).filter_map(|unit| layer.nal_unit(unit)) {
                let unit = without_start_code(unit);
                match unit.first().map(|header| header & 0x1f) {
                    None => {}
                    Some(7) => sequence = Some(unit.to_vec()),
                    Some(8) => picture_parameters = Some(unit.to_vec()),
                    Some(kind) => {
                        is_key_frame |= kind == 5;
                        sample.extend((unit.len() as u32).to_be_bytes());
                        sample.extend(unit);
                    }
                }
            }
        }
        if sample.is_empty() {
            return Err(EncodeError::NoPicture);
        }
        if let (None, Some(sequence), Some(picture)) =
            (&self.parameter_sets, sequence, picture_parameters)
        {
            self.parameter_sets = Some(ParameterSets { sequence, picture });
        }
        Ok(is_key_frame)
    }

    /// The parameter sets; none before the first frame.
    pub(super) fn parameter_sets(&self) -> Option<&ParameterSets> {
        self.parameter_sets.as_ref()
    }
}

/// The number of frames from one key frame to the next: two seconds.
pub(super) fn key_frame_interval(fps: u32) -> u32 {
    2 * fps
}

fn without_start_code(unit: &[u8]) -> &[u8] {
    let zeros = unit.iter().take_while(|&&byte| byte == 0).count();
    unit.get(zeros + 1..).unwrap_or(&[])
}

/// The lowest level that allows the macroblocks per second of `settings` (ITU-T H.264, table A-1), otherwise the
/// highest.
fn level(settings: FilmSettings) -> Level {
    const MACROBLOCKS_PER_SECOND: [(Level, u64); 7] = [
        (Level::Level_3_1, 108_000),
        (Level::Level_3_2, 216_000),
        (Level::Level_4_0, 245_760),
        (Level::Level_4_2, 522_240),
        (Level::Level_5_0, 589_824),
        (Level::Level_5_1, 983_040),
        (Level::Level_5_2, 2_073_600),
    ];
    let macroblocks =
        u64::from(settings.width.div_ceil(16)) * u64::from(settings.height.div_ceil(16));
    MACROBLOCKS_PER_SECOND
        .into_iter()
        .find(|&(_, limit)| macroblocks * u64::from(settings.fps) <= limit)
        .map_or(Level::Level_5_2, |(level, _)| level)
}
