//! Finding bytes, 64 at a time.

/// Gives each 64 bytes of a text with where they begin; zeros follow the last.
#[inline]
pub(super) fn each_chunk(text: &[u8], mut take: impl FnMut(u32, &[u8; 64])) {
    let (chunks, rest) = text.as_chunks();
    let mut last = [0; 64];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    for (start, chunk) in (0..).step_by(64).zip(chunks.iter().chain([&last])) {
        take(start, chunk);
    }
}

/// Which bytes are wanted, as bits.
///
/// First a byte 0 or 1 for each, which compilers do sixteen at a time, then eight of them by one
/// multiplication, which brings each to its bit.
#[inline]
pub(super) fn bits(chunk: &[u8; 64], is_wanted: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0; 64];
    for (flag, &byte) in flags.iter_mut().zip(chunk) {
        *flag = u8::from(is_wanted(byte));
    }
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, &eight| {
        let gathered = u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits << 8 | gathered
    })
}
