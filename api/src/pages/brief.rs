//! A solution in brief, as lists and answers show it.

use maud::{Markup, html};
use remedy_data::{Runtime, Severity, SolutionSummary, Verified};

/// An item of a list: title, summary, severity, what was verified.
pub(super) fn item(solution: &SolutionSummary) -> Markup {
    html! {
        li {
            h3 { a href=(solution.url) { (solution.title) } }
            p { (solution.summary) }
            div.meta { (severity(solution.severity)) (verified(solution.verified.as_ref())) }
        }
    }
}

/// How much damage the failure does, in words and colour.
pub(super) fn severity(severity: Severity) -> Markup {
    let (word, meaning) = match severity {
        Severity::Low => ("Low", "A nuisance."),
        Severity::Medium => ("Medium", "Work is delayed or has to be repeated."),
        Severity::High => ("High", "Work or data is lost, or users notice."),
        Severity::Critical => {
            ("Critical", "Data is corrupted or leaked, money is spent twice, or the service is down.")
        }
    };
    html! { span.severity.(severity.name()) title=(meaning) { (word) " severity" } }
}

/// The badge of a solution whose proof was run; nothing for one whose proof was not.
pub(super) fn verified(verified: Option<&Verified>) -> Markup {
    html! {
        @if let Some(run) = verified {
            span.verified title={ (run.runs) " runs, " (run.on) } { "Proven on " (runtime(run.runtime)) " " (run.version) }
        }
    }
}

/// The name of a runtime, as its makers write it.
pub(super) fn runtime(runtime: Runtime) -> &'static str {
    match runtime {
        Runtime::Python => "Python",
        Runtime::Node => "Node.js",
    }
}
