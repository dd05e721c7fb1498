//! Folding of words and numbers, so that two people who write them differently meet.
//!
//! Lower case; Kazakh letters as their nearest Russian ones; Cyrillic letters that look like Latin ones as those, so
//! that a plate is found whichever keyboard it was typed on. What is typed is folded the same way.

/// Folds a text to one term: letters and digits alone, in the form by which they are compared.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).map(twin).collect()
}

fn twin(c: char) -> char {
    match c {
        'а' | 'ә' => 'a',
        'в' => 'b',
        'е' | 'ё' => 'e',
        'к' | 'қ' => 'k',
        'м' => 'm',
        'н' | 'ң' => 'h',
        'о' | 'ө' | 'ö' => 'o',
        'р' => 'p',
        'с' | 'ç' => 'c',
        'т' => 't',
        'у' | 'ұ' | 'ү' => 'y',
        'х' | 'һ' => 'x',
        'и' | 'і' | 'ı' => 'i',
        'ғ' => 'г',
        'ü' => 'u',
        'ş' => 's',
        'ğ' => 'g',
        other => other,
    }
}
