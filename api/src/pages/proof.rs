//! The proof of a solution: what was run, and what came out.

use maud::{Markup, html};
use remedy_data::{Proof, Verified};

use super::{brief, layout::day};

pub(super) fn section(proof: &Proof) -> Markup {
    html! {
        section.part #proof {
            h2 { "Proof" }
            @match &proof.verified {
                Some(run) => { (runs(proof, run)) }
                None => { p { "These programs show the failure and the fix. Their runs have not been recorded yet." } }
            }
            @if let Some(model) = &proof.model { div.notice { p { strong { "A model. " } (model) } } }
            figure.code {
                figcaption { "What a person sees when it fails" }
                pre.wrap tabindex="0" { code { (proof.output) } }
            }
            @for file in &proof.files {
                details {
                    summary { (file.name) }
                    figure.code { pre tabindex="0" { code { (file.text) } } }
                }
            }
        }
    }
}

fn runs(proof: &Proof, run: &Verified) -> Markup {
    let extension = proof.runtime.extension();
    html! {
        dl.runs.panel {
            div {
                dt { "broken." (extension) " failed " (run.runs) " times out of " (run.runs) }
                dd { code { (proof.fails_with) } }
            }
            div {
                dt { "fixed." (extension) " passed " (run.runs) " times out of " (run.runs) }
                dd { (brief::runtime(run.runtime)) " " (run.version) ", standard library only, " (day(&run.on)) }
            }
        }
    }
}
