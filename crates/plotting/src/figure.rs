//! Panels side by side, drawn to SVG and saved where the pages look for it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::clip::Frame;
use crate::motion::{self, Traveller};
use crate::panel::{Layer, Stroke};
use crate::theme::{SCALE, follow_page};
use crate::{Axis, Colour, Corner, Panel};

/// A drawing of one or more panels, with the chapter and the name under which it is saved.
#[derive(Debug, Clone)]
pub struct Figure {
    chapter: String,
    name: String,
    height: u32,
    seconds: f64,
    panels: Vec<Panel>,
}

/// Why a figure could not be drawn or saved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// An axis is empty, not finite, or logarithmic and not positive.
    #[error(
        "figure {figure}: the axis `{axis}` from {low} to {high} is empty, or not positive where logarithmic"
    )]
    Axis {
        /// Chapter and name.
        figure: String,
        /// The axis's title.
        axis: String,
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
    /// The figure holds no panel.
    #[error("figure {figure} has no panel")]
    Empty {
        /// Chapter and name.
        figure: String,
    },
    /// plotters failed.
    #[error("figure {figure}: {what}")]
    Drawing {
        /// Chapter and name.
        figure: String,
        /// What plotters said.
        what: String,
    },
    /// The file could not be written.
    #[error("figure {path}: {cause}")]
    File {
        /// Where it should have gone.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// The width at which a figure is shown, in CSS pixels.
const WIDTH: u32 = 680;
const FONT: u32 = 14;

fn font(colour: Colour) -> TextStyle<'static> {
    ("sans-serif", FONT * SCALE)
        .into_font()
        .color(&colour.plotters())
}

impl Figure {
    /// An empty figure, saved as `assets/figures/<chapter>/<name>.svg`.
    pub fn new(chapter: &str, name: &str) -> Self {
        Self {
            chapter: chapter.to_owned(),
            name: name.to_owned(),
            height: 340,
            seconds: 6.0,
            panels: Vec::new(),
        }
    }

    /// The same figure with one more panel, to the right of the others.
    #[must_use]
    pub fn panel(mut self, panel: Panel) -> Self {
        self.panels.push(panel);
        self
    }

    /// The same figure, `height` CSS pixels high instead of 340.
    #[must_use]
    pub fn height(mut self, height: u32) -> Self {
        self.height = height;
        self
    }

    /// The same figure, whose moving dots take `seconds` for a round instead of 6.
    #[must_use]
    pub fn seconds(mut self, seconds: f64) -> Self {
        self.seconds = seconds;
        self
    }

    /// The drawing as SVG text.
    ///
    /// # Errors
    /// If there is no panel or an axis is unusable.
    pub fn svg(&self) -> Result<String, FigureError> {
        let figure = format!("{}/{}", self.chapter, self.name);
        if self.panels.is_empty() {
            return Err(FigureError::Empty { figure });
        }
        for axis in self.panels.iter().flat_map(|panel| [&panel.x, &panel.y]) {
            if !axis.is_valid() {
                let Axis {
                    title, low, high, ..
                } = axis.clone();
                return Err(FigureError::Axis {
                    figure,
                    axis: title,
                    low,
                    high,
                });
            }
        }
        let mut text = String::new();
        let size = (WIDTH * SCALE, self.height * SCALE);
        let travellers = self
            .draw(&SVGBackend::with_string(&mut text, size).into_drawing_area())
            .map_err(|e| FigureError::Drawing {
                figure,
                what: e.to_string(),
            })?;
        let still = follow_page(&text, (WIDTH, self.height));
        let id = format!("{}-{}", self.chapter, self.name);
        Ok(motion::add(&still, &id, self.seconds, &travellers))
    }

    /// Saves the drawing to `assets/figures/<chapter>/<name>.svg`, only if it changed.
    ///
    /// # Errors
    /// As [`Figure::svg`], or if the file cannot be written.
    pub fn save(&self) -> Result<(), FigureError> {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/figures"));
        self.save_under(folder)
    }

    /// Saves the drawing to `<folder>/<chapter>/<name>.svg`, only if it changed.
    ///
    /// # Errors
    /// As [`Figure::save`].
    pub fn save_under(&self, folder: &Path) -> Result<(), FigureError> {
        let svg = self.svg()?;
        let folder = folder.join(&self.chapter);
        let path = folder.join(format!("{}.svg", self.name));
        if fs::read_to_string(&path).is_ok_and(|old| old == svg) {
            return Ok(());
        }
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&path, svg))
            .map_err(|cause| FigureError::File { path, cause })
    }

    fn draw(
        &self,
        area: &DrawingArea<SVGBackend<'_>, Shift>,
    ) -> Result<Vec<Traveller>, Box<dyn std::error::Error>> {
        let parts = area.split_evenly((1, self.panels.len()));
        let mut travellers = Vec::new();
        for (panel, part) in self.panels.iter().zip(&parts) {
            draw_panel(panel, part, &mut travellers)?;
        }
        area.present()?;
        Ok(travellers)
    }
}

