//! `/problems`: what each problem code of the API means; a problem's `type` leads here.

use actix_web::web::Data;
use maud::{Markup, html};

use super::layout::{Page, inline_code};
use crate::{problem::Kind, served::Served};

pub(super) async fn get(served: Data<Served>) -> Markup {
    let main = html! {
        h1 { "Problem codes" }
        p.lead {
            "When a call to the API fails, the answer is " code { "application/problem+json" }
            ". Its " code { "code" } " is stable, its " code { "detail" } " says what is wrong with this request, "
            "and its " code { "remedy" } " what to do."
        }
        div.with-toc {
            nav.toc aria-label="On this page" {
                h2 { "Codes" }
                ol { @for kind in Kind::ALL { li { a href={ "#" (kind.code()) } { (kind.code()) } } } }
            }
            div {
                @for kind in Kind::ALL {
                    section.problem #(kind.code()) {
                        h2 { code { (kind.code()) } " " span.small { (kind.status().as_u16()) } }
                        p { strong { (kind.title()) "." } " " (inline_code(kind.remedy())) }
                    }
                }
            }
        }
    };
    let description = "Every problem code of the API, what it means and what to do.";
    Page { title: "Problem codes", description, path: "/problems" }.render(&served, &main)
}
