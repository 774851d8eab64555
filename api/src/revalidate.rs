//! Answers that need not be sent again: ETag and If-None-Match (RFC 9110, section 13).

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{ETag, EntityTag, Header as _, IfNoneMatch, TryIntoHeaderPair as _},
    },
    middleware::Next,
};

/// Tags each good answer with a hash of its content, and sends none of it to a caller who has it.
///
/// The tag is weak: the same content may be sent in several encodings. It comes from the content
/// itself, so that a new catalogue, a new program or another media type each change it.
pub(crate) async fn revalidate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let known = IfNoneMatch::parse(&request).ok();
    let answer = next.call(request).await?;
    if answer.status() != StatusCode::OK {
        return Ok(answer.map_into_boxed_body());
    }
    let (request, response) = answer.into_parts();
    let (mut response, body) = response.into_parts();
    // Everything that is tagged is in memory already; a stream is passed on as it is.
    let body = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return Ok(ServiceResponse::new(request, response.set_body(body.boxed()))),
    };
    // This hasher has a fixed key. A tag needs to tell versions apart, not to resist forgery.
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    let tag = EntityTag::new_weak(format!("{:016x}", hasher.finish()));
    let is_known = known.is_some_and(|known| match known {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(&tag)),
    });
    if let Ok((name, value)) = ETag(tag).try_into_pair() {
        response.headers_mut().insert(name, value);
    }
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(ServiceResponse::new(request, response.set_body(BoxBody::new(()))));
    }
    Ok(ServiceResponse::new(request, response.set_body(body.boxed())))
}
