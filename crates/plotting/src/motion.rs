//! Dots that move: CSS animations inside the SVG, so that they need no script.

use std::fmt::Write as _;

use crate::Colour;
use crate::theme::SCALE;

/// A dot and the pixels that it passes in equal intervals of time.
#[derive(Debug)]
pub(crate) struct Traveller {
    pub(crate) colour: Colour,
    pub(crate) points: Vec<(i32, i32)>,
}

/// The drawing with its moving dots, drawn last; without any it is returned as it is.
///
/// Each dot stands at its last point and is moved away from there, so that it rests there where
/// the style sheet leaves it alone: on paper, and for readers who asked for less motion.
pub(crate) fn add(svg: &str, id: &str, seconds: f64, travellers: &[Traveller]) -> String {
    let moving: Vec<_> = travellers
        .iter()
        .filter_map(|traveller| traveller.points.last().map(|&end| (traveller, end)))
        .enumerate()
        .collect();
    if moving.is_empty() {
        return svg.to_owned();
    }
    let (mut style, mut dots) = (String::new(), String::new());
    style.push_str("@media screen and (prefers-reduced-motion: no-preference) {\n");
    for (k, _) in &moving {
        // Writing to a string cannot fail.
        let _ = writeln!(
            style,
            "#{id}-{k} {{ animation: {id}-{k} {seconds}s linear infinite; }}"
        );
    }
    style.push_str("}\n");
    for (k, (traveller, (x, y))) in &moving {
        let _ = write!(style, "@keyframes {id}-{k} {{");
        let intervals = (traveller.points.len() - 1).max(1) as f64;
        for (i, (px, py)) in traveller.points.iter().enumerate() {
            let percent = (1e4 * i as f64 / intervals).round() / 100.0;
            let (dx, dy) = (px - x, py - y);
            let _ = write!(style, "{percent}%{{transform:translate({dx}px,{dy}px)}}");
        }
        style.push_str("}\n");
        let (r, g, b) = traveller.colour.rgb();
        let _ = writeln!(
            dots,
            "<circle id=\"{id}-{k}\" class=\"moving\" cx=\"{x}\" cy=\"{y}\" r=\"{}\" \
             fill=\"var({}, #{r:02x}{g:02x}{b:02x})\"/>",
            5 * SCALE,
            traveller.colour.variable(),
        );
    }
    let end = svg.rfind("</svg>").unwrap_or(svg.len());
    format!(
        "{}<style>\n{style}</style>\n{dots}{}",
        &svg[..end],
        &svg[end..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_starts_at_its_first_point_and_rests_at_its_last() {
        let traveller = Traveller {
            colour: Colour::Blue,
            points: vec![(10, 20), (40, 20), (40, 60)],
        };
        let svg = add("<svg>\n</svg>\n", "c-f", 4.0, &[traveller]);
        assert!(svg.contains("cx=\"40\" cy=\"60\""), "{svg}");
        assert!(
            svg.contains("0%{transform:translate(-30px,-40px)}50%{transform:translate(0px,-40px)}100%{transform:translate(0px,0px)}"),
            "{svg}"
        );
        assert!(svg.contains("#c-f-0 { animation: c-f-0 4s linear infinite; }"));
        assert!(svg.ends_with("</svg>\n") && !svg.contains("\n\n"), "{svg}");
    }

    #[test]
    fn a_drawing_without_motion_stays_as_it_is() {
        assert_eq!(add("<svg></svg>", "c-f", 4.0, &[]), "<svg></svg>");
    }
}
