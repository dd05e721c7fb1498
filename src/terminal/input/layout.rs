//! Kazakh and Russian layouts: which key a letter stands on.
//!
//! Tables from xkb (`symbols/ru`, `symbols/kz`). Crossterm 0.29 does not tell the physical key, so the letter
//! must do.

/// The letter's key on a Latin keyboard, for keys that are commands. Only letters beyond ASCII are folded:
/// whether `.` is a full stop or the Kazakh 7 cannot be told.
///
/// Letters keep their case; where the key bears a digit or a sign, the capital means the same key, because on
/// these layouts Caps Lock shifts it too.
pub fn fold_command(c: char) -> char {
    let Some(lower) = simple_lower(c) else { return c };
    match latin_key(lower) {
        Some(key) if lower == c => key,
        Some(key) => key.to_ascii_uppercase(),
        None => c,
    }
}

/// The key of the digit row, for fields of whole numbers: the digits, and `-` and `=` that follow them; none
/// for other keys.
///
/// The Kazakh layout puts letters there, and `"`, `,` and `.` on 1, 6 and 7.
pub fn fold_digit(c: char) -> Option<char> {
    match c {
        '"' => Some('1'),
        ',' => Some('6'),
        '.' => Some('7'),
        _ => digit_row(c),
    }
}

fn digit_row(c: char) -> Option<char> {
    Some(fold_command(c)).filter(|key| matches!(key, '0'..='9' | '-' | '='))
}

/// The lower case of a letter beyond ASCII.
fn simple_lower(c: char) -> Option<char> {
    if c.is_ascii() { None } else { single(c.to_lowercase()) }
}

fn single(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

/// The key of a small letter, row by row.
fn latin_key(letter: char) -> Option<char> {
    const CYRILLIC: &str = "әіңғүұқөһйцукенгшщзхъфывапролджэячсмитьбюё";
    const LATIN: &str = "2345890-=qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
    CYRILLIC.chars().zip(LATIN.chars()).find_map(|(cyrillic, latin)| (cyrillic == letter).then_some(latin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_letter_of_both_layouts_has_its_key() {
        let rows = [
            ("йцукенгшщзхъ", "qwertyuiop[]"),
            ("фывапролджэ", "asdfghjkl;'"),
            ("ячсмитьбюё", "zxcvbnm,.`"),
            ("ЙЦУКЕНГШЩЗХЪ", "QWERTYUIOP[]"),
            ("ФЫВАПРОЛДЖЭ", "ASDFGHJKL;'"),
            ("ЯЧСМИТЬБЮЁ", "ZXCVBNM,.`"),
            ("әіңғүұқөһ", "2345890-="),
            ("ӘІҢҒҮҰҚӨҺ", "2345890-="),
        ];
        for (typed, keys) in rows {
            assert_eq!(typed.chars().map(fold_command).collect::<String>(), keys);
            assert_eq!(typed.chars().count(), keys.chars().count());
        }
    }

    #[test]
    fn signs_and_latin_letters_are_not_folded_as_commands() {
        for c in (0..=127_u8).map(char::from).chain(['№', '₸', '沪', 'ß', 'İ']) {
            assert_eq!(fold_command(c), c);
        }
    }

    #[test]
    fn number_fields_take_the_kazakh_digit_row() {
        let typed = "\"әіңғ,.үұқөһ";
        assert_eq!(typed.chars().filter_map(fold_digit).collect::<String>(), "1234567890-=");
        for c in ['q', 'й', ' ', '№', '\n', '٣'] {
            assert_eq!(fold_digit(c), None, "{c:?}");
        }
    }

    fn folds_settle(c: char) -> bool {
        fold_command(fold_command(c)) == fold_command(c)
            && fold_digit(c).and_then(fold_digit) == fold_digit(c)
    }

    #[test]
    fn folding_twice_is_folding_once_for_every_letter_of_europe() {
        // Up to the end of the Cyrillic Supplement.
        for c in '\0'..='\u{52f}' {
            assert!(folds_settle(c), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(c: char) {
            prop_assert!(folds_settle(c));
        }
    }
}
