//! A plot: how much longer each peer takes than we do, in panels.

use super::{Report, Timings};
use crate::ours;

const LEFT: f64 = 110.0;
const WIDTH: f64 = 620.0;
const BAR: f64 = 16.0;
/// Powers of two on the axis, from a half to 64 times our time.
const FIRST: i32 = -1;
const LAST: i32 = 6;

/// What peers take, as multiples of what we take.
#[derive(Clone, Debug)]
pub struct Bars {
    /// Of what.
    pub title: String,
    /// Peer and multiple.
    pub peers: Vec<(String, f64)>,
}

/// Nothing without P1.
#[must_use]
pub fn svg(report: &Report) -> Option<String> {
    let decode = report.sections.iter().find(|section| section.id == "P1")?;
    let panels: Vec<Bars> = decode.timings.iter().filter_map(panel).collect();
    Some(bars(report, "Decode: time of a peer ÷ ours", &panels))
}

/// A panel for each, on one logarithmic axis.
#[must_use]
pub fn bars(report: &Report, title: &str, panels: &[Bars]) -> String {
    let mut body = String::new();
    let mut top = 40.0;
    for panel in panels {
        top = draw(panel, top, &mut body);
    }
    let provenance = &report.provenance;
    let title = format!("{title}, {} ({})", provenance.date, provenance.commit);
    let (width, height) = (LEFT + WIDTH + 60.0, top + 10.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"10\" y=\"20\" font-size=\"15\">{title}</text>\n"
    );
    for power in FIRST..=LAST {
        let (x, factor) = (x(2f64.powi(power)), 2f64.powi(power));
        let colour = if power == 0 { "black" } else { "#ddd" };
        out += &format!(
            "<line x1=\"{x:.1}\" y1=\"40\" x2=\"{x:.1}\" y2=\"{top:.1}\" stroke=\"{colour}\"/>\
             <text x=\"{x:.1}\" y=\"36\" text-anchor=\"middle\" fill=\"#666\">{factor}×</text>\n"
        );
    }
    out + &body + "</svg>\n"
}

/// The peers on one dataset, against our fastest form.
fn panel(timings: &Timings) -> Option<Bars> {
    let ours = timings
        .median_ns(ours::DOCUMENT)
        .or_else(|| timings.median_ns(ours::TREE))?;
    let peers = timings.contenders.iter();
    let peers: Vec<_> = peers
        .filter(|timing| ![ours::DOCUMENT, ours::TREE].contains(&timing.name.as_str()))
        .map(|timing| (timing.name.clone(), timing.median_ns / ours))
        .collect();
    let title = timings.dataset.clone();
    (!peers.is_empty()).then_some(Bars { title, peers })
}

/// One panel; where it ends.
fn draw(panel: &Bars, top: f64, out: &mut String) -> f64 {
    let mut y = top + 22.0;
    let title = &panel.title;
    *out += &format!("<text x=\"10\" y=\"{y:.1}\" font-weight=\"bold\">{title}</text>\n");
    for (peer, ratio) in &panel.peers {
        let ratio = *ratio;
        y += BAR;
        let (from, to) = (x(1.0).min(x(ratio)), x(1.0).max(x(ratio)));
        let colour = if ratio >= 1.0 { "#4477aa" } else { "#cc6677" };
        *out += &format!(
            "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{peer}</text>\
             <rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\" fill=\"{colour}\"/>\
             <text x=\"{:.1}\" y=\"{y:.1}\">{ratio:.2}</text>\n",
            LEFT - 6.0,
            y - 10.0,
            to - from,
            to + 4.0,
        );
    }
    y + 4.0
}

/// Where a ratio stands, on a logarithmic axis.
fn x(ratio: f64) -> f64 {
    let (first, last) = (f64::from(FIRST), f64::from(LAST));
    let along = (ratio.log2().clamp(first, last) - first) / (last - first);
    LEFT + WIDTH * along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_is_logarithmic_and_has_ends() {
        let step = x(2.0) - x(1.0);
        assert!((x(4.0) - x(2.0) - step).abs() < 1e-9);
        assert!((x(0.01) - LEFT).abs() < 1e-9);
        assert!((x(1e6) - LEFT - WIDTH).abs() < 1e-9);
    }
}
