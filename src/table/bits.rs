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

/// Which bytes are among those that are wanted, as bits.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
pub(super) fn bits<const N: usize>(chunk: &[u8; 64], wanted: [u8; N]) -> u64 {
    use wide::u8x64;

    let bytes = u8x64::new(*chunk);
    let found = wanted.map(|byte| bytes.simd_eq(u8x64::splat(byte)));
    let found = found.into_iter().reduce(|all, it| all | it);
    found.map_or(0, u8x64::to_bitmask)
}

/// The same in so many words: built for size, reading takes longer with wide.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
pub(super) fn bits<const N: usize>(chunk: &[u8; 64], wanted: [u8; N]) -> u64 {
    use core::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128_or};

    let (eights, _) = chunk.as_chunks::<8>();
    let (sixteens, _) = eights.as_chunks::<2>();
    sixteens.iter().rev().fold(0, |bits, &[low, high]| {
        let bytes = u64x2(u64::from_le_bytes(low), u64::from_le_bytes(high));
        let is = |byte: &u8| u8x16_eq(bytes, u8x16_splat(*byte));
        let found = wanted
            .iter()
            .map(is)
            .fold(u64x2(0, 0), |all, it| v128_or(all, it));
        bits << 16 | u64::from(u8x16_bitmask(found))
    })
}

#[cfg(test)]
mod tests {
    use super::bits;

    #[test]
    fn every_wanted_byte_has_its_bit() {
        let wanted = [b';', b'\n', b'\r', b'"'];
        let mut last = 0_u8;
        let text: [u8; 64] = std::array::from_fn(|_| {
            last = last.wrapping_add(37);
            last
        });
        let plain = text.map(|byte| if wanted.contains(&byte) { 0 } else { byte });
        assert_eq!(bits(&plain, wanted), 0);
        for byte in wanted {
            for place in 0..64 {
                let mut chunk = plain;
                chunk[place] = byte;
                chunk[place / 2] = b'"';
                assert_eq!(bits(&chunk, wanted), 1 << place | 1 << (place / 2));
                let is_quote = u64::from(byte == b'"');
                assert_eq!(bits(&chunk, [b'"']), is_quote << place | 1 << (place / 2));
            }
        }
    }
}
