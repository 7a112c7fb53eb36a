//! A badge: a small picture with the verdict, for a README.

use super::Report;
use crate::Verdict;

pub(super) fn write(report: &Report) -> String {
    let count = |verdict| -> usize {
        let subjects = report.subjects.iter();
        subjects.map(|subject| subject.count(verdict)).sum()
    };
    let held = count(Verdict::Pass) + count(Verdict::Either);
    let short = [Verdict::Known, Verdict::Warn, Verdict::Flaky, Verdict::Fail];
    let of = held + short.map(count).into_iter().sum::<usize>();
    let color = match (
        count(Verdict::Fail) + count(Verdict::Flaky),
        count(Verdict::Warn) + count(Verdict::Known),
    ) {
        (0, 0) => "#2e7d32",
        (0, _) => "#b26a00",
        _ => "#b3261e",
    };
    picture("hyperglyph 1.0", &format!("{held} of {of}"), color)
}

/// Two boxes with text. Digits and letters of the font are some 6.6 units wide.
fn picture(left: &str, right: &str, color: &str) -> String {
    let width = |text: &str| u32::try_from(text.len()).unwrap_or(0) * 66 / 10 + 14;
    let (a, b) = (width(left), width(right));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" aria-label=\"{left}: {right}\">\n\
         <title>{left}: {right}</title>\n\
         <rect width=\"{all}\" height=\"20\" rx=\"3\" fill=\"#444\"/>\n\
         <path d=\"M{a} 0h{straight}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{a}z\" fill=\"{color}\"/>\n\
         <g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\n\
         <text x=\"{x}\" y=\"14\">{left}</text>\n\
         <text x=\"{y}\" y=\"14\">{right}</text>\n\
         </g>\n</svg>\n",
        all = a + b,
        straight = b - 3,
        x = a / 2,
        y = a + b / 2,
    )
}
