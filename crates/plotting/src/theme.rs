//! Rewrites what plotters wrote so that the figure follows the page.

use crate::Colour;

/// plotters rounds to whole pixels, so figures are drawn this many times larger than shown.
pub(crate) const SCALE: u32 = 4;

/// Colours become CSS variables, the size a viewBox, and generic fonts the page's.
pub(crate) fn follow_page(svg: &str, (width, height): (u32, u32)) -> String {
    let (large_width, large_height) = (width * SCALE, height * SCALE);
    let mut body = svg.to_owned();
    for colour in Colour::ALL {
        let (r, g, b) = colour.rgb();
        let hex = format!("#{r:02x}{g:02x}{b:02x}");
        let variable = format!("\"var({}, {hex})\"", colour.variable());
        for written in [format!("\"#{r:02X}{g:02X}{b:02X}\""), format!("\"{hex}\"")] {
            body = body.replace(&written, &variable);
        }
    }
    let opening = body.find('>').map_or(0, |end| end + 1);
    let head = format!(
        "<svg class=\"figure\" viewBox=\"0 0 {large_width} {large_height}\" \
         style=\"max-width:{width}px\" xmlns=\"http://www.w3.org/2000/svg\">"
    );
    let rest = body[opening..]
        .replace(" font-family=\"sans-serif\"", "")
        .replace(" opacity=\"1\"", "")
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    format!("{head}\n{rest}\n")
}
