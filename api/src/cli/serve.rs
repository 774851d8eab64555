//! `remedy serve`: the HTTP service.

use std::{io::ErrorKind, process::ExitCode, time::Duration};

use actix_web::{
    App, HttpServer,
    middleware::{Compress, Logger, from_fn},
    rt::System,
    web,
};
use anyhow::{Context as _, anyhow};

use crate::{
    cli::{CatalogueOption, print},
    problem::{Kind, Problem},
    respond,
    served::Catalogue,
    service,
};

/// What to serve, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Name or address to listen on; 0.0.0.0 listens on all
    #[arg(long, default_value = "127.0.0.1", env = "REMEDY_HOST", hide_env_values = true)]
    host: String,
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 8080, env = "REMEDY_PORT", hide_env_values = true)]
    port: u16,
    #[command(flatten)]
    catalogue: CatalogueOption,
}

/// How long the head of a request may take to arrive.
const HEAD_TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long a connection without a request is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// How long requests under way may take when the service is told to end, in seconds.
const SHUTDOWN: u64 = 10;

/// Serves until SIGTERM or SIGINT.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    // Addresses are logged without their query: it holds what people look for.
    // What clients send that is not HTTP is no error of the service.
    let default = env_logger::Env::default().default_filter_or("warn,actix_http=off");
    env_logger::Builder::from_env(default).init();
    let catalogue = options.catalogue.open()?;
    System::new().block_on(serve(options, catalogue))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(options: &Options, catalogue: Catalogue) -> anyhow::Result<()> {
    let server = HttpServer::new(move || {
        let catalogue = catalogue.clone();
        App::new()
            .data_factory(move || std::future::ready(catalogue.serve()))
            .configure(service::configure)
            .default_service(web::to(nothing_here))
            .wrap(Compress::default())
            .wrap(from_fn(respond::problems))
            .wrap(service::security_headers())
            .wrap(
                Logger::new("%a %{method}xi %U %s %b bytes %D ms")
                    .custom_request_replace("method", |request| request.method().to_string()),
            )
    })
    .client_request_timeout(HEAD_TIME_LIMIT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(SHUTDOWN)
    .bind((options.host.as_str(), options.port))
    .map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {} on {} is taken; stop what uses it or choose another with --port (0 picks a free one)",
            options.port,
            options.host
        ),
        _ => anyhow!(
            "cannot listen on port {} of {} ({error}); choose others with --host and --port",
            options.port,
            options.host
        ),
    })?;
    let address = *server.addrs().first().context("the system gave no address to listen on")?;
    print(&format!(
        "Remedy is ready: http://{address}\n\
         Open it in a browser for the solutions, and http://{address}/docs for the API. Ctrl-C stops it.\n"
    ))?;
    Ok(server.run().await?)
}

async fn nothing_here(request: actix_web::HttpRequest) -> Result<String, Problem> {
    Err(Problem::new(Kind::NotFound, format!("there is nothing at `{}`", request.path())))
}
