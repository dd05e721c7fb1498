//! What the analysis, its documents and its verdict have in common, in words.

use crate::domain::analysis::{Curve, Discrepancy, FilterChain, Mark, Polarity};
use crate::domain::case::Case;
use crate::domain::registration::{GoodsLine, ShippingDocument};
use crate::domain::units::Grams;
use crate::ui::phrases;
use crate::words::{Value, Words};

/// A number with its thousands apart: `20 400`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Kilograms with the thousands apart: `20 400,5`.
pub fn kilograms(mass: Grams) -> String {
    let text = mass.to_kilograms();
    match text.split_once(',') {
        Some((_, fraction)) => format!("{},{fraction}", grouped(mass.0 / 1_000)),
        None => grouped(mass.0 / 1_000),
    }
}

/// A mark: its number and what was noted.
pub fn mark(words: Words, mark: &Mark) -> String {
    if mark.note.is_empty() {
        format!("{} {}", mark.number, words.say("analysis-no-note"))
    } else {
        format!("{} {}", mark.number, mark.note)
    }
}

/// A discrepancy: the goods line's place, its code and what was noted.
pub fn discrepancy(case: &Case, noted: &Discrepancy) -> String {
    let place = usize::from(noted.goods_line);
    let goods = case.registration.as_ref().and_then(|registration| registration.goods.get(place));
    format!("{} {}: {}", place + 1, goods.map_or("", |goods| &goods.code), noted.note)
}

/// A shipping document: kind, number, date.
pub fn document(words: Words, document: &ShippingDocument) -> String {
    let kind = phrases::document_kind(words, document.kind);
    match document.date {
        Some(date) => format!("{kind} {} · {}", document.number, date.format("%d.%m.%Y")),
        None => format!("{kind} {}", document.number),
    }
}

/// A goods line: code, description, packages, gross mass.
pub fn goods(words: Words, goods: &GoodsLine) -> String {
    let mut text = format!("{} {}", goods.code, goods.description);
    if let Some(packages) = goods.packages {
        let packages =
            words.say_with("analysis-packages", &[("count", Value::from(grouped(packages.into())))]);
        text = format!("{text} · {packages}");
    }
    let gross = words.say_with("analysis-kilograms", &[("mass", Value::from(kilograms(goods.gross)))]);
    format!("{text} · {gross}")
}

/// A filter chain: window, curve, sharpening, polarity; each a phrase.
pub fn chain(words: Words, chain: &FilterChain) -> Vec<String> {
    let window = words.say_with(
        "analysis-window",
        &[("low", Value::from(grouped(chain.low.into()))), ("high", Value::from(grouped(chain.high.into())))],
    );
    let curve = words.say(match chain.curve {
        Curve::Linear => "analysis-curve-linear",
        Curve::Logarithm => "analysis-curve-logarithm",
    });
    let sharpen = words.say_with("analysis-sharpen", &[("step", Value::from(chain.sharpen))]);
    let polarity = words.say(match chain.polarity {
        Polarity::Normal => "analysis-polarity-normal",
        Polarity::Inverted => "analysis-polarity-inverted",
    });
    vec![window, curve, sharpen, polarity]
}

/// Transmission as a share of air: `0,031`.
pub fn transmission(value: u16) -> String {
    let thousandths = (u32::from(value) * 1_000 + u32::from(u16::MAX) / 2) / u32::from(u16::MAX);
    format!("{},{:03}", thousandths / 1_000, thousandths % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_at_a_glance() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1 000"), (20_400_500, "20 400 500")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(kilograms(Grams(20_400_500)), "20 400,5");
        assert_eq!(kilograms(Grams(1_150_000)), "1 150");
    }

    #[test]
    fn transmission_is_a_share_of_air() {
        for (value, text) in [(0, "0,000"), (2_032, "0,031"), (32_768, "0,500"), (65_535, "1,000")] {
            assert_eq!(transmission(value), text);
        }
    }
}
