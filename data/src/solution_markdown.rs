//! A solution as one Markdown text, for agents and for people who read in a terminal.

use std::fmt::Write as _;

use crate::{RelationKind, Solution};

impl Solution {
    /// The whole solution as Markdown: what it is, fixes with their code, and the sources.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_markdown(&mut text);
        text
    }

    fn write_markdown(&self, out: &mut String) -> std::fmt::Result {
        write!(out, "# {}\n\n{}\n\n", self.title, self.summary)?;
        if let Some(verified) = &self.proof.verified {
            writeln!(
                out,
                "Proven with {} {} on {}: the broken program failed and the fixed one passed, {} times each.\n",
                self.proof.runtime.name(),
                verified.version,
                verified.on,
                verified.runs
            )?;
        }
        if let Some(model) = &self.proof.model {
            writeln!(out, "The proof is a model: {model}\n")?;
        }
        write!(out, "## Symptoms\n\n{}\n\n", self.description)?;
        for symptom in &self.symptoms {
            writeln!(out, "- {symptom}")?;
        }
        if !self.signatures.is_empty() {
            out.push_str("\nError texts:\n\n");
            for signature in &self.signatures {
                writeln!(out, "    {signature}")?;
            }
        }
        write!(out, "\n## Root cause\n\n{}\n\n## Fixes\n\n", self.root_cause)?;
        for (number, fix) in self.fixes.iter().enumerate() {
            write!(out, "### {}. {} ({})\n\n", number + 1, fix.title, fix.kind.name())?;
            write!(out, "When: {}\n\n{}\n\nTrade-off: {}\n\n", fix.when, fix.body, fix.trade_off)?;
        }
        write!(out, "## Prevention\n\n{}\n\n## How to verify\n\n{}\n", self.prevention, self.how_to_verify)?;
        if !self.related.is_empty() {
            out.push_str("\n## Related\n\n");
            for related in &self.related {
                let kind = match related.kind {
                    RelationKind::ConfusedWith => "easily confused with",
                    RelationKind::Causes => "causes",
                    RelationKind::SeeAlso => "see also",
                };
                let note = related.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
                writeln!(out, "- {kind} [{}]({}){note}", related.title, related.url)?;
            }
        }
        out.push_str("\n## Sources\n\n");
        for source in &self.sources {
            writeln!(out, "- [{}]({}): {}", source.title, source.url, source.supports)?;
        }
        Ok(())
    }
}
