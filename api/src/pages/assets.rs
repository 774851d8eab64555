//! The pages' own files, embedded, each at an address that changes with its content.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use actix_web::{HttpResponse, http::header, web};

/// A file and its permanent address.
pub(crate) struct Asset {
    /// Path, such as `/assets/site-1f2e3d4c5b6a7980.css`.
    pub(crate) path: String,
    content: &'static str,
    content_type: &'static str,
}

impl Asset {
    /// The hash tells versions apart; it needs to be neither cryptographic nor the same in every build.
    fn new(stem: &str, extension: &str, content: &'static str, content_type: &'static str) -> Self {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        Self { path: format!("/assets/{stem}-{:016x}.{extension}", hasher.finish()), content, content_type }
    }
}

pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("site", "css", include_str!("../../assets/site.css"), "text/css; charset=utf-8")
});
pub(crate) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("site", "js", include_str!("../../assets/site.js"), "text/javascript; charset=utf-8")
});
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("favicon", "svg", include_str!("../../assets/favicon.svg"), "image/svg+xml"));

pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    for asset in [&*STYLE, &*SCRIPT, &*ICON] {
        cfg.service(crate::service::read(&asset.path, move || async move {
            HttpResponse::Ok()
                .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
                .insert_header((header::CONTENT_TYPE, asset.content_type))
                .body(asset.content)
        }));
    }
}
