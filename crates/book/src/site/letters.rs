//! Unicode's mathematical letters: browsers ignore `mathvariant`, so 𝓛 must be written as 𝓛.

/// A style of letters, as MathML names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `bold`
    Bold,
    /// `italic`
    Italic,
    /// `bold-italic`
    BoldItalic,
    /// `script`
    Script,
    /// `bold-script`
    BoldScript,
    /// `fraktur`
    Fraktur,
    /// `bold-fraktur`
    BoldFraktur,
    /// `double-struck`
    DoubleStruck,
    /// `sans-serif`
    Sans,
    /// `bold-sans-serif`
    BoldSans,
    /// `sans-serif-italic`
    SansItalic,
    /// `sans-serif-bold-italic`
    SansBoldItalic,
    /// `monospace`
    Monospace,
}

impl Style {
    /// The style that `mathvariant` names; none for `normal` and unknown names.
    pub fn of_variant(variant: &str) -> Option<Self> {
        Some(match variant {
            "bold" => Self::Bold,
            "italic" => Self::Italic,
            "bold-italic" => Self::BoldItalic,
            "script" => Self::Script,
            "bold-script" => Self::BoldScript,
            "fraktur" => Self::Fraktur,
            "bold-fraktur" => Self::BoldFraktur,
            "double-struck" => Self::DoubleStruck,
            "sans-serif" => Self::Sans,
            "bold-sans-serif" => Self::BoldSans,
            "sans-serif-italic" => Self::SansItalic,
            "sans-serif-bold-italic" => Self::SansBoldItalic,
            "monospace" => Self::Monospace,
            _ => return None,
        })
    }

    /// The letter in this style, or the letter itself where Unicode has none.
    pub fn apply(self, letter: char) -> char {
        self.exception(letter)
            .or_else(|| self.regular(letter))
            .unwrap_or(letter)
    }

    /// Letters that Unicode had before the mathematical block, which has holes in their places.
    fn exception(self, letter: char) -> Option<char> {
        Some(match (self, letter) {
            (Self::Italic, 'h') => 'ℎ',
            (Self::Script, 'B') => 'ℬ',
            (Self::Script, 'E') => 'ℰ',
            (Self::Script, 'F') => 'ℱ',
            (Self::Script, 'H') => 'ℋ',
            (Self::Script, 'I') => 'ℐ',
            (Self::Script, 'L') => 'ℒ',
            (Self::Script, 'M') => 'ℳ',
            (Self::Script, 'R') => 'ℛ',
            (Self::Script, 'e') => 'ℯ',
            (Self::Script, 'g') => 'ℊ',
            (Self::Script, 'o') => 'ℴ',
            (Self::Fraktur, 'C') => 'ℭ',
            (Self::Fraktur, 'H') => 'ℌ',
            (Self::Fraktur, 'I') => 'ℑ',
            (Self::Fraktur, 'R') => 'ℜ',
            (Self::Fraktur, 'Z') => 'ℨ',
            (Self::DoubleStruck, 'C') => 'ℂ',
            (Self::DoubleStruck, 'H') => 'ℍ',
            (Self::DoubleStruck, 'N') => 'ℕ',
            (Self::DoubleStruck, 'P') => 'ℙ',
            (Self::DoubleStruck, 'Q') => 'ℚ',
            (Self::DoubleStruck, 'R') => 'ℝ',
            (Self::DoubleStruck, 'Z') => 'ℤ',
            _ => return None,
        })
    }

    fn regular(self, letter: char) -> Option<char> {
        let (base, offset) = match letter {
            'A'..='Z' => (self.latin(), letter as u32 - 'A' as u32),
            'a'..='z' => (self.latin(), 26 + letter as u32 - 'a' as u32),
            '0'..='9' => (self.digits()?, letter as u32 - '0' as u32),
            _ => (self.greek()?, greek_index(letter)?),
        };
        char::from_u32(base + offset)
    }

    fn latin(self) -> u32 {
        match self {
            Self::Bold => 0x1D400,
            Self::Italic => 0x1D434,
            Self::BoldItalic => 0x1D468,
            Self::Script => 0x1D49C,
            Self::BoldScript => 0x1D4D0,
            Self::Fraktur => 0x1D504,
            Self::DoubleStruck => 0x1D538,
            Self::BoldFraktur => 0x1D56C,
            Self::Sans => 0x1D5A0,
            Self::BoldSans => 0x1D5D4,
            Self::SansItalic => 0x1D608,
            Self::SansBoldItalic => 0x1D63C,
            Self::Monospace => 0x1D670,
        }
    }

    fn digits(self) -> Option<u32> {
        Some(match self {
            Self::Bold | Self::BoldItalic => 0x1D7CE,
            Self::DoubleStruck => 0x1D7D8,
            Self::Sans | Self::SansItalic => 0x1D7E2,
            Self::BoldSans | Self::SansBoldItalic => 0x1D7EC,
            Self::Monospace => 0x1D7F6,
            _ => return None,
        })
    }

    fn greek(self) -> Option<u32> {
        Some(match self {
            Self::Bold => 0x1D6A8,
            Self::Italic => 0x1D6E2,
            Self::BoldItalic => 0x1D71C,
            Self::BoldSans => 0x1D756,
            Self::SansBoldItalic => 0x1D790,
            _ => return None,
        })
    }
}

/// The place of a letter in each Greek alphabet of the mathematical block.
fn greek_index(letter: char) -> Option<u32> {
    Some(match letter {
        'ϴ' => 17,
        // The seventeenth place, which is no letter in Unicode, holds ϴ.
        'Α'..='Ω' => letter as u32 - 'Α' as u32,
        '∇' => 25,
        'α'..='ω' => 26 + letter as u32 - 'α' as u32,
        '∂' => 51,
        'ϵ' => 52,
        'ϑ' => 53,
        'ϰ' => 54,
        'ϕ' => 55,
        'ϱ' => 56,
        'ϖ' => 57,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_style_has_its_letters_and_its_exceptions() {
        let cases = [
            (Style::Script, "LN", "ℒ𝒩"),
            (Style::DoubleStruck, "RE1", "ℝ𝔼𝟙"),
            (Style::Bold, "xAθ∇0", "𝐱𝐀𝛉𝛁𝟎"),
            (Style::BoldItalic, "xθΣϵ", "𝒙𝜽𝜮𝝐"),
            (Style::Italic, "hxω", "ℎ𝑥𝜔"),
            (Style::Fraktur, "gR", "𝔤ℜ"),
            (Style::Sans, "Tt", "𝖳𝗍"),
            (Style::Monospace, "a9", "𝚊𝟿"),
        ];
        for (style, plain, styled) in cases {
            assert_eq!(
                plain
                    .chars()
                    .map(|letter| style.apply(letter))
                    .collect::<String>(),
                styled
            );
        }
    }

    #[test]
    fn a_letter_without_a_styled_form_stays() {
        assert_eq!(Style::Script.apply('β'), 'β');
        assert_eq!(Style::Bold.apply('学'), '学');
    }
}
