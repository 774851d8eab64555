//! What a lookup is asked: read from a query string or from JSON, and checked.

use actix_web::web::Bytes;
use remedy_lookup::{Context, Query};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::limit::{Limit, shortened};
use crate::problem::{Kind, Problem};

const LIMIT: Limit = Limit { max: 20, default: 5 };

/// What the person or the program sees.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// What you see: a sentence, a log, a traceback. Any text; at most 64 KiB of it are looked up.
    #[param(required = true, example = "database is locked with four workers")]
    q: Option<String>,
}

/// Where it was seen, and what is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Circumstances {
    /// Programming language. Evidence, not a filter.
    #[param(example = "python")]
    language: Option<String>,
    /// Framework or library. Evidence, not a filter.
    #[param(example = "asyncio")]
    framework: Option<String>,
    /// Platform or service. Evidence, not a filter.
    #[param(example = "telegram")]
    platform: Option<String>,
    /// The most matches to return.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 20, default = 5)]
    limit: Option<String>,
    /// Whether the last word may be unfinished (search as you type).
    #[param(value_type = Option<bool>, default = false)]
    typing: Option<String>,
}

/// A question. In JSON, other fields are refused.
#[derive(Debug, PartialEq, Eq, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "text": "sqlite3.OperationalError: database is locked", "language": "python", "limit": 3
}))]
pub(crate) struct LookupRequest {
    /// What you see: a sentence, a log, a traceback. Any text; at most 64 KiB of it are looked up.
    text: String,
    /// Programming language. Evidence, not a filter.
    language: Option<String>,
    /// Framework or library. Evidence, not a filter.
    framework: Option<String>,
    /// Platform or service. Evidence, not a filter.
    platform: Option<String>,
    /// The most matches to return.
    #[schema(value_type = Option<usize>, minimum = 1, maximum = 20, default = 5)]
    limit: usize,
    /// Whether the last word may be unfinished (search as you type).
    #[schema(value_type = Option<bool>, default = false)]
    typing: bool,
}

impl LookupRequest {
    /// From the parameters of a GET.
    pub(super) fn from_parameters(asked: Asked, circumstances: Circumstances) -> Result<Self, Problem> {
        let text = asked.q.ok_or_else(|| {
            Problem::new(Kind::MissingParameter, "`q` is missing: the text to look up").field("q")
        })?;
        Self::from_text(text, circumstances)
    }

    /// From a text and the parameters beside it.
    pub(super) fn from_text(text: String, circumstances: Circumstances) -> Result<Self, Problem> {
        let Circumstances { language, framework, platform, limit, typing } = circumstances;
        let typing = match typing.as_deref() {
            None | Some("" | "false") => false,
            Some("true") => true,
            Some(other) => {
                let detail = format!("`typing` is `{}`; it must be true or false", shortened(other));
                return Err(Problem::new(Kind::InvalidParameter, detail).field("typing"));
            }
        };
        // A form sends a parameter that was left empty.
        let given = |value: Option<String>| value.filter(|value| !value.is_empty());
        Ok(Self {
            text,
            language: given(language),
            framework: given(framework),
            platform: given(platform),
            limit: LIMIT.read(limit.as_deref())?,
            typing,
        })
    }

    /// From JSON, each mistake named with its field.
    pub(super) fn from_json(body: &Bytes) -> Result<Self, Problem> {
        let mut fields: Map<String, Value> = serde_json::from_slice(body).map_err(|error| {
            Problem::new(Kind::InvalidJson, format!("the body is not a JSON object: {error}"))
        })?;
        let text = take(&mut fields, "text", "a string")?;
        let language = take(&mut fields, "language", "a string")?;
        let framework = take(&mut fields, "framework", "a string")?;
        let platform = take(&mut fields, "platform", "a string")?;
        let limit = fields.remove("limit").filter(|limit| !limit.is_null()).map(|limit| limit.to_string());
        let typing = take(&mut fields, "typing", "true or false")?;
        if let Some(unknown) = fields.into_iter().next().map(|(name, _)| shortened(&name)) {
            let detail = format!(
                "`{unknown}` is not a field; those are text, language, framework, platform, limit and typing"
            );
            return Err(Problem::new(Kind::UnknownField, detail).field(unknown));
        }
        let text = text.ok_or_else(|| {
            Problem::new(Kind::MissingParameter, "`text` is missing: the text to look up").field("text")
        })?;
        Ok(Self {
            text,
            language,
            framework,
            platform,
            limit: LIMIT.read(limit.as_deref())?,
            typing: typing.unwrap_or_default(),
        })
    }

    /// What the index is asked.
    pub(super) fn query(&self) -> Query<'_> {
        let context = Context {
            language: self.language.clone(),
            framework: self.framework.clone(),
            platform: self.platform.clone(),
        };
        Query { text: &self.text, context, limit: self.limit, typing: self.typing }
    }
}

/// Takes a field out; absent and null are the same.
fn take<T: DeserializeOwned>(
    fields: &mut Map<String, Value>,
    name: &'static str,
    expected: &str,
) -> Result<Option<T>, Problem> {
    let value = fields.remove(name).unwrap_or_default();
    serde_json::from_value(value)
        .map_err(|_| Problem::new(Kind::InvalidParameter, format!("`{name}` must be {expected}")).field(name))
}

#[cfg(test)]
#[path = "lookup_request_tests.rs"]
mod lookup_request_tests;
