//! Through tmux to the terminal behind it, where `allow-passthrough` is on.

/// The sequences wrapped so that tmux hands them on as they are: each ESC inside is doubled, and so is none
/// of them the end. tmux takes at most a megabyte in one; wrap sequence by sequence.
pub fn passed_through(sequences: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x1bPtmux;".to_vec();
    for &byte in sequences {
        if byte == b'\x1b' {
            bytes.push(byte);
        }
        bytes.push(byte);
    }
    bytes.extend(b"\x1b\\");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tmux_hands_on_exactly_what_was_wrapped(sequences: Vec<u8>) {
            // As tmux reads it: up to the first ESC that is not doubled, which must begin the end.
            let wrapped = passed_through(&sequences);
            let mut inside = wrapped.strip_prefix(b"\x1bPtmux;").unwrap().iter().copied().peekable();
            let mut handed_on = Vec::new();
            let end = loop {
                match (inside.next(), inside.peek()) {
                    (Some(b'\x1b'), Some(b'\x1b')) => {
                        inside.next();
                        handed_on.push(b'\x1b');
                    }
                    (Some(b'\x1b'), _) => break inside.collect::<Vec<u8>>(),
                    (Some(byte), _) => handed_on.push(byte),
                    (None, _) => panic!("no end"),
                }
            };
            prop_assert_eq!(handed_on, sequences);
            prop_assert_eq!(end, b"\\");
        }
    }
}
