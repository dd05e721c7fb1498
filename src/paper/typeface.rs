//! The sheet's two fonts: which glyph a character has, how wide it is, where a text breaks.
//!
//! Text is set glyph by glyph, left to right, without shaping: enough for Latin, Cyrillic and digits, which is what the sheet's
//! phrases use. Shaping would need a second font engine for scripts that the built-in font does not carry anyway.

use crate::paper::PaperError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;

/// Stands for a character that the font does not have.
pub(super) const MISSING: char = '□';

/// Ends a text that was cut.
pub(super) const ELLIPSIS: char = '…';

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) weight: Weight,
    /// Points.
    pub(super) size: f32,
    /// 0 is black.
    pub(super) grey: u8,
}

impl Style {
    pub(super) const fn regular(size: f32) -> Self {
        Self { weight: Weight::Regular, size, grey: 0 }
    }

    pub(super) const fn bold(size: f32) -> Self {
        Self { weight: Weight::Bold, size, grey: 0 }
    }

    pub(super) const fn grey(self, grey: u8) -> Self {
        Self { grey, ..self }
    }
}

/// One font.
pub(super) struct Face {
    pub(super) font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units_per_em: f32,
}

/// Both fonts.
pub(super) struct Faces {
    regular: Face,
    bold: Face,
}

impl Face {
    fn load(bytes: &'static [u8]) -> Result<Self, PaperError> {
        let font = Font::new(bytes.into(), 0).ok_or(PaperError::Font)?;
        let reference = skrifa::FontRef::new(bytes).map_err(|_| PaperError::Font)?;
        let units_per_em = font.units_per_em();
        Ok(Self {
            font,
            charmap: reference.charmap(),
            metrics: reference.glyph_metrics(Size::unscaled(), LocationRef::default()),
            units_per_em,
        })
    }

    fn glyph(&self, c: char) -> Option<skrifa::GlyphId> {
        self.charmap.map(c).filter(|glyph| glyph.to_u32() != 0)
    }

    /// Advance in ems.
    fn advance(&self, c: char) -> f32 {
        let glyph = self.glyph(c).or_else(|| self.glyph(MISSING)).unwrap_or_default();
        self.metrics.advance_width(glyph).unwrap_or_default() / self.units_per_em
    }

    /// The text with every character that the font lacks replaced, and its glyphs.
    pub(super) fn set(&self, text: &str) -> (String, Vec<KrillaGlyph>) {
        let text: String = text.chars().map(|c| if self.glyph(c).is_some() { c } else { MISSING }).collect();
        let glyphs = text
            .char_indices()
            .map(|(start, c)| KrillaGlyph {
                glyph_id: GlyphId::new(self.glyph(c).unwrap_or_default().to_u32()),
                text_range: start..start + c.len_utf8(),
                x_advance: self.advance(c),
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            })
            .collect();
        (text, glyphs)
    }
}

impl Faces {
    /// Reads the built-in fonts.
    pub(super) fn load() -> Result<Self, PaperError> {
        Ok(Self { regular: Face::load(dejavu::sans::regular())?, bold: Face::load(dejavu::sans::bold())? })
    }

    pub(super) fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Width of a text, points.
    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        let face = self.face(style.weight);
        text.chars().map(|c| face.advance(c) * style.size).sum()
    }

    /// The text if it fits `width` points, otherwise as much of it as fits before an ellipsis.
    pub(super) fn fit(&self, text: &str, style: Style, width: f32) -> String {
        if self.width(text, style) <= width { text.to_owned() } else { self.cut(text, style, width) }
    }

    /// As much of the text as fits `width` points together with an ellipsis at its end.
    pub(super) fn cut(&self, text: &str, style: Style, width: f32) -> String {
        let face = self.face(style.weight);
        let mut left = width - face.advance(ELLIPSIS) * style.size;
        let mut kept: String = text
            .chars()
            .take_while(|c| {
                left -= face.advance(*c) * style.size;
                left >= 0.0
            })
            .collect();
        kept.truncate(kept.trim_end().len());
        kept.push(ELLIPSIS);
        kept
    }

    /// Breaks a text into lines no wider than `width` points: between words, and within a word only when it fills a line alone.
    pub(super) fn wrap(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let face = self.face(style.weight);
        let space = face.advance(' ') * style.size;
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut used = 0.0;
        // Only a plain space: a no-break space keeps a number and its unit on one line.
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let word_width = self.width(word, style);
            if !line.is_empty() && used + space + word_width > width {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            if !line.is_empty() {
                line.push(' ');
                used += space;
            }
            for c in word.chars() {
                let advance = face.advance(c) * style.size;
                if !line.is_empty() && used + advance > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(c);
                used += advance;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STYLE: Style = Style::regular(7.0);

    #[test]
    fn the_three_alphabets_have_glyphs_in_both_weights() {
        let letters = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя\
                       ABCXYZabcxyz0123456789№«»…—–·×₸µ□";
        let faces = Faces::load().unwrap();
        for weight in [Weight::Regular, Weight::Bold] {
            let (text, _) = faces.face(weight).set(letters);
            assert_eq!(text, letters);
        }
    }

    #[test]
    fn a_character_without_a_glyph_is_shown_as_a_box() {
        let (text, glyphs) = Faces::load().unwrap().face(Weight::Regular).set("沪A1");
        assert_eq!(text, "□A1");
        assert!(glyphs.iter().all(|glyph| glyph.glyph_id.to_u32() != 0));
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        let faces = Faces::load().unwrap();
        let lines = faces.wrap("тәуекел аймағы  плотный предмет", STYLE, 60.0);
        assert!(lines.len() > 1, "{lines:?}");
        assert_eq!(lines.join(" "), "тәуекел аймағы плотный предмет");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_column(text in "\\PC{0,300}", width in 20.0f32..300.0) {
            let faces = Faces::load().unwrap();
            let lines = faces.wrap(&text, STYLE, width);
            prop_assert!(lines.iter().all(|line| faces.width(line, STYLE) <= width + 0.01));
            let kept = lines.concat().replace(' ', "");
            let given = text.replace(' ', "");
            prop_assert_eq!(kept, given);
            prop_assert!(faces.width(&faces.fit(&text, STYLE, width), STYLE) <= width + 0.01);
        }
    }
}
