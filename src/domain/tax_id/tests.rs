//! Known numbers, and ten thousand generated ones each way.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::Config;

/// Generated numbers of each kind.
const CASES: u32 = 10_000;

fn check(digits: &str) -> TaxIdCheck {
    TaxId::parse(digits).unwrap().check()
}

/// The rule once more, from its text and not from the code under test: the digit, or none.
fn by_the_book(digits: &[u32]) -> Option<u32> {
    let sum = |shift: u32| {
        digits.iter().zip(0_u32..).map(|(digit, place)| digit * ((place + shift) % 11 + 1)).sum::<u32>() % 11
    };
    [sum(0), sum(2)].into_iter().find(|rest| *rest < 10)
}

fn written(digits: &[u32]) -> String {
    digits.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect()
}

#[test]
fn known_numbers_match_their_digit_in_the_first_or_second_pass() {
    for number in [
        "061211600012",
        "961141000023",
        "980540000397",
        "940140000385",
        "950341000052",
        "070941024691",
        "680503250034",
        "760212350620",
        "871008401427",
        "611124400143",
    ] {
        assert_eq!(check(number), TaxIdCheck::Matches, "{number}");
    }
    assert_eq!(check("120940001107"), TaxIdCheck::Expected(3));
}

#[test]
fn a_number_that_cannot_exist_fails_with_every_last_digit() {
    for last in 0..10 {
        assert_eq!(check(&format!("70020740094{last}")), TaxIdCheck::Impossible);
    }
}

#[test]
fn the_fifth_digit_says_whose_it_is() {
    for (number, kind) in [
        ("061211600012", TaxIdKind::Iin),
        ("680503250034", TaxIdKind::Iin),
        ("961141000023", TaxIdKind::Bin),
        ("980540000397", TaxIdKind::Bin),
        ("070941024691", TaxIdKind::Bin),
    ] {
        assert_eq!(TaxId::parse(number).unwrap().kind(), kind, "{number}");
    }
}

#[test]
fn only_twelve_digits_are_a_number() {
    assert_eq!(TaxId::parse(" 940140 000385 ").unwrap().as_str(), "940140000385");
    for typed in ["", "94014000038", "9401400003855", "94014000038O", "٩٤٠١٤٠٠٠٠٣٨٥", "940140-000385"]
    {
        assert_eq!(TaxId::parse(typed), Err(TaxIdFault), "{typed}");
    }
}

proptest! {
    #![proptest_config(Config::with_cases(CASES))]

    /// A generated number passes with the digit of the rule and with no other.
    #[test]
    fn generated_numbers_pass_with_one_last_digit(digits in prop::collection::vec(0_u32..10, 11)) {
        for last in 0..10 {
            let number = written(&[digits.as_slice(), &[last]].concat());
            let expected = match by_the_book(&digits) {
                None => TaxIdCheck::Impossible,
                Some(digit) if digit == last => TaxIdCheck::Matches,
                Some(digit) => TaxIdCheck::Expected(u8::try_from(digit).unwrap()),
            };
            prop_assert_eq!(check(&number), expected);
        }
    }

    /// One altered digit is noticed where one pass decides before and after, for its weights are units modulo eleven, all but the weight
    /// eleven itself: the eleventh digit in the first pass and the ninth in the second weigh nothing. There, and between the two passes, the
    /// rule is blind now and then, and the check says what the rule's text says.
    #[test]
    fn one_altered_digit_is_noticed_as_far_as_the_rule_can(
        digits in prop::collection::vec(0_u32..10, 11),
        place in 0_usize..12,
        shift in 1_u32..10,
    ) {
        let pass = |digits: &[u32]| {
            let first = digits.iter().zip(1_u32..).map(|(digit, weight)| digit * weight).sum::<u32>() % 11;
            if first < 10 { 1 } else { 2 }
        };
        let Some(last) = by_the_book(&digits) else { return Err(TestCaseError::reject("no such number")) };
        let whole = [digits.as_slice(), &[last]].concat();
        prop_assert_eq!(check(&written(&whole)), TaxIdCheck::Matches);
        let mut altered = whole;
        altered[place] = (altered[place] + shift) % 10;
        let body = &altered[..11];
        let found = check(&written(&altered));
        prop_assert_eq!(found == TaxIdCheck::Matches, by_the_book(body) == Some(altered[11]));
        let weighs_nothing = (pass(&digits), place) == (1, 10) || (pass(&digits), place) == (2, 8);
        if place == 11 || (pass(&digits) == pass(body) && !weighs_nothing) {
            prop_assert_ne!(found, TaxIdCheck::Matches);
        }
    }

    #[test]
    fn any_text_is_refused_or_kept(text in any::<String>()) {
        if let Ok(number) = TaxId::parse(&text) {
            prop_assert_eq!(number.as_str().len(), DIGITS);
        }
    }
}
