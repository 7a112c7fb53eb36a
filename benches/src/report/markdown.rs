//! Tables for the documentation, and their place in it.

use super::{Report, Table, summary};
use crate::Error;

const BEGIN: &str = "<!-- codec-goals: from here to the end mark the program writes -->";
const END: &str = "<!-- codec-goals: end -->";

/// All tables, with date, commit and versions.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let provenance = &report.provenance;
    let mut out = format!(
        "Run on {} at commit {}, {} rounds, against {}.\n\n",
        provenance.date,
        provenance.commit,
        report.rounds,
        provenance.versions_text(),
    );
    for line in summary(report).lines() {
        out += &format!("- {line}\n");
    }
    for section in &report.sections {
        out.extend(section.tables.iter().map(table));
    }
    out
}

/// Puts the text between the two marks of a document.
pub fn insert(document: &str, text: &str) -> Result<String, Error> {
    let place = document.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) =
        place.ok_or_else(|| format!("expected the marks {BEGIN:?} and {END:?}, in this order"))?;
    Ok(format!("{before}{BEGIN}\n\n{text}\n{END}{after}"))
}

fn table(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = [vec![String::new()], table.columns.clone()].concat();
    let rule = vec!["---".to_owned(); head.len()];
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let text = format!("{} {}", cell.seen_text(), cell.goal_text());
            text.trim_end().replace("SHORT", "**SHORT**")
        });
        line([row.label.clone()].into_iter().chain(cells).collect())
    });
    let rows: String = rows.collect();
    format!(
        "\n**{}**\n\n{}{}{rows}",
        table.title,
        line(head),
        line(rule)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_between_the_marks_is_replaced() {
        let document = format!("above\n{BEGIN}\nold\n{END}\nbelow\n");
        let once = insert(&document, "new\n").unwrap();
        assert_eq!(once, format!("above\n{BEGIN}\n\nnew\n\n{END}\nbelow\n"));
        assert_eq!(insert(&once, "new\n").unwrap(), once);
        assert_eq!(
            insert("none", "new").unwrap_err().to_string(),
            format!("expected the marks {BEGIN:?} and {END:?}, in this order")
        );
    }
}
