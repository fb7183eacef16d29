//! The inside of a WAV file: chunks, format and samples, read as leniently as players do.
//!
//! For: files from recorders, telephone systems and pipes, with streamed sizes, odd chunks without a pad byte, A-law,
//! mu-law, float with any `fmt` size, and RF64. Not for: anything but RIFF (`kind_of` names other file types). We
//! wrote our own because `hound`, which writes our files, refuses all of these.

use audio_codec::{CodecType, create_decoder};

/// Sound as stored in the file: frames with one sample per channel.
#[derive(Debug)]
pub(super) struct Wave {
    pub(super) sample_rate: u32,
    pub(super) channels: usize,
    /// Samples in −1…1, interleaved by channel.
    pub(super) interleaved: Vec<f32>,
    /// Frames that the header announces; `None` if it was written before the length was known.
    pub(super) announced: Option<usize>,
}

/// Contents of the `fmt` chunk.
#[derive(Debug, Clone, Copy)]
struct Form {
    coding: u16,
    channels: usize,
    sample_rate: u32,
    bits: u16,
}

const PCM: u16 = 1;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const EXTENSIBLE: u16 = 0xfffe;
/// From this size on (just under 2 GB) the size was unknown when the header was written.
const UNKNOWN_SIZE: u64 = 0x7fff_0000;

/// Reads a whole file. The error is part of a sentence: "(…)".
pub(super) fn read_wave(bytes: &[u8]) -> Result<Wave, String> {
    if !matches!(bytes.get(..4), Some(b"RIFF" | b"RF64" | b"BW64")) || bytes.get(8..12) != Some(b"WAVE") {
        return Err(match kind_of(bytes) {
            Some(kind) => format!("it is {kind}. Convert it with `ffmpeg -i FILE question.wav`"),
            None => "it does not begin as one".to_owned(),
        });
    }
    let (mut position, mut form, mut long_size) = (12_usize, None, None);
    while let Some(header) = bytes.get(position..position.saturating_add(8)) {
        let size = u64::from(u32::from_le_bytes([header[4], header[5], header[6], header[7]]));
        let body = &bytes[position + 8..];
        match &header[..4] {
            b"ds64" => long_size = body.get(8..16).and_then(|size| size.try_into().ok()).map(u64::from_le_bytes),
            b"fmt " => form = Some(read_form(&body[..body.len().min(size as usize)])?),
            b"data" => {
                let form = form.ok_or("it has no `fmt ` chunk before its sound")?;
                let size = if size == u64::from(u32::MAX) { long_size.unwrap_or(size) } else { size };
                return read_samples(form, body, size);
            }
            _ => {}
        }
        position = next_chunk(bytes, position + 8, size);
    }
    Err(if form.is_some() { "it has no `data` chunk" } else { "it has no `fmt ` chunk" }.to_owned())
}

/// Position of the next chunk. A chunk of odd size has a pad byte, which some programs forget.
fn next_chunk(bytes: &[u8], body: usize, size: u64) -> usize {
    let end = body.saturating_add(usize::try_from(size).unwrap_or(usize::MAX));
    let begins = |at: usize| {
        let name = at.checked_add(4).and_then(|end| bytes.get(at..end));
        name.is_some_and(|name| name.iter().all(|letter| letter.is_ascii_alphanumeric() || *letter == b' '))
    };
    let padded = end.saturating_add(1);
    if !size.is_multiple_of(2) && (!begins(end) || begins(padded) && bytes.get(end) == Some(&0)) { padded } else { end }
}

fn read_form(chunk: &[u8]) -> Result<Form, String> {
    let word = |at: usize| chunk.get(at..at + 2).map(|word| u16::from_le_bytes([word[0], word[1]]));
    let (Some(coding), Some(channels), Some(bits)) = (word(0), word(2), word(14)) else {
        return Err("its `fmt ` chunk is cut short".to_owned());
    };
    let sample_rate = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
    if sample_rate == 0 || channels == 0 {
        return Err("no sample rate or no channels".to_owned());
    }
    // The actual coding is the first word of the sub-format GUID.
    let coding = if coding == EXTENSIBLE { word(24).unwrap_or(PCM) } else { coding };
    Ok(Form { coding, channels: usize::from(channels), sample_rate, bits })
}

fn read_samples(form: Form, body: &[u8], size: u64) -> Result<Wave, String> {
    let width = width_of(form)?;
    let frame = width * form.channels;
    let streamed = size >= UNKNOWN_SIZE || size == 0 && !begins_known_chunk(body);
    let there = if streamed { body.len() } else { body.len().min(usize::try_from(size).unwrap_or(usize::MAX)) };
    let sound = &body[..there - there % frame];
    // An incomplete last frame is silently dropped.
    let announced = (!streamed).then(|| (size as usize).saturating_sub(2 * frame) / frame);
    Ok(Wave {
        sample_rate: form.sample_rate,
        channels: form.channels,
        interleaved: samples_of(form, sound, width),
        announced,
    })
}

