//! Numbers in as few bytes as they need: seven bits a byte, the lowest first.

/// The longest: 64 bits in sevens.
pub(in crate::store) const MAX_BYTES: usize = 10;

/// Appends a number.
pub(in crate::store) fn push(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push((value & 0x7f) as u8);
}

/// Appends a difference: small ones of either sign are short.
pub(in crate::store) fn push_signed(bytes: &mut Vec<u8>, value: i64) {
    push(bytes, ((value << 1) ^ (value >> 63)).cast_unsigned());
}

/// Takes a number off the front; `None` when none stands there.
pub(in crate::store) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for place in 0..MAX_BYTES {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(u32::try_from(place * 7).ok()?)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Takes a number of at most 32 bits off the front.
pub(in crate::store) fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(bytes)?).ok()
}

/// Takes a difference off the front.
pub(in crate::store) fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    let value = take(bytes)?;
    Some((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
}

/// Takes one byte off the front.
pub(in crate::store) fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*byte)
}

/// Takes `count` bytes off the front.
pub(in crate::store) fn take_bytes<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_read_as_they_were_written(value in any::<u64>(), signed in any::<i64>(), shift in 0u32..64) {
            let mut bytes = Vec::new();
            push(&mut bytes, value >> shift);
            push_signed(&mut bytes, signed >> shift);
            let mut rest = bytes.as_slice();
            prop_assert_eq!(take(&mut rest), Some(value >> shift));
            prop_assert_eq!(take_signed(&mut rest), Some(signed >> shift));
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn any_bytes_are_a_number_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
            let mut rest = bytes.as_slice();
            while take(&mut rest).is_some() {}
        }
    }
}
