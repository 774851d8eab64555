//! The names of query parameters.

use actix_web::{HttpRequest, web::Query};
use utoipa::openapi::path::Parameter;

use super::limit::shortened;
use crate::problem::{Kind, Problem};

/// Refuses every parameter that is not described: a misspelt one would be without effect, unnoticed.
pub(super) fn refuse_others(request: &HttpRequest, described: &[Vec<Parameter>]) -> Result<(), Problem> {
    // A query that cannot be read is refused where it is read for its values.
    let sent = Query::<Vec<(String, String)>>::from_query(request.query_string());
    let known: Vec<&str> = described.iter().flatten().map(|parameter| parameter.name.as_str()).collect();
    for (name, _) in sent.map(Query::into_inner).unwrap_or_default() {
        if !known.contains(&name.as_str()) {
            let name = shortened(&name);
            let detail = if known.is_empty() {
                format!("`{name}` does not belong into the address; with JSON, all of it is in the body")
            } else {
                format!("`{name}` is not a parameter; those are {}", known.join(", "))
            };
            return Err(Problem::new(Kind::UnknownParameter, detail).field(name));
        }
    }
    Ok(())
}