fn draw_panel(
    panel: &Panel,
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    travellers: &mut Vec<Traveller>,
) -> Drawn {
    let (x, y) = (panel.x.ends(), panel.y.ends());
    let frame = Frame { x, y };
    let marks = panel.y.marks();
    let widest = marks
        .iter()
        .map(|(_, text)| text.chars().count())
        .max()
        .unwrap_or(1);
    let left = FONT * SCALE * (u32::try_from(widest)? * 6 / 10 + 1);
    let mut chart = ChartBuilder::on(area)
        .margin_left(4 * SCALE)
        .margin_right(14 * SCALE)
        .margin_top(26 * SCALE)
        .margin_bottom(40 * SCALE)
        .set_label_area_size(LabelAreaPosition::Left, left)
        .build_cartesian_2d(x.0..x.1, y.0..y.1)?;
    draw_axes(panel, &mut chart, area, frame)?;
    for layer in &panel.layers {
        if let Layer::Moving { colour, points } = layer {
            // plotters draws no motion: the dots are added to its SVG afterwards.
            let points = points
                .iter()
                .map(|&(x, y)| frame.clamp((panel.x.place(x), panel.y.place(y))))
                .map(|point| chart.backend_coord(&point))
                .collect();
            let colour = *colour;
            travellers.push(Traveller { colour, points });
        } else {
            draw_layer(panel, layer, &mut chart, frame)?;
        }
    }
    draw_legend(panel, area, &chart)
}

fn draw_axes(
    panel: &Panel,
    chart: &mut Chart<'_, '_>,
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    frame: Frame,
) -> Drawn {
    let grid = Colour::Grid.plotters().stroke_width(SCALE);
    let ink = Colour::Ink.plotters().stroke_width(SCALE);
    let (left, top) = area.get_base_pixel();
    let place = |chart: &Chart<'_, '_>, at: (f64, f64)| {
        let (x, y) = chart.backend_coord(&at);
        (x - left, y - top)
    };
    let pad = i32::try_from(6 * SCALE)?;
    let under = font(Colour::Ink).pos(Pos::new(HPos::Center, VPos::Top));
    let beside = font(Colour::Ink).pos(Pos::new(HPos::Right, VPos::Center));
    for (at, text) in panel.x.marks() {
        let line = vec![(at, frame.y.0), (at, frame.y.1)];
        chart.draw_series(std::iter::once(PathElement::new(line, grid)))?;
        let (px, py) = place(chart, (at, frame.y.0));
        area.draw(&Text::new(text, (px, py + pad), under.clone()))?;
    }
    for (at, text) in panel.y.marks() {
        let line = vec![(frame.x.0, at), (frame.x.1, at)];
        chart.draw_series(std::iter::once(PathElement::new(line, grid)))?;
        let (px, py) = place(chart, (frame.x.0, at));
        area.draw(&Text::new(text, (px - pad, py), beside.clone()))?;
    }
    let corner = vec![
        (frame.x.0, frame.y.1),
        (frame.x.0, frame.y.0),
        (frame.x.1, frame.y.0),
    ];
    chart.draw_series(std::iter::once(PathElement::new(corner, ink)))?;
    let (px, py) = place(chart, (frame.x.1, frame.y.0));
    let end = font(Colour::Ink).pos(Pos::new(HPos::Right, VPos::Top));
    area.draw(&Text::new(panel.x.title.clone(), (px, py + 4 * pad), end))?;
    let (px, py) = place(chart, (frame.x.0, frame.y.1));
    let above = font(Colour::Ink).pos(Pos::new(HPos::Left, VPos::Bottom));
    area.draw(&Text::new(
        panel.y.title.clone(),
        (px - pad, py - pad),
        above,
    ))?;
    Ok(())
}

fn draw_layer(panel: &Panel, layer: &Layer, chart: &mut Chart<'_, '_>, frame: Frame) -> Drawn {
    let place = |&(x, y): &(f64, f64)| (panel.x.place(x), panel.y.place(y));
    match layer {
        Layer::Line {
            colour,
            stroke,
            points,
        } => {
            let points: Vec<_> = points.iter().map(place).collect();
            for piece in frame.clip(&points) {
                draw_stroke(chart, *colour, *stroke, piece)?;
            }
        }
        Layer::Dots {
            colour,
            radius,
            points,
        } => {
            // Radii are a few units; rounding to whole pixels at this scale is not seen.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let size = (radius * f64::from(SCALE)) as u32;
            let inside = points
                .iter()
                .map(place)
                .filter(|&point| frame.contains(point));
            let style = colour.plotters().filled();
            chart.draw_series(inside.map(|point| Circle::new(point, size, style)))?;
        }
        Layer::Polygon {
            colour,
            opacity,
            points,
        } => {
            let points: Vec<_> = points.iter().map(place).collect();
            let fill = colour.plotters().mix(*opacity);
            chart.draw_series(std::iter::once(Polygon::new(points, fill)))?;
        }
        Layer::Cell {
            colour,
            opacity,
            low,
            high,
        } => {
            let corners = [frame.clamp(place(low)), frame.clamp(place(high))];
            let fill = colour
                .plotters()
                .mix((opacity * 100.0).round() / 100.0)
                .filled();
            chart.draw_series(std::iter::once(Rectangle::new(corners, fill)))?;
        }
        Layer::Label { colour, at, text } => {
            let style = font(*colour).pos(Pos::new(HPos::Center, VPos::Center));
            chart.draw_series(std::iter::once(Text::new(text.clone(), place(at), style)))?;
        }
        Layer::Moving { .. } => {}
    }
    Ok(())
}