fn begins_known_chunk(bytes: &[u8]) -> bool {
    const KNOWN: [&[u8]; 9] = [b"LIST", b"fact", b"cue ", b"bext", b"JUNK", b"id3 ", b"ID3 ", b"smpl", b"PEAK"];
    bytes.get(..4).is_none_or(|name| KNOWN.contains(&name))
}

/// Bytes per sample.
fn width_of(form: Form) -> Result<usize, String> {
    match (form.coding, form.bits) {
        (PCM, bits @ (8 | 16 | 24 | 32)) | (FLOAT, bits @ (32 | 64)) => Ok(usize::from(bits / 8)),
        (A_LAW | MU_LAW, 8) => Ok(1),
        (PCM | FLOAT | A_LAW | MU_LAW, bits) => Err(format!("its samples have {bits} bits")),
        (coding, _) => {
            let name = match coding {
                0x02 | 0x11 => "ADPCM",
                0x31 => "GSM 6.10",
                0x50 | 0x55 => "MPEG",
                0x64 | 0x65 => "G.726 or G.722",
                0xff | 0x1610 => "AAC",
                _ => "an unknown coding",
            };
            Err(format!(
                "its sound is compressed as {name} ({coding:#06x}). Convert it with `ffmpeg -i FILE question.wav`"
            ))
        }
    }
}

fn samples_of(form: Form, sound: &[u8], width: usize) -> Vec<f32> {
    let law = |kind| create_decoder(kind).decode(sound).iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
    let samples: Vec<f32> = match form.coding {
        A_LAW => law(CodecType::PCMA),
        MU_LAW => law(CodecType::PCMU),
        _ => sound.chunks_exact(width).map(|sample| plain_sample(form.coding, sample)).collect(),
    };
    // Values far beyond full scale are not sound; squared they would overflow to infinity.
    let plain = |sample: f32| if sample.is_finite() { sample.clamp(-32_768.0, 32_768.0) } else { 0.0 };
    samples.into_iter().map(plain).collect()
}

#[allow(clippy::many_single_char_names)] // the bytes of one sample, in their order
fn plain_sample(coding: u16, bytes: &[u8]) -> f32 {
    match (coding, bytes) {
        (FLOAT, &[a, b, c, d]) => f32::from_le_bytes([a, b, c, d]),
        (FLOAT, &[a, b, c, d, e, f, g, h]) => f64::from_le_bytes([a, b, c, d, e, f, g, h]) as f32,
        (_, &[a]) => (f32::from(a) - 128.0) / 128.0,
        (_, &[a, b]) => f32::from(i16::from_le_bytes([a, b])) / 32_768.0,
        (_, &[a, b, c]) => i32::from_le_bytes([0, a, b, c]) as f32 / 2_147_483_648.0,
        (_, &[a, b, c, d]) => i32::from_le_bytes([a, b, c, d]) as f32 / 2_147_483_648.0,
        _ => 0.0,
    }
}

/// Names the type of a file that is not a WAV file, from its first bytes.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let begins = |at: usize, mark: &[u8]| bytes.get(at..at + mark.len()) == Some(mark);
    let first = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    let holds = |mark: &[u8]| first.windows(mark.len()).any(|window| window == mark);
    Some(match bytes {
        _ if begins(0, b"OggS") && holds(b"OpusHead") => "an Ogg file with Opus",
        _ if begins(0, b"OggS") => "an Ogg file",
        _ if begins(0, b"fLaC") => "a FLAC file",
        _ if begins(0, b"ID3") => "an MP3 file",
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 == 0 => "an AAC file",
        [0xff, second, ..] if second & 0xe0 == 0xe0 => "an MP3 file",
        _ if begins(4, b"ftyp") => "an MP4 or M4A file",
        [0x1a, 0x45, 0xdf, 0xa3, ..] => "a WebM or Matroska file",
        _ if begins(0, b"FORM") => "an AIFF file",
        _ if begins(0, b"#!AMR") => "an AMR file",
        _ if begins(0, b"caff") => "a CAF file",
        _ if begins(0, b".snd") => "an AU file",
        _ if begins(0, b"RIFX") => "a WAV file for other processors (RIFX)",
        [0x30, 0x26, 0xb2, 0x75, ..] => "a Windows Media file",
        _ if begins(0, b"MThd") => "a MIDI file, which has notes and no sound",
        _ if begins(0, b"RIFF") && begins(8, b"AVI ") => "an AVI film",
        _ if begins(0, b"%PDF") => "a PDF file, which has no sound",
        _ if begins(0, b"PK\x03\x04") => "a ZIP file; unpack it first",
        _ => return None,
    })
}
