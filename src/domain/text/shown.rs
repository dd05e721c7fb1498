//! Which characters a terminal may be given: those that have a shape of their own and stay in their place.

/// Combining marks that may stand on one another. Vietnamese has two and pointed Hebrew three; a tower of more covers the lines
/// around it.
pub const MAX_MARKS: usize = 4;

/// Whether a character has a shape: assigned, no control, no format, no private use, no invisible filler.
///
/// The classes are those that the standard library escapes when it shows text to a programmer: Cc, Cf, Cs, Co, Cn, Zl, Zp and
/// every space but the plain one, as of the Unicode of the compiler. Fillers and variation selectors are named on top of them.
pub fn is_shown(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    !is_filler(c) && (is_everyday(c) || !is_escaped(c))
}

/// Whether a character stands on the one before it and takes no cell of its own.
pub fn is_mark(c: char) -> bool {
    !c.is_ascii() && !is_everyday(c) && c.escape_debug().nth(1).is_some() && !is_escaped(c)
}

/// Letters of the three languages and what screens are drawn with: looked at first, since a frame has thousands of them.
fn is_everyday(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2500}'..='\u{28ff}')
}

/// Whether the standard library escapes it behind another character, where marks are left as they are.
fn is_escaped(c: char) -> bool {
    let behind: String = ['a', c].iter().collect();
    behind.escape_debug().nth(1) != Some(c)
}

/// Characters that have a place and no shape.
fn is_filler(c: char) -> bool {
    matches!(u32::from(c),
        0x00ad | 0x034f | 0x061c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xe000..=0xf8ff | 0xfe00..=0xfe0f | 0xfeff
        | 0xffa0 | 0xfff0..=0xfffb | 0xe_0000..=0xe_0fff | 0xf_0000..=0x10_ffff)
}