fn draw_stroke(
    chart: &mut Chart<'_, '_>,
    colour: Colour,
    stroke: Stroke,
    points: Vec<(f64, f64)>,
) -> Drawn {
    let rgb = colour.plotters();
    match stroke {
        Stroke::Dashed => {
            let style = rgb.stroke_width(2 * SCALE);
            let dashes = DashedLineSeries::new(points, 7 * SCALE, 5 * SCALE, style);
            chart.draw_series(dashes)?;
        }
        Stroke::Thin => {
            let style = rgb.stroke_width(SCALE + SCALE / 4);
            chart.draw_series(std::iter::once(PathElement::new(points, style)))?;
        }
        Stroke::Solid | Stroke::Dots => {
            let style = rgb.stroke_width(2 * SCALE + SCALE / 4);
            chart.draw_series(std::iter::once(PathElement::new(points, style)))?;
        }
    }
    Ok(())
}

fn draw_legend(
    panel: &Panel,
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    chart: &Chart<'_, '_>,
) -> Drawn {
    let scale = i32::try_from(SCALE)?;
    let (left, top) = area.get_base_pixel();
    let (xs, ys) = chart.plotting_area().get_pixel_range();
    let line_height = 20 * scale;
    let entries = i32::try_from(panel.legend.len())?;
    let first = match panel.legend_corner {
        Corner::TopLeft | Corner::TopRight => ys.start - top + 14 * scale,
        Corner::BottomLeft | Corner::BottomRight => ys.end - top - entries * line_height,
    };
    let at_left = matches!(panel.legend_corner, Corner::TopLeft | Corner::BottomLeft);
    for (row, (colour, stroke, text)) in (0..).zip(&panel.legend) {
        let y = first + row * line_height;
        let (from, to, words, anchor) = if at_left {
            let x = xs.start - left + 12 * scale;
            (x, x + 22 * scale, x + 30 * scale, HPos::Left)
        } else {
            let x = xs.end - left - 8 * scale;
            (x - 22 * scale, x, x - 30 * scale, HPos::Right)
        };
        let rgb = colour.plotters();
        let pen = rgb.stroke_width(2 * SCALE + SCALE / 4);
        match stroke {
            Stroke::Dots => {
                let middle = i32::midpoint(from, to);
                area.draw(&Circle::new((middle, y), 3 * SCALE, rgb.filled()))?;
            }
            Stroke::Dashed => {
                let third = (to - from) / 3;
                area.draw(&PathElement::new(vec![(from, y), (from + third, y)], pen))?;
                area.draw(&PathElement::new(vec![(to - third, y), (to, y)], pen))?;
            }
            Stroke::Solid | Stroke::Thin => {
                area.draw(&PathElement::new(vec![(from, y), (to, y)], pen))?;
            }
        }
        let style = font(Colour::Ink).pos(Pos::new(anchor, VPos::Center));
        area.draw(&Text::new(text.clone(), (words, y), style))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Figure {
        let line: Vec<_> = (1..100)
            .map(|i| (f64::from(i), 1.0 / f64::from(i)))
            .collect();
        Figure::new("test", "sample").panel(
            Panel::new(Axis::log("t", 1.0, 100.0), Axis::log("f", 1e-2, 1.0))
                .line(Colour::Blue, &line)
                .dots(Colour::Red, &line[..3])
                .legend(Colour::Blue, "1/t"),
        )
    }

    #[test]
    fn every_colour_is_a_variable_and_no_line_is_blank() {
        let svg = sample().svg().unwrap();
        for attribute in ["fill=\"#", "stroke=\"#", "\n\n"] {
            assert!(!svg.contains(attribute), "{attribute:?} in {svg}");
        }
        assert!(svg.contains("var(--fig-1, #0b62c4)"));
    }

    #[test]
    fn an_unchanged_figure_is_not_written_again() {
        let folder = std::env::temp_dir().join(format!("downhill-figure-{}", std::process::id()));
        let path = folder.join("test/sample.svg");
        sample().save_under(&folder).unwrap();
        let first = fs::metadata(&path).unwrap().modified().unwrap();
        sample().save_under(&folder).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), first);
        sample().height(200).save_under(&folder).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("0 0 2720 800"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn unusable_axes_are_named() {
        let panel = Panel::new(Axis::log("t", 0.0, 1.0), Axis::linear("f", 0.0, 1.0));
        let error = Figure::new("test", "bad")
            .panel(panel)
            .svg()
            .unwrap_err()
            .to_string();
        assert!(error.contains("axis `t` from 0 to 1"), "{error}");
    }
}
